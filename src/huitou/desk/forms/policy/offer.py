"""The terms on which a rule gives one kind of help: how long, as a right or not, proof, costs, automatic approval."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import CodesField, LinesField, ShareField, SumField, number
from huitou.desk.forms.policy.part import evidences
from huitou.desk.forms.policy.way import fee_fault, shipping_of, way_fields
from huitou.policies.rules.reading import MAX_DAYS
from huitou.policies.rules.vocabulary import KINDS

CLOCKS = (
    ("delivery", _("of the delivery")),
    ("promise", _("of the promised day, once it has passed")),
    ("before_shipping", _("until the goods are handed to the carrier")),
    ("before_delivery", _("until the goods are delivered")),
)
WITHOUT_DAYS = ("before_shipping", "before_delivery")
NEW: dict[str, Any] = {"window": {"clock": "delivery", "days": 7}}


class OfferForm(forms.Form):
    """One kind within a rule; its fields are prefixed with the kind."""

    def __init__(self, data: Any, *, kind: str, offer: dict[str, Any] | None, currency: str) -> None:
        super().__init__(data, prefix=kind)
        self.kind = kind
        held = NEW if offer is None else offer
        window, automatic = held["window"], held.get("automatic")
        self.fields["days"] = number(
            0, MAX_DAYS, required=False, label=_("Days"), help_text=_("Empty: no last day."), initial=window.get("days")
        )
        self.fields["clock"] = forms.ChoiceField(label=_("Counted from"), choices=CLOCKS, initial=window["clock"])
        self.fields["right"] = forms.BooleanField(
            label=_("A right: you are not asked"), required=False, initial=held.get("right", False)
        )
        self.fields["evidence"] = CodesField(
            label=_("The buyer must send"), labels=evidences(), initial=held.get("evidence", ())
        )
        ways = way_fields(currency, held.get("return_shipping"), optional=True, label=_("Who pays for the way back"))
        self.fields.update(ways)
        self.fields["restocking"] = ShareField(
            label=_("Restocking fee, per cent of the price"), initial=held.get("restocking_basis_points")
        )
        self.fields["outbound"] = forms.BooleanField(
            label=_("What the buyer paid for the delivery is refunded too"),
            required=False,
            initial=held.get("outbound_shipping_refunded", False),
        )
        self._automatic(automatic, currency)

    def _automatic(self, automatic: dict[str, Any] | None, currency: str) -> None:
        held = automatic or {}
        self.fields["automatic"] = forms.BooleanField(
            label=_("Agree at once, without a person"), required=False, initial=automatic is not None
        )
        self.fields["most"] = SumField(
            currency=currency, label=_("up to this sum in total"), initial=held.get("max_value_minor")
        )
        self.fields["segments"] = LinesField(label=_("for these groups of customers"), initial=held.get("segments", []))
        self.fields["min_orders"] = number(
            1, 100_000, required=False, label=_("after this many orders"), initial=held.get("min_orders")
        )
        self.fields["max_returns"] = number(
            0, 100_000, required=False, label=_("with at most this many returns in a year"),
            initial=held.get("max_returns"),
        )  # fmt: skip
        self.fields["proof"] = CodesField(
            label=_("when this was sent too"), labels=evidences(), initial=held.get("evidence", ())
        )

    @property
    def goods_return(self) -> bool:
        return KINDS[self.kind].goods_return

    @property
    def has_terms(self) -> bool:
        """Whether anything besides the time is set or wrong, so that its fields are shown at once."""
        names = ("evidence", "way", "restocking", "automatic")
        return any(self[name].value() for name in names) or any(name not in ("days", "clock") for name in self.errors)

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The conditions of automatic approval."""
        return [self[name] for name in ("most", "min_orders", "max_returns", "segments", "proof")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("days") is not None and data.get("clock") in WITHOUT_DAYS:
            self.add_error("days", _("This time ends by itself. Empty the days."))
        fault = fee_fault(data.get("way", ""), data.get("fee"))
        if fault and "fee" in data:
            self.add_error("fee", fault)
        if data.get("right") and data.get("automatic"):
            self.add_error("automatic", _("A right is agreed at once anyway. Take one of the two away."))
        if data.get("restocking") and not self.goods_return:
            self.add_error("restocking", _("Nothing comes back here, so nothing is restocked."))
        if data.get("most") == 0:
            self.add_error("most", _("Enter a sum above zero, or leave it empty."))
        return data

    def value(self) -> dict[str, Any]:
        """The offer as the document has it."""
        data = self.cleaned_data
        window = {"clock": data["clock"]} | ({} if data["days"] is None else {"days": data["days"]})
        offer: dict[str, Any] = {"kind": self.kind, "window": window}
        said = {
            "right": data["right"],
            "evidence": data["evidence"],
            "return_shipping": shipping_of(data["way"], data["fee"]),
            "restocking_basis_points": data["restocking"],
            "outbound_shipping_refunded": data["outbound"],
        }
        offer |= {name: value for name, value in said.items() if value}
        if data["automatic"]:
            named = {
                "max_value_minor": data["most"],
                "segments": data["segments"] or None,
                "min_orders": data["min_orders"],
                "max_returns": data["max_returns"],
                "evidence": data["proof"] or None,
            }
            offer["automatic"] = {name: value for name, value in named.items() if value is not None}
        return offer
