"""CSV that no program takes for formulas, and sums as plain decimal numbers. Pure."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from huitou.core.money import exponent

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text(value: str) -> str:
    """As text and never as a formula, in whatever program opens the file."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def number(minor: int, currency: str) -> Decimal:
    """Minor units as a number with the currency's places."""
    return Decimal(minor).scaleb(-exponent(currency))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file, with a byte order mark so that spreadsheets read Chinese. Texts are made safe, numbers stay numbers."""
    out = StringIO()
    written = csv.writer(out)
    written.writerow(head)
    for row in rows:
        written.writerow([text(cell) if isinstance(cell, str) else cell for cell in row])
    return "\ufeff" + out.getvalue()
