"""A sheet in words: each item as a label, a reason and an amount, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from django.utils.translation import get_language, gettext, override, to_locale

from huitou.core.money import Money, format_money
from huitou.refunds.sheet import Sheet, SheetItem


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row as it is shown; `amount` is empty for a row that only informs."""

    code: str
    label: str
    why: str
    amount: str
    amount_minor: int


def bill(sheet: Sheet, locale: str | None = None) -> list[BillRow]:
    """The rows of the sheet in the language (`zh-hans`, `zh-hant`, `en`; the active one by default)."""
    language = locale or get_language() or "en"
    with override(language):
        return [_row(item, sheet.currency, language) for item in sheet.items]


def total(sheet: Sheet, locale: str | None = None) -> str:
    """The sum that is paid back."""
    return format_money(Money(sheet.total_minor, sheet.currency), locale)


def _row(item: SheetItem, currency: str, language: str) -> BillRow:
    params = _said(item.params, currency, language)
    return BillRow(
        code=item.code,
        label=gettext(item.msgid) % params,
        why=gettext(item.why) % params if item.why else "",
        amount=format_money(Money(item.amount_minor, currency), language) if item.amount_minor else "",
        amount_minor=item.amount_minor,
    )


def _said(params: Mapping[str, Any], currency: str, language: str) -> dict[str, Any]:
    """Money and percentages as people write them; the rest as it is."""
    said: dict[str, Any] = {}
    for name, value in params.items():
        if name.endswith("_minor"):
            said[name.removesuffix("_minor")] = format_money(Money(value, currency), language)
        elif name.endswith("_basis_points"):
            share = Decimal(value).scaleb(-4)
            said[name.removesuffix("_basis_points")] = format_percent(
                share, format="#,##0.##%", locale=to_locale(language)
            )
        else:
            said[name] = value
    return said
