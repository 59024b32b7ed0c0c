"""One article of the catalogue, changed by hand: its name, price, stock and weight."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.orders.models import Variant


class VariantForm(forms.Form):
    """`currency` is the article's own."""

    name = forms.CharField(label=_("What tells it from the others"), max_length=200, required=False)
    price = forms.CharField(label=_("Price of one piece"), max_length=30)
    stock = forms.IntegerField(
        label=_("Pieces in stock"),
        help_text=_("Promised ones included. Empty: not counted, always to be had."),
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    weight = forms.IntegerField(
        label=_("Weight of one piece, in grams"),
        help_text=_("As it is sent. Delivery tariffs by weight go by it; empty: not known."),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_price(self) -> int:
        """Minor units."""
        try:
            return parse_amount(self.cleaned_data["price"], self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    @classmethod
    def of(cls, variant: Variant, data: Any = None) -> "VariantForm":
        """Filled with what is stored."""
        price = Decimal(variant.price_minor).scaleb(-exponent(variant.currency))
        initial = {"name": variant.name, "price": str(price), "stock": variant.stock}
        return cls(data, initial={**initial, "weight": variant.weight_grams}, currency=variant.currency)
