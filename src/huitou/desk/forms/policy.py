"""The numbers of a policy that shops change most, as a plain form over its document. Everything else stays as it is.

Reads a document (JSON) into initial values and writes the changes back into a copy; the verbs judge the result.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.policies.texts import because_label, joined, kind_label, reason_label

TERMS = (
    ("answer_hours", _("Hours to answer a request"), _("When you say nothing, what the policy gives is agreed.")),
    ("hand_over_days", _("Days for the buyer to hand the goods over"), ""),
    ("inspect_days", _("Days to check the goods"), _("When you say nothing, they count as accepted.")),
    ("refund_days", _("Days until the money is paid"), ""),
    ("goodwill_days", _("Days after delivery in which you listen to wishes beyond the policy"), ""),
)
PAYERS = [("buyer", _("the buyer")), ("merchant", _("the shop"))]
FAULTS = (
    ("buyer", _("When the buyer no longer wants it, who pays for sending it back")),
    ("merchant", _("When the shop made a mistake")),
    ("carrier", _("When it was damaged or lost on the way")),
)


class PolicyForm(forms.Form):
    """Windows and automatic approval per rule and kind, the clocks, who pays, what is excluded by category."""

    def __init__(self, data: Any = None, *, document: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.document = document
        terms = document.get("terms", {})
        for name, label, help_text in TERMS:
            self.fields[f"terms_{name}"] = forms.IntegerField(
                label=label, help_text=help_text, min_value=1, max_value=3650, initial=terms.get(name)
            )
        for fault, label in FAULTS:
            by = document["return_shipping"][fault]["by"]
            self.fields[f"payer_{fault}"] = forms.ChoiceField(label=label, choices=PAYERS, initial=by)
        for name, _rule, offer in self._offers():
            self._add_offer(name, offer)
        self.fields["excluded"] = forms.CharField(
            label=_("Categories that cannot go back without a reason"),
            help_text=_("One on each line, in the words of your orders. A fault is never excluded."),
            required=False,
            max_length=4_000,
            widget=forms.Textarea({"rows": 4}),
            initial="\n".join(self._own_exclusion().get("goods", {}).get("categories", [])),
        )

    def _add_offer(self, name: str, offer: Mapping[str, Any]) -> None:
        if "days" in offer["window"]:
            self.fields[f"days_{name}"] = forms.IntegerField(
                label=_("Days"), min_value=1, max_value=3650, initial=offer["window"]["days"]
            )
        if not offer.get("right"):
            automatic = offer.get("automatic")
            self.fields[f"automatic_{name}"] = forms.BooleanField(
                label=_("Agree at once, without a person"), required=False, initial=automatic is not None
            )
            most = (automatic or {}).get("max_value_minor")
            self.fields[f"most_{name}"] = forms.CharField(
                label=_("up to"), required=False, max_length=30, initial=self._amount(most) if most is not None else ""
            )

    def _offers(self) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        for place, rule in enumerate(self.document["rules"]):
            for number, offer in enumerate(rule["offers"]):
                yield f"{place}_{number}", rule, offer

    @property
    def currency(self) -> str:
        return str(self.document["currency"])

    @property
    def clocks(self) -> list[forms.BoundField]:
        return [self[f"terms_{name}"] for name, _label, _help in TERMS]

    @property
    def payers(self) -> list[forms.BoundField]:
        return [self[f"payer_{fault}"] for fault, _label in FAULTS]

    @property
    def offers(self) -> list[dict[str, Any]]:
        """Every offer with its words and its fields."""
        return [
            {
                "reasons": joined(reason_label(code) for code in rule["when"].get("reasons", [])),
                "kind": kind_label(offer["kind"]),
                "right": offer.get("right", False),
                "days": self[f"days_{name}"] if f"days_{name}" in self.fields else None,
                "automatic": self[f"automatic_{name}"] if f"automatic_{name}" in self.fields else None,
                "most": self[f"most_{name}"] if f"most_{name}" in self.fields else None,
            }
            for name, rule, offer in self._offers()
        ]

    @property
    def law_exclusions(self) -> list[str]:
        """What the document excludes besides, in words."""
        return [
            because_label(exclusion["because"])
            for exclusion in self.document.get("exclusions", [])
            if exclusion["id"] != OWN_EXCLUSION
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, _rule, _offer in self._offers():
            text = (data.get(f"most_{name}") or "").strip()
            if not text:
                continue
            try:
                data[f"most_{name}"] = parse_amount(text, self.currency).minor
            except HuitouError as error:
                self.add_error(f"most_{name}", error.text)
        return data

    def result(self) -> dict[str, Any]:
        """The document with the changes."""
        data = self.cleaned_data
        document = deepcopy(dict(self.document))
        terms = document.setdefault("terms", {})
        for name, _label, _help in TERMS:
            terms[name] = data[f"terms_{name}"]
        for fault, _label in FAULTS:
            _set_payer(document["return_shipping"][fault], data[f"payer_{fault}"])
        for place, rule in enumerate(document["rules"]):
            for number, offer in enumerate(rule["offers"]):
                self._change(offer, f"{place}_{number}", data)
        self._exclude(document, [line.strip() for line in data["excluded"].splitlines() if line.strip()])
        return document

    def _change(self, offer: dict[str, Any], name: str, data: Mapping[str, Any]) -> None:
        if f"days_{name}" in data:
            offer["window"]["days"] = data[f"days_{name}"]
        if f"automatic_{name}" not in data:
            return
        if not data[f"automatic_{name}"]:
            offer.pop("automatic", None)
            return
        automatic = offer.setdefault("automatic", {})
        if data[f"most_{name}"] == "":
            automatic.pop("max_value_minor", None)
        else:
            automatic["max_value_minor"] = data[f"most_{name}"]

    def _own_exclusion(self) -> Mapping[str, Any]:
        found = (one for one in self.document.get("exclusions", []) if one["id"] == OWN_EXCLUSION)
        empty: Mapping[str, Any] = {}
        return next(found, empty)

    def _exclude(self, document: dict[str, Any], categories: list[str]) -> None:
        kept = [one for one in document.get("exclusions", []) if one["id"] != OWN_EXCLUSION]
        if categories:
            kept.append({"id": OWN_EXCLUSION, "because": "shop_choice", "goods": {"categories": categories}})
        document["exclusions"] = kept

    def _amount(self, minor: int) -> str:
        return str(Decimal(minor).scaleb(-exponent(self.currency)))


OWN_EXCLUSION = "own-categories"


def _set_payer(shipping: dict[str, Any], by: str) -> None:
    """A way that fits who pays: the shop's own label or the receiver's account are the shop's to pay."""
    if shipping["by"] == by:
        return
    shipping["by"] = by
    shipping["way"] = "own_label" if by == "buyer" else "receiver_pays"
    if by == "merchant":
        shipping.pop("fee_minor", None)
