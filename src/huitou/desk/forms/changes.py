"""What the actions on a change ask of a person of the shop, and the shop's rules for changes."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import takewhile
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.changes.models import ChangeRules, OrderChange
from huitou.changes.models.change_rules import HOW_TO_PAY_LONGEST
from huitou.changes.tariffs import PIECE_GRAMS, Tariffs
from huitou.core.errors import HuitouError
from huitou.core.money import Money, exponent, parse_amount


class ChangeForm(forms.Form):
    """An action without inputs."""

    def __init__(self, *args: Any, change: OrderChange, **more: Any) -> None:
        super().__init__(*args, **more)
        self.change = change

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {}


class OfferForm(ChangeForm):
    """How much the buyer gets for keeping the goods."""

    amount = forms.CharField(
        label=_("How much the buyer gets for keeping it"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_amount(self) -> int:
        """Minor units of the order's currency."""
        return _minor(self.cleaned_data["amount"], self.change.currency)

    def inputs(self) -> dict[str, Any]:
        return {"amount_minor": self.cleaned_data["amount"]}


class ResendForm(ChangeForm):
    """The new parcel."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80)

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DifferenceForm(ChangeForm):
    """How the buyer's payment came."""

    received_by = forms.CharField(
        label=_("How it came"), help_text=_("For instance: transfer of 21 November."), max_length=200, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"received_by": self.cleaned_data["received_by"]}


class LinkForm(ChangeForm):
    """Where the buyer pays."""

    FIELD_OF = {"payment_link_invalid": "link"}

    link = forms.CharField(
        label=_("The page where it is paid"),
        help_text=_("A payment link of your bank or payment provider for this sum. The buyer is told by mail."),
        max_length=600,
        widget=forms.URLInput({"autocomplete": "off", "placeholder": "https://"}),
    )

    def inputs(self) -> dict[str, Any]:
        return {"link": self.cleaned_data["link"]}


