"""One rule of section 2: who can ask for what, how long, and on which terms."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import CodesField, CountriesField, LinesField, SumField
from huitou.desk.forms.policy.offer import OfferForm
from huitou.desk.forms.policy.part import PartForm, articles, fresh_id, kinds, reasons, stages
from huitou.policies.rules.vocabulary import CLOCK_STAGES, FAULT_REASONS, KINDS

EMPTY: dict[str, Any] = {"when": {"stages": ["delivered"]}, "offers": []}


class RuleForm(PartForm):
    """The conditions, and one `OfferForm` for each kind that is given."""

    def build(self) -> None:
        held = self.document.get("rules", [])
        self.item = held[self.place - 1] if self.place else EMPTY
        when = self.item["when"]
        self.fields["id"] = forms.CharField(
            max_length=120, widget=forms.HiddenInput(), initial=self.item.get("id") or fresh_id(held, "rule")
        )
        self.fields["reasons"] = CodesField(
            label=_("because"), labels=reasons(), required=True, initial=when.get("reasons", ())
        )
        self.fields["stages"] = CodesField(
            label=_("while the goods are"), labels=stages(), required=True, initial=when.get("stages") or ["delivered"]
        )
        self._narrow(when)
        basis = self.item.get("basis", [])
        self.fields["basis"] = CodesField(
            label=_("Articles of law that the reader is shown"),
            labels=articles(str(self.document["country"]), basis),
            initial=basis,
        )
        given = [offer["kind"] for offer in self.item["offers"]]
        # In the order of the document, so that saving without a change changes nothing.
        self.fields["kinds"] = CodesField(
            label=_("Buyers can ask for"), labels={kind: kinds()[kind] for kind in _first(given)}, initial=given,
            required=True,
        )  # fmt: skip
        self.offers = {kind: self._offer(kind) for kind in _first(given)}

    def _narrow(self, when: dict[str, Any]) -> None:
        price = when.get("price", {})
        words = _("One on each line. Empty: all.")
        self.fields["categories"] = LinesField(
            label=_("Only goods of these categories"), help_text=words, initial=when.get("categories", [])
        )
        self.fields["price_from"] = SumField(
            currency=self.currency, label=_("Only from this price of one piece"), initial=price.get("from_minor")
        )
        self.fields["price_below"] = SumField(
            currency=self.currency, label=_("and below"), initial=price.get("below_minor")
        )
        self.fields["countries"] = CountriesField(
            label=_("Only in these countries"), help_text=_("Two-letter codes, such as CN or DE. Empty: all."),
            initial=when.get("countries", []),
        )  # fmt: skip
        self.fields["regions"] = LinesField(
            label=_("Only in these regions"), help_text=words, initial=when.get("regions", [])
        )
        self.fields["segments"] = LinesField(
            label=_("Only these groups of customers"), help_text=words, initial=when.get("segments", [])
        )

    def _offer(self, kind: str) -> OfferForm:
        held = next((offer for offer in self.item["offers"] if offer["kind"] == kind), None)
        chosen = not self.is_bound or kind in self._chosen()
        return OfferForm(self.data if self.is_bound and chosen else None, kind=kind, offer=held, currency=self.currency)

    def _chosen(self) -> list[str]:
        found = self.data.getlist("kinds") if hasattr(self.data, "getlist") else self.data.get("kinds", [])
        return [kind for kind in found if kind in KINDS]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        names = ("categories", "price_from", "price_below", "countries", "regions", "segments")
        return [self[name] for name in names]

    @property
    def narrowed(self) -> bool:
        """Whether a condition besides reason and stage is set, so that its fields are shown at once."""
        return any(field.value() or field.errors for field in self.narrowing)

    @property
    def given(self) -> Iterator[tuple[BoundWidget, OfferForm]]:
        """Every kind with its box and its terms."""
        for box in self["kinds"]:
            yield box, self.offers[str(box.data["value"])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("price_from"), data.get("price_below")
        if high is not None and high <= (low or 0):
            self.add_error("price_below", _("This must be more than the price it starts from."))
        faults = set(data.get("reasons", ())) & FAULT_REASONS
        for kind in data.get("kinds", ()):
            offer = self.offers[kind]
            if not offer.is_valid():
                self.add_error("kinds", forms.ValidationError(_("Mend the terms that are marked below."), code="offer"))
                continue
            clock = offer.cleaned_data["clock"]
            if not set(data.get("stages", ())) <= CLOCK_STAGES[clock]:
                offer.add_error("clock", _("This time cannot run while the goods are where the rule says."))
            if faults and offer.cleaned_data["restocking"]:
                offer.add_error("restocking", _("Not for reasons that are no fault of the buyer."))
            if KINDS[kind].goods_return and "not_shipped" in data.get("stages", ()):
                self.add_error("stages", _("Goods that were never shipped cannot come back."))
            if offer.errors:
                self.add_error("kinds", forms.ValidationError(_("Mend the terms that are marked below."), code="offer"))
        return data

    def write(self, document: dict[str, Any]) -> None:
        data = self.cleaned_data
        when: dict[str, Any] = {"reasons": data["reasons"], "stages": data["stages"]}
        for name in ("categories", "countries", "regions", "segments"):
            self.put(when, name, data[name])
        low, high = data["price_from"], data["price_below"]
        if low is not None or high is not None:
            when["price"] = {"from_minor": low or 0} | ({} if high is None else {"below_minor": high})
        item = {"id": data["id"], "when": when, "offers": [self.offers[kind].value() for kind in data["kinds"]]}
        self.put(item, "basis", data["basis"])
        self.put_item(document, "rules", item)


def _first(given: list[str]) -> list[str]:
    return [*given, *(kind for kind in KINDS if kind not in given)]
