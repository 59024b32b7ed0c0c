"""Money that a person saw paid, or gave up, and a parcel that left. Forms of `desk.forms.actions`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import parse_amount
from huitou.desk.forms.acting import ActionForm


class SucceedForm(ActionForm):
    """A payment that a person made or saw."""

    field_of = {"reason_missing": "reason", "paid_amount_invalid": "paid"}

    reason = forms.CharField(
        label=_("How you know that it was paid"),
        help_text=_("For instance: transfer of 21 November, number 4711."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )
    paid = forms.CharField(
        label=_("What was really paid"), help_text=_("Empty: exactly this refund."), max_length=30, required=False
    )
    reference = forms.CharField(label=_("Number of the payment"), max_length=200, required=False)
    otherwise = forms.BooleanField(label=_("Paid outside the payment provider: by transfer or cash"), required=False)

    def clean_paid(self) -> int | None:
        """Minor units, or None where it is exactly what was asked for."""
        text = self.cleaned_data["paid"].strip()
        if not text:
            return None
        try:
            return parse_amount(text, self.context.refund.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reason": data["reason"],
            "paid_minor": data["paid"],
            "reference": data["reference"],
            "otherwise": data["otherwise"],
        }


class FailForm(ActionForm):
    """A payment that is given up."""

    field_of = {"reason_missing": "reason", "outcome_open": "looked_at_provider"}

    reason = forms.CharField(
        label=_("Why it will not be paid this way"), max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
    looked_at_provider = forms.BooleanField(
        label=_("I looked into the provider's console: nothing was paid"), required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "looked_at_provider")}


class OtherWayForm(FailForm):
    """Why a refund cannot go back the way it came, and how it is to be paid instead."""

    reason = forms.CharField(
        label=_("Why not the way it came, and how instead"),
        help_text=_("For instance: card closed, transfer to the account that the buyer named in the case."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )


class DeclineOtherWayForm(ActionForm):
    """Why it stays with the way it came."""

    field_of = {"reason_missing": "reason"}

    reason = forms.CharField(label=_("Why not"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

    def inputs(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class ShipForm(ActionForm):
    """A parcel that left: its number and who carries it."""

    field_of = {"tracking_number_missing": "tracking_number", "tracking_number_malformed": "tracking_number"}

    tracking_number = forms.CharField(
        label=_("Tracking number"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, required=False, help_text=_("For example SF Express, DHL or the post.")
    )

    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("tracking_number", "carrier")}


class ReceivedForm(ActionForm):
    """How the buyer's payment of a difference came."""

    received_by = forms.CharField(
        label=_("How it came"), help_text=_("For instance: transfer of 21 November."), max_length=200, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"received_by": self.cleaned_data["received_by"]}
