"""The shop's rules for refunds, as the settings page asks for them; `inputs()` is what the verb gets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.refunds.exports.accounts import ACCOUNTS
from huitou.refunds.models import RefundRules


class RefundRulesForm(forms.Form):
    """Order of payments, limit of the second person, discounts, and the accounts of the journal."""

    order_of_payments = forms.ChoiceField(
        label=_("Where an order was paid in several ways, what goes back"),
        choices=RefundRules.OrderOfPayments.choices,
        help_text=_("Each share goes back as what it was: money as money, a gift card as a gift card."),
    )
    confirm_above = forms.CharField(
        label=_("A second person confirms refunds above"),
        help_text=_("Empty: no limit. Who is alone in the shop confirms for themselves, and the record says so."),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    take_back_discounts = forms.BooleanField(
        label=_("Take back what was given for a sum that is no longer reached"),
        help_text=_(
            "For instance 200 off 1,000. Never where the law leaves it to the buyer, or the fault is not theirs."
        ),
        required=False,
    )

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        for code, (name, default) in ACCOUNTS.items():
            self.fields[f"account_{code}"] = forms.CharField(
                label=name, max_length=40, required=False, widget=forms.TextInput({"placeholder": default})
            )

    @staticmethod
    def initial_of(rules: RefundRules, currency: str) -> dict[str, Any]:
        """The rules as they are typed."""
        limit = rules.confirm_above_minor
        typed = "" if limit is None else str(Decimal(limit).scaleb(-exponent(currency)))
        return {
            "order_of_payments": rules.order_of_payments,
            "confirm_above": typed,
            "take_back_discounts": rules.take_back_discounts,
            **{f"account_{code}": rules.accounts.get(code, "") for code in ACCOUNTS},
        }

    def clean_confirm_above(self) -> int | None:
        """Minor units of the shop's currency; None for no limit."""
        typed = self.cleaned_data["confirm_above"].strip()
        if not typed:
            return None
        try:
            return parse_amount(typed, self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def rules(self) -> Iterator[forms.BoundField]:
        """The fields before the accounts."""
        return (self[name] for name in ("order_of_payments", "confirm_above", "take_back_discounts"))

    def accounts(self) -> Iterator[forms.BoundField]:
        """The fields of the accounts."""
        return (self[f"account_{code}"] for code in ACCOUNTS)

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        named = {code: data[f"account_{code}"].strip() for code in ACCOUNTS}
        return {
            "order_of_payments": data["order_of_payments"],
            "confirm_above_minor": data["confirm_above"],
            "take_back_discounts": data["take_back_discounts"],
            "accounts": {code: name for code, name in named.items() if name},
        }
