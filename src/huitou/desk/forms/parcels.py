"""Parcels recorded by hand: what was sent, and what happened to it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.orders.weights import HEAVIEST_GRAMS
from huitou.parcels.models import Parcel

REPORTS = (("collected", _("Handed to the carrier")), ("in_transit", _("On the way")), ("delivered", _("Delivered")),
           ("returned", _("Came back unopened")), ("lost", _("Lost")))  # fmt: skip
STATES = {
    Parcel.State.ANNOUNCED: _("Announced"),
    Parcel.State.COLLECTED: _("Handed to the carrier"),
    Parcel.State.IN_TRANSIT: _("On the way"),
    Parcel.State.DELIVERED: _("Delivered"),
    Parcel.State.RETURNED: _("Came back unopened"),
    Parcel.State.LOST: _("Lost"),
}


def weight_field() -> forms.IntegerField:
    """What a scale says; nobody has to weigh."""
    return forms.IntegerField(
        label=_("Weight in grams"), help_text=_("Empty: not weighed."), required=False, min_value=1,
        max_value=HEAVIEST_GRAMS,
    )  # fmt: skip


class ParcelForm(forms.Form):
    """A parcel that leaves with all items of the order."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    weight_grams = weight_field()


class ReportForm(forms.Form):
    """What happened to a parcel, and when, in the shop's time zone."""

    state = forms.ChoiceField(label=_("What happened"), choices=REPORTS, initial="delivered")
    occurred_at = forms.DateTimeField(
        label=_("When"),
        help_text=_("Empty: just now."),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    weight_grams = weight_field()

    def moment(self, at: datetime) -> Any:
        """When it happened, else now."""
        return self.cleaned_data["occurred_at"] or at
