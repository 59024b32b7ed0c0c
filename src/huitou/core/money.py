"""Money: whole minor units and an ISO 4217 currency. No float comes near it.

Exponents and formats come from CLDR through babel (JPY 0, CNY 2, KWD 3). Rounding happens here only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid

# Codes of the list that nobody pays with: metals, units of account, tests, "no currency".
NO_MONEY = frozenset("XAG XAU XBA XBB XBC XBD XDR XEU XFO XFU XPD XPT XRE XSU XTS XUA XXX".split())
# What fits into PostgreSQL's bigint with room for sums over many rows.
LARGEST_MINOR = 10**15


class CurrencyMismatch(Invalid):
    """Two sums of different currencies met."""

    code = "currency_mismatch"
    message = _("The amounts are in different currencies (%(left)s and %(right)s). Use the currency of the order.")


class CurrencyUnknown(Invalid):
    """Not an ISO 4217 code."""

    code = "currency_unknown"
    message = _("“%(currency)s” is not a currency code. Use three letters such as CNY, EUR or BRL.")


class AmountMalformed(Invalid):
    """A text that is no amount of this currency."""

    code = "amount_malformed"
    message = _("“%(text)s” is not an amount in %(currency)s. Write digits and at most %(digits)s decimals.")


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has. Raises CurrencyUnknown."""
    if currency not in get_global("all_currencies") or currency in NO_MONEY:
        raise CurrencyUnknown(currency=currency)
    return int(get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """A sum. `minor` counts the currency's smallest unit and may be negative in a bill's rows."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {type(self.minor).__name__}")
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def portion(self, part: int, whole: int) -> "Money":
        """`part`/`whole` of this sum, halves rounded away from zero."""
        return Money(portion(self.minor, part, whole), self.currency)

    def allocate(self, weights: Sequence[int]) -> "list[Money]":
        """Split by weights (whole, ≥ 0, not all zero) so that the parts add up exactly."""
        return [Money(part, self.currency) for part in allocate(self.minor, weights)]


def portion(minor: int, part: int, whole: int) -> int:
    """`minor` × `part` ÷ `whole` in whole units, halves rounded away from zero. `whole` > 0."""
    if whole <= 0:
        raise ValueError("a portion needs a positive whole")
    product = minor * part
    sign = -1 if product < 0 else 1
    return sign * ((2 * abs(product) + whole) // (2 * whole))


def allocate(minor: int, weights: Sequence[int]) -> list[int]:
    """Split whole units by weights with the largest remainders first; ties go to the earlier weight."""
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be zero or positive and not all zero")
    sign = -1 if minor < 0 else 1
    shares = [abs(minor) * weight for weight in weights]
    parts = [share // total for share in shares]
    rest = abs(minor) - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(shares[index] % total), index))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return [sign * part for part in parts]


def format_money(money: Money, locale: str | None = None) -> str:
    """The sum as people write it in the language (`zh-hans`, `zh-hant`, `en`; the active one by default)."""
    return _written(money.minor, money.currency, to_locale(locale or get_language() or "en"))


@lru_cache(maxsize=4096)
def _written(minor: int, currency: str, language: str) -> str:
    """Kept: a case names the same few sums in its answers, its letters and its pages."""
    return format_currency(Decimal(minor).scaleb(-exponent(currency)), currency, locale=language)


def parse_amount(text: str, currency: str) -> Money:
    """Read a decimal such as `128.00`. Raises AmountMalformed, CurrencyUnknown."""
    digits = exponent(currency)
    malformed = AmountMalformed(text=text[:40], currency=currency, digits=digits)
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise malformed from error
    if not value.is_finite() or abs(value) > LARGEST_MINOR:
        raise malformed
    minor = int(value.scaleb(digits))
    # Compared backwards: forwards, more digits than a context holds are rounded, and 0.99…9 would pass for 1.00.
    if Decimal(minor).scaleb(-digits) != value or abs(minor) > LARGEST_MINOR:
        raise malformed
    return Money(minor, currency)
