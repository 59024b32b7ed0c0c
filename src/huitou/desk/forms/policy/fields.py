"""Form fields for what a policy is written in: lists of words, countries, sums, shares, codes in their order."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount

LONGEST_WORD = 120


class LinesField(forms.CharField):
    """One word of the shop on each line; gives a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea({"rows": 2}))
        super().__init__(required=False, max_length=20_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value).replace("\r\n", "\n")
        words = list(dict.fromkeys(filter(None, (line.strip() for line in text.split("\n")))))
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(_("A line can have at most 120 characters."))
        return words


class CountriesField(forms.CharField):
    """Two-letter codes between spaces or commas; gives a sorted list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=2_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        codes = super().clean(value).upper().replace(",", " ").replace("，", " ").replace("、", " ").split()
        for code in codes:
            if not (len(code) == 2 and code.isascii() and code.isalpha()):
                raise ValidationError(
                    _("“%(code)s” is no two-letter country code, such as CN or DE."), params={"code": code}
                )
        return sorted(set(codes))


class SumField(forms.CharField):
    """A sum in the policy's currency; gives minor units, None where it is empty."""

    def __init__(self, *, currency: str, **options: Any) -> None:
        self.currency = currency
        super().__init__(required=False, max_length=30, widget=forms.TextInput({"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return str(Decimal(value).scaleb(-exponent(self.currency))) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            minor = parse_amount(text, self.currency).minor
        except HuitouError as error:
            raise ValidationError(error.text) from error
        if minor < 0:
            raise ValidationError(_("A sum cannot be below zero."))
        return minor


class ShareField(forms.CharField):
    """Per cent with two decimals; gives basis points, None where it is empty or zero."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=8, widget=forms.TextInput({"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(value) / 100:f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip().removesuffix("%").replace(",", ".")
        if not text:
            return None
        try:
            points = Decimal(text) * 100
        except InvalidOperation as error:
            raise ValidationError(_("Enter a number of per cent, such as 12.5.")) from error
        if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
            raise ValidationError(_("Enter 0 to 100 per cent, with at most two decimals."))
        return int(points) or None


class CodesField(forms.MultipleChoiceField):
    """Words out of a closed list, kept in the order in which the document has them."""

    def __init__(
        self, *, labels: Mapping[str, Any], initial: Sequence[str] = (), required: bool = False, **options: Any
    ) -> None:
        first = [code for code in initial if code in labels] if _out_of_order(initial, labels) else []
        order = [*first, *(code for code in labels if code not in first)]
        super().__init__(
            choices=[(code, labels[code]) for code in order],
            widget=forms.CheckboxSelectMultiple(),
            initial=list(initial),
            required=required,
            **options,
        )


def _out_of_order(codes: Iterable[str], labels: Mapping[str, Any]) -> bool:
    places = [list(labels).index(code) for code in codes if code in labels]
    return places != sorted(places)


def number(low: int, high: int, *, required: bool = True, **options: Any) -> forms.IntegerField:
    """A whole number within bounds."""
    return forms.IntegerField(min_value=low, max_value=high, required=required, **options)
