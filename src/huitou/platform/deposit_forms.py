"""What the platform's people type about a shop's deposit: its minimum, a payment into it, a set-off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import parse_amount

SUM = {"inputmode": "decimal", "autocomplete": "off"}


class DepositForm(forms.Form):
    """A sum in the shop's currency. `deed`: the verb that it is for, whose input the sum becomes as `amount_name`."""

    deed = ""
    amount_name = "amount_minor"
    amount = forms.CharField(label=_("Sum"), max_length=30, widget=forms.TextInput(SUM))

    def __init__(self, data: Any = None, *, currency: str) -> None:
        super().__init__(data, prefix=self.deed)
        self.currency = currency

    def clean_amount(self) -> int:
        """Minor units."""
        try:
            return parse_amount(self.cleaned_data["amount"], self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        rest = {name: value for name, value in self.cleaned_data.items() if name != "amount"}
        return {self.amount_name: self.cleaned_data["amount"], **rest}


class MinimumForm(DepositForm):
    """How much must lie there, and how long it may be less."""

    deed = "set_deposit"
    amount_name = "minimum_minor"
    days = forms.IntegerField(
        label=_("Days that it may be below"), min_value=1, max_value=90, initial=7,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("After that the platform pays no premiums for the shop and does not stand for its pool."),
    )  # fmt: skip


class TopUpForm(DepositForm):
    """The shop has paid in."""

    deed = "top_up"
    reference = forms.CharField(
        label=_("Number of the transfer"), max_length=80, help_text=_("The same number is booked only once.")
    )


class SetOffForm(DepositForm):
    """What the platform has advanced is taken out."""

    deed = "set_off"
    reference = forms.CharField(
        label=_("Number of the decision"), max_length=80, help_text=_("The same number is booked only once.")
    )


FORMS = {form.deed: form for form in (TopUpForm, SetOffForm, MinimumForm)}
