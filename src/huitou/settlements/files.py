"""The statement as a file: CSV that spreadsheets open without running anything in it. Pure.

The lock holds no library that writes XLSX; a printable page stands beside the CSV.
"""

import csv
import re
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.core.money import exponent
from huitou.settlements.kinds import NAMES
from huitou.settlements.statement import Statement, StatementRow

COLUMNS = (
    "date", "time", "kind", "name", "reference", "order", "debit", "credit", "amount", "currency", "effect", "entry",
    "key",
)  # fmt: skip
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# What a spreadsheet takes for the start of a formula; the full-width ones too, which some of them fold.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text, so that no spreadsheet runs it: a formula gets an apostrophe before it, a plain number stays one."""
    if NUMBER.fullmatch(text):
        return text
    return (
        f"'{text}"
        if text.lstrip(" \u00a0\u3000").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA)
        else text
    )


def csv_of(statement: Statement, timezone: str) -> str:
    """The rows and, under them, the totals by currency and kind. Starts with a byte order mark, for Excel."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    zone = ZoneInfo(timezone)
    for row in statement.rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row, zone)])
    for totals in statement.totals:
        for kind, (minor, effect) in totals.by_kind.items():
            sums = (decimal(minor, totals.currency), totals.currency, decimal(effect, totals.currency))
            writer.writerow(["", "", "total", gettext(NAMES[kind]), "", "", "", "", *sums, "", kind])
        whole = decimal(totals.effect_minor, totals.currency)
        writer.writerow(
            ["", "", "total", gettext("Effect on the shop"), "", "", "", "", "", totals.currency, whole, "", ""]
        )
    return "\ufeff" + out.getvalue()


def decimal(minor: int, currency: str) -> str:
    """`-12.00`: as programs read it."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"


def _cells(row: StatementRow, zone: ZoneInfo) -> list[str]:
    at = row.at.astimezone(zone)
    return [
        f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", row.kind, gettext(NAMES[row.kind]), row.reference, row.order, row.debit,
        row.credit, decimal(row.minor, row.currency), row.currency, decimal(row.effect_minor, row.currency),
        str(row.entry), row.key,
    ]  # fmt: skip
