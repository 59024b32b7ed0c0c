"""Who pays for the way back, as one choice and a fee; used for the whole policy and for a single offer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import SumField

WAYS = (
    ("buyer:own_label", _("the buyer, with a carrier of their choice")),
    ("buyer:shop_label", _("the buyer, by a flat fee for the shop's label")),
    ("merchant:shop_label", _("the shop, with its label")),
    ("merchant:receiver_pays", _("the shop, carriage paid on arrival")),
)
AS_ABOVE = ("", _("as section 4 says"))


def way_fields(currency: str, shipping: Mapping[str, Any] | None, *, optional: bool, label: Any) -> dict[str, Any]:
    """The two fields, by their names `way` and `fee`."""
    choices = [AS_ABOVE, *WAYS] if optional else list(WAYS)
    initial = f"{shipping['by']}:{shipping['way']}" if shipping else ""
    return {
        "way": forms.ChoiceField(label=label, choices=choices, required=not optional, initial=initial),
        "fee": SumField(currency=currency, label=_("Flat fee"), initial=(shipping or {}).get("fee_minor")),
    }


def shipping_of(way: str, fee: int | None) -> dict[str, Any] | None:
    """The document's value; None for "as above"."""
    if not way:
        return None
    by, _colon, code = way.partition(":")
    return {"by": by, "way": code} | ({"fee_minor": fee} if fee else {})


def fee_fault(way: str, fee: int | None) -> Any:
    """What is wrong with the fee for this way, or nothing."""
    if way == "buyer:shop_label" and not fee:
        return _("Say what the label costs the buyer.")
    if way != "buyer:shop_label" and fee:
        return _("A fee goes only with the shop's label that the buyer pays for. Empty this field.")
    return ""
