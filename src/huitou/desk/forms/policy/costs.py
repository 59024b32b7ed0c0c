"""Section 4 of the policy: who pays for sending goods back, by the side at fault."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.part import PartForm
from huitou.desk.forms.policy.way import fee_fault, shipping_of, way_fields

SIDES = (
    ("buyer", _("When the buyer changed their mind, this pays for the way back")),
    ("merchant", _("When the shop made a mistake")),
    ("carrier", _("When something happened on the way")),
)


class CostsForm(PartForm):
    """A choice and a fee for each side."""

    def build(self) -> None:
        for side, label in SIDES:
            shipping = self.document["return_shipping"][side]
            for name, field in way_fields(self.currency, shipping, optional=False, label=label).items():
                self.fields[f"{side}_{name}"] = field

    @property
    def sides(self) -> list[dict[str, Any]]:
        return [{"way": self[f"{side}_way"], "fee": self[f"{side}_fee"]} for side, _label in SIDES]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for side, _label in SIDES:
            fault = fee_fault(data.get(f"{side}_way", ""), data.get(f"{side}_fee"))
            if fault and f"{side}_fee" in data and f"{side}_way" in data:
                self.add_error(f"{side}_fee", fault)
        return data

    def write(self, document: dict[str, Any]) -> None:
        data = self.cleaned_data
        document["return_shipping"] = {
            side: shipping_of(data[f"{side}_way"], data[f"{side}_fee"]) for side, _label in SIDES
        }