class RulesForm(forms.Form):
    """What the shop allows without a person."""

    FIELD_OF = {
        "tariff_invalid": "regions",
        "weight_classes_invalid": "classes",
        "how_to_pay_too_long": "how_to_pay",
        "word_limit_invalid": "silence_up_to",
    }

    address_at_once = forms.BooleanField(
        label=_("A new address counts at once while nothing has left"), required=False
    )  # fmt: skip
    silence_agrees = forms.BooleanField(
        label=_("When nobody answers within 24 hours, the answer is yes"),
        help_text=_("Only while the parcel has not left, and for cancellations only what your policy allows."),
        required=False,
    )
    confirm_above = forms.CharField(
        label=_("Ask the buyer for a code above this sum"),
        help_text=_("Another address for a dear order is confirmed by a code from a mail. Zero: for every order."),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    elsewhere = forms.CharField(
        label=_("What delivery costs"),
        help_text=_("Empty: your tariffs are not used, and another address costs nothing."),
        max_length=300,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    regions = forms.CharField(
        label=_("Where it costs something else"),
        help_text=_("One region or city a line, then its price, such as: Highlands 28.00"),
        max_length=30_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    classes = forms.CharField(
        label=_("Weights up to which a price counts, in grams"),
        help_text=_(
            "Such as 1000 3000: then write three prices where you write one above, for up to 1 kg, up to 3 kg, and "
            "more. Empty: the weight does not matter."
        ),
        max_length=200,
        required=False,
    )
    piece_grams = forms.IntegerField(
        label=_("Weight of a piece without one in the catalogue, in grams"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    free_above = forms.CharField(
        label=_("Free for goods from this sum"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    again = forms.BooleanField(
        label=_("The buyer pays the delivery again when a parcel that had left must be sent once more"),
        help_text=_("Only for another address, at the price of the new one. It is said before the buyer asks for it."),
        required=False,
    )
    how_to_pay = forms.CharField(
        label=_("How a buyer pays you a difference"),
        help_text=_(
            "Your own words, such as an account or where your payment code is. Shown wherever a change, an exchange or "
            "a repair costs more. A link for one sum can be sent from its change."
        ),
        max_length=HOW_TO_PAY_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    silence_up_to = forms.CharField(
        label=_("Your silence confirms a payment up to this sum"),
        help_text=_(
            "A buyer who says that they have paid a change, an exchange or a repair waits two working days for you; up "
            "to this sum in all for one order it then counts as paid. Above it, and once you have said that it has not "
            "come, silence never counts as paid. Zero: never. Default: 200.00, or 20,000 in a currency without smaller "
            "units."
        ),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    @staticmethod
    def initial_of(rules: ChangeRules, silence: Money, currency: str) -> dict[str, Any]:
        """The rules as they are typed."""
        tariffs = Tariffs.from_json(rules.tariffs)
        return {
            "address_at_once": rules.address_at_once,
            "silence_agrees": rules.silence_agrees,
            "confirm_above": _typed(rules.confirm_above_minor, currency),
            "elsewhere": _typed_prices(tariffs.elsewhere, currency),
            "regions": "\n".join(
                f"{name} {_typed_prices(prices, currency)}" for name, prices in tariffs.regions.items()
            ),
            "classes": " ".join(map(str, tariffs.classes)),
            "piece_grams": tariffs.piece_grams,
            "free_above": _typed(tariffs.free_above, currency),
            "again": tariffs.again,
            "how_to_pay": rules.how_to_pay,
            "silence_up_to": _typed(silence.minor, currency),
        }

    def clean_confirm_above(self) -> int:
        """Minor units of the shop's currency."""
        return _minor(self.cleaned_data["confirm_above"], self.currency)

    def clean_silence_up_to(self) -> int | None:
        """Minor units of the shop's currency; None where nothing is typed: as it is."""
        text = self.cleaned_data["silence_up_to"].strip()
        return _minor(text, self.currency) if text else None

    def clean_elsewhere(self) -> tuple[int, ...]:
        """Minor units, one for each weight class; none where nothing is said."""
        return tuple(_minor(price, self.currency) for price in self.cleaned_data["elsewhere"].split())

    def clean_free_above(self) -> int | None:
        """Minor units, or None where nothing is free."""
        text = self.cleaned_data["free_above"].strip()
        return _minor(text, self.currency) if text else None

    def clean_classes(self) -> tuple[int, ...]:
        """Grams."""
        try:
            return tuple(int(one) for one in self.cleaned_data["classes"].split())
        except ValueError as error:
            raise forms.ValidationError(_("Write whole numbers with spaces between them.")) from error

    def clean_regions(self) -> dict[str, tuple[int, ...]]:
        """Region → minor units, one for each weight class. A name may have spaces; the figures behind it are prices."""
        found: dict[str, tuple[int, ...]] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["regions"].splitlines())):
            words = line.split()
            prices = list(reversed([*takewhile(_is_figure, reversed(words))]))
            name = " ".join(words[: len(words) - len(prices)])
            if not name or not prices:
                raise forms.ValidationError(_("Write a price behind “%(line)s”.") % {"line": line[:60]})
            found[name] = tuple(_minor(price, self.currency) for price in prices)
        return found

    def tariffs(self) -> Tariffs:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        grams = data["piece_grams"] or PIECE_GRAMS
        return Tariffs(data["elsewhere"], data["regions"], data["free_above"], data["classes"], grams, data["again"])


def _is_figure(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _typed_prices(prices: tuple[int, ...], currency: str) -> str:
    return " ".join(_typed(price, currency) for price in prices)


def _typed(minor: int | None, currency: str) -> str:
    return "" if minor is None else str(Decimal(minor).scaleb(-exponent(currency)))


def _minor(text: str, currency: str) -> int:
    try:
        return parse_amount(text, currency).minor
    except HuitouError as error:
        raise forms.ValidationError(error.text) from error


FORMS: Mapping[str, type[ChangeForm]] = {
    "offer_to_keep": OfferForm,
    "resend": ResendForm,
    "confirm_difference": DifferenceForm,
    "send_payment_link": LinkForm,
}


def form_for(action: str) -> type[ChangeForm]:
    """The form that asks for the action's inputs."""
    return FORMS.get(action, ChangeForm)
