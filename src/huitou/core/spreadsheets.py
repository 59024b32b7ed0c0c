"""CSV that no program takes for formulas, and sums as plain decimals. Every file for people is written here. Pure."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from huitou.core.money import exponent

# What a spreadsheet takes for the start of a formula; the full-width ones too, which some of them fold.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Some skip these before they look.
BLANKS = " \u00a0\u3000"


def text(value: str) -> str:
    """As text and never as a formula, in whatever program opens the file: an apostrophe stands before one."""
    return f"'{value}" if value.startswith(FORMULA) or value.lstrip(BLANKS).startswith(FORMULA) else value


def number(minor: int, currency: str) -> Decimal:
    """Minor units as a number with the currency's places."""
    return Decimal(minor).scaleb(-exponent(currency))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file, with a byte order mark so that spreadsheets read Chinese. Texts are made safe, numbers stay numbers."""
    out = StringIO()
    written = csv.writer(out)
    written.writerow(head)
    for row in rows:
        written.writerow([_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return text(value) if isinstance(value, str) else value
