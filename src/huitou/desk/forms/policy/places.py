"""Where the policy holds and where the shop delivers to, and the goods on the state's list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import CountriesField, LinesField
from huitou.desk.forms.policy.part import PartForm

ROOM = 2  # empty rows for further countries


class PlacesForm(PartForm):
    """Countries covered, countries served, regions that are not, listed goods."""

    def build(self) -> None:
        serves = self.document.get("serves", {})
        codes = _("Two-letter codes, such as CN or DE. Empty: every country.")
        self.fields["markets"] = CountriesField(
            label=_("The policy covers buyers in"), help_text=codes, initial=self.document.get("markets", [])
        )
        self.fields["countries"] = CountriesField(
            label=_("The shop delivers to"), help_text=codes, initial=serves.get("countries", [])
        )
        held = serves.get("without", [])
        for row in range(len(held) + ROOM):
            found = held[row] if row < len(held) else {}
            self.fields[f"country_{row}"] = CountriesField(
                label=_("But in"), initial=[*filter(None, [found.get("country")])]
            )
            self.fields[f"regions_{row}"] = LinesField(
                label=_("not to these regions, one on each line"), initial=found.get("regions", [])
            )
        self.rows = range(len(held) + ROOM)
        self.fields["three_guarantees"] = LinesField(
            label=_("Categories under the three guarantees"),
            help_text=_("Goods on the state's list (China), one on each line, in the words of your orders."),
            initial=self.document.get("three_guarantees", []),
        )

    @property
    def unserved(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"country_{row}"], self[f"regions_{row}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.rows:
            country, regions = data.get(f"country_{row}"), data.get(f"regions_{row}")
            if country is not None and len(country) > 1:
                self.add_error(f"country_{row}", _("One country on each row."))
            elif country and regions == []:
                self.add_error(f"regions_{row}", _("Name the regions, or empty the country."))
            elif regions and country == []:
                self.add_error(f"country_{row}", _("Say in which country these regions are."))
        return data

    def write(self, document: dict[str, Any]) -> None:
        data = self.cleaned_data
        rows = [(data[f"country_{row}"], data[f"regions_{row}"]) for row in self.rows]
        serves: dict[str, Any] = {}
        self.put(serves, "countries", data["countries"])
        self.put(
            serves, "without", [{"country": country[0], "regions": regions} for country, regions in rows if country]
        )
        self.put(document, "markets", data["markets"])
        self.put(document, "serves", serves)
        self.put(document, "three_guarantees", data["three_guarantees"])
