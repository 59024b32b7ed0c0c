"""The forms of the settings for taking goods back; `inputs()` is what the verb gets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.money import exponent, parse_amount
from huitou.logistics.models import PlaceKind, ReturnsProvider, ReturnWay, Way
from huitou.parcels.carriers.registry import source
from huitou.policies.rules.vocabulary import REASONS
from huitou.policies.texts import reason_label


def split(typed: str) -> list[str]:
    """Words with commas between, of whatever kind."""
    for comma in ("，", "、", ";", "；"):
        typed = typed.replace(comma, ",")
    return [word.strip() for word in typed.split(",") if word.strip()]


def countries(help_text: Any) -> forms.CharField:
    """A field of country codes."""
    return forms.CharField(label=_("Countries"), max_length=400, required=False, help_text=help_text)


class WayForm(forms.Form):
    """One way back: for whom, and for how much."""

    way = forms.ChoiceField(choices=Way.choices, widget=forms.HiddenInput)
    cost = forms.CharField(
        label=_("What it costs the buyer"), max_length=30, required=False,
        help_text=_("Only where your policy leaves the way back to the buyer. Empty: free."),
    )  # fmt: skip
    countries = countries(_("With two letters and commas between. Empty: everywhere."))
    reasons = forms.MultipleChoiceField(
        label=_("Only for these reasons"), choices=lambda: [(code, reason_label(code)) for code in REASONS],
        required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: for every reason."),
    )  # fmt: skip
    windows = forms.CharField(
        label=_("When the courier comes"), max_length=200, required=False,
        help_text=_("Monday to Saturday, for instance 09:00-12:00, 14:00-18:00.")
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Pick-ups in each slot"), min_value=1, max_value=500, initial=4, required=False)
    service = forms.ChoiceField(
        label=_("Whose couriers come"), required=False,
        help_text=_("A carrier stands here once its account is entered under Settings, Tracking."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, shop: Shop, way: Way | None = None, couriers: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        if way is not None and way != Way.PICK_UP:
            del self.fields["windows"], self.fields["seats"], self.fields["service"]
        else:
            able = [(code, source(code).title) for code in couriers]
            self.fields["service"].choices = [("", _("Our own rounds")), *able]  # type: ignore[attr-defined]

    def clean_cost(self) -> int:
        """Minor units of the shop's currency."""
        typed = self.cleaned_data["cost"].strip()
        try:
            return parse_amount(typed, self.shop.currency).minor if typed else 0
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        windows = [tuple(part.split("-", 1)) for part in split(data.get("windows") or "") if "-" in part]
        return {
            "way": data["way"], "cost_minor": data["cost"], "countries": split(data["countries"]),
            "reasons": data["reasons"], "windows": windows, "seats": data.get("seats") or 4,
            "service": data.get("service") or "",
        }  # fmt: skip


class AddressForm(forms.Form):
    """Where parcels go."""

    address = forms.CharField(label=_("Address"), max_length=600, widget=forms.Textarea({"rows": 3}))
    countries = countries(_("Buyers there send here. Empty: everybody whom no other address names."))
    provider = forms.ChoiceField(label=_("Who receives it"), required=False)

    def __init__(self, *args: Any, providers: list[ReturnsProvider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("", _("The shop itself"))]
        self.fields["provider"].choices = own + [(str(one.pk), one.name) for one in providers]  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "countries": split(data["countries"]), "provider": data["provider"] or None}


class PlaceForm(forms.Form):
    """A store or a drop-off point."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=600, widget=forms.Textarea({"rows": 2}))
    hours = forms.CharField(label=_("Opening hours"), max_length=200, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("With two letters. Empty: shown to everybody.")
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ProviderForm(forms.Form):
    """A company that checks goods."""

    name = forms.CharField(label=_("Name of the company"), max_length=120)

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class KeyForm(forms.Form):
    """Which row."""

    key = forms.UUIDField()


FIELD_OF: Mapping[str, str] = {
    "windows_invalid": "windows", "country_invalid": "countries", "too_many_rows": "name",
    "courier_unknown": "service",
}  # fmt: skip


def refuse(form: forms.Form, error: HuitouError) -> None:
    """Put an error of the verb where it belongs."""
    field = FIELD_OF.get(error.code, "")
    if field == "countries" and field not in form.fields:
        field = "country"
    form.add_error(field if field in form.fields else None, error.text)


def stored(row: ReturnWay, shop: Shop) -> dict[str, Any]:
    """What is kept, as the form shows it."""
    cost = str(Decimal(row.cost_minor).scaleb(-exponent(shop.currency))) if row.cost_minor else ""
    return {
        "way": row.way, "cost": cost, "countries": ", ".join(row.countries), "reasons": row.reasons,
        "windows": ", ".join(f"{start}-{end}" for start, end in row.windows), "seats": row.seats,
        "service": row.service,
    }  # fmt: skip
