"""The forms of the settings for taking goods back; `inputs()` is what the verb gets."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.money import exponent, parse_amount
from huitou.core.postal import parts_in_order
from huitou.logistics.labels import GRAMS, SIZE_MM, LabelTerms
from huitou.logistics.models import PlaceKind, ReturnsProvider, ReturnWay, Way
from huitou.logistics.verbs.return_settings import ParcelSizeInvalid
from huitou.parcels.carriers.labelling import Place
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

    labeller = forms.ChoiceField(
        label=_("Who sells the labels"), required=False,
        help_text=_("A carrier stands here once its account is entered under Settings, Tracking."),
    )  # fmt: skip
    automatic = forms.BooleanField(
        label=_("Buy it as soon as a return is agreed"), required=False,
        help_text=_("Only where you pay the way back. Else it is bought when the buyer asks for it."),
    )  # fmt: skip
    limit = forms.CharField(
        label=_("A label may cost at most"), max_length=30, required=False,
        help_text=_("What costs more is bought by you alone. Empty: whatever it costs."),
    )  # fmt: skip
    carriers = forms.CharField(
        label=_("Only these carriers"), max_length=400, required=False,
        help_text=_("As the seller names them, for instance USPS, UPS. Empty: the cheapest of all."),
    )  # fmt: skip
    grams = forms.IntegerField(
        label=_("Weight of a parcel in grams"), min_value=1, required=False,
        help_text=_("Where the catalogue does not say what the goods weigh."),
    )  # fmt: skip
    size = forms.CharField(
        label=_("Size of a parcel in millimetres"), max_length=40, required=False,
        help_text=_("Length, width and height, for instance 300 x 200 x 100."),
    )  # fmt: skip

    OF_PICK_UPS = ("windows", "seats", "service")
    OF_LABELS = ("labeller", "automatic", "limit", "carriers", "grams", "size")

    def __init__(
        self, *args: Any, shop: Shop, way: Way | None = None, couriers: Sequence[str] = (),
        labellers: Sequence[str] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.shop = shop
        for own, names in ((Way.PICK_UP, self.OF_PICK_UPS), (Way.SHOP_LABEL, self.OF_LABELS)):
            for name in names if way is not None and way != own else ():
                del self.fields[name]
        for name, able, none in (
            ("service", couriers, _("Our own rounds")), ("labeller", labellers, _("A person of the shop gives them")),
        ):  # fmt: skip
            if name in self.fields:
                found = [(code, source(code).title) for code in able]
                self.fields[name].choices = [("", none), *found]  # type: ignore[attr-defined]

    def clean_cost(self) -> int:
        """Minor units of the shop's currency."""
        return self._minor("cost")

    def clean_limit(self) -> int:
        """Minor units of the shop's currency; 0: none."""
        return self._minor("limit")

    def clean_size(self) -> tuple[int, int, int]:
        """Millimetres."""
        typed = self.cleaned_data["size"].strip()
        sides = re.split(r"\s*[x×*,，]\s*", typed) if typed else [str(side) for side in SIZE_MM]
        if len(sides) != 3 or not all(side.isascii() and side.isdigit() and len(side) < 6 for side in sides):
            raise forms.ValidationError(ParcelSizeInvalid().text)
        return int(sides[0]), int(sides[1]), int(sides[2])

    def _minor(self, name: str) -> int:
        typed = self.cleaned_data[name].strip()
        try:
            return parse_amount(typed, self.shop.currency).minor if typed else 0
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        selling = data["way"] == Way.SHOP_LABEL
        windows = [tuple(part.split("-", 1)) for part in split(data.get("windows") or "") if "-" in part]
        return {
            "way": data["way"], "cost_minor": data["cost"], "countries": split(data["countries"]),
            "reasons": data["reasons"], "windows": windows, "seats": data.get("seats") or 4,
            "service": data.get("labeller" if selling else "service") or "",
            "labelling": LabelTerms(
                automatic=bool(data.get("automatic")), carriers=tuple(split(data.get("carriers") or "")),
                limit_minor=data.get("limit") or 0, grams=data.get("grams") or GRAMS,
                size_mm=data.get("size") or SIZE_MM,
            ) if selling else None,
        }  # fmt: skip


class AddressForm(forms.Form):
    """Where parcels go."""

    address = forms.CharField(label=_("Address"), max_length=600, widget=forms.Textarea({"rows": 3}))
    countries = countries(_("Buyers there send here. Empty: everybody whom no other address names."))
    provider = forms.ChoiceField(label=_("Who receives it"), required=False)
    part_name = forms.CharField(
        label=_("For bought labels: name"), max_length=200, required=False,
        help_text=_("The same address part by part, as carriers want it. Empty: no labels are bought for it."),
    )  # fmt: skip
    part_street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    part_city = forms.CharField(label=_("City"), max_length=100, required=False)
    part_region = forms.CharField(label=_("Province or state"), max_length=100, required=False)
    part_postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    part_country = forms.CharField(label=_("Country, with two letters"), max_length=2, required=False)
    part_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, providers: list[ReturnsProvider], country: str, **kwargs: Any) -> None:
        """`country`: the shop's; its addresses are filled in as people there write them."""
        super().__init__(*args, **kwargs)
        place = [f"part_{name}" for name in parts_in_order(country)]
        place.insert(len(place) if place[0] == "part_street" else 0, "part_country")
        self.order_fields(["address", "countries", "provider", "part_name", *place, "part_phone"])
        own = [("", _("The shop itself"))]
        self.fields["provider"].choices = own + [(str(one.pk), one.name) for one in providers]  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        parts = {name.removeprefix("part_"): data.pop(name) for name in list(data) if name.startswith("part_")}
        place = Place(**parts) if any(parts.values()) else None
        return {**data, "countries": split(data["countries"]), "provider": data["provider"] or None, "parts": place}


class PlaceForm(forms.Form):
    """A store or a drop-off point."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    name = forms.CharField(label=_("Name of the place"), max_length=120)
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
    "courier_unknown": "service", "labeller_unknown": "labeller", "parcel_size_invalid": "size",
}  # fmt: skip


def refuse(form: forms.Form, error: HuitouError) -> None:
    """Put an error of the verb where it belongs."""
    field = FIELD_OF.get(error.code, "")
    if field == "countries" and field not in form.fields:
        field = "country"
    form.add_error(field if field in form.fields else None, error.text)


def stored(row: ReturnWay, shop: Shop) -> dict[str, Any]:
    """What is kept, as the form shows it."""
    terms = LabelTerms.from_json(row.labelling)
    cost = str(Decimal(row.cost_minor).scaleb(-exponent(shop.currency))) if row.cost_minor else ""
    return {
        "way": row.way, "cost": cost, "countries": ", ".join(row.countries), "reasons": row.reasons,
        "windows": ", ".join(f"{start}-{end}" for start, end in row.windows), "seats": row.seats,
        "service": row.service, "labeller": row.service, "automatic": terms.automatic, "grams": terms.grams,
        "carriers": ", ".join(terms.carriers), "size": " x ".join(map(str, terms.size_mm)),
        "limit": str(Decimal(terms.limit_minor).scaleb(-exponent(shop.currency))) if terms.limit_minor else "",
    }  # fmt: skip
