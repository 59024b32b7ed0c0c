"""The statement as a file: CSV and XLSX for spreadsheets, which run nothing in it; a page of its own for PDF."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.core.spreadsheets import number, table
from huitou.core.workbooks import SHEET_TYPES, workbook
from huitou.settlements.kinds import NAMES
from huitou.settlements.statement import Statement, StatementRow

TYPES = SHEET_TYPES
COLUMNS = (
    "date", "time", "kind", "name", "reference", "order", "debit", "credit", "amount", "currency", "effect", "entry",
    "key",
)  # fmt: skip


def csv_of(statement: Statement, timezone: str) -> str:
    """The rows and, under them, the totals by currency and kind."""
    return table(COLUMNS, _all(statement, timezone))


def xlsx_of(statement: Statement, timezone: str) -> bytes:
    """The same rows and totals as a workbook."""
    return workbook(statement.period.name, COLUMNS, _all(statement, timezone))


def _all(statement: Statement, timezone: str) -> Iterator[Sequence[object]]:
    zone = ZoneInfo(timezone)
    yield from (_cells(row, zone) for row in statement.rows)
    yield from _totals(statement)


def _cells(row: StatementRow, zone: ZoneInfo) -> Sequence[object]:
    at = row.at.astimezone(zone)
    return [
        f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", row.kind, gettext(NAMES[row.kind]), row.reference, row.order, row.debit,
        row.credit, number(row.minor, row.currency), row.currency, number(row.effect_minor, row.currency),
        str(row.entry), row.key,
    ]  # fmt: skip


def _totals(statement: Statement) -> Iterator[Sequence[object]]:
    for totals in statement.totals:
        for kind, (minor, effect) in totals.by_kind.items():
            sums = (number(minor, totals.currency), totals.currency, number(effect, totals.currency))
            yield ["", "", "total", gettext(NAMES[kind]), "", "", "", "", *sums, "", kind]
        whole = number(totals.effect_minor, totals.currency)
        yield ["", "", "total", gettext("Effect on the shop"), "", "", "", "", "", totals.currency, whole, "", ""]
