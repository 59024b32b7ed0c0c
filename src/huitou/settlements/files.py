"""The statement as a file for spreadsheets, which run nothing in it. Pure.

The lock holds no library that writes XLSX; a printable page stands beside the CSV.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.core.spreadsheets import number, table
from huitou.settlements.kinds import NAMES
from huitou.settlements.statement import Statement, StatementRow

COLUMNS = (
    "date", "time", "kind", "name", "reference", "order", "debit", "credit", "amount", "currency", "effect", "entry",
    "key",
)  # fmt: skip


def csv_of(statement: Statement, timezone: str) -> str:
    """The rows and, under them, the totals by currency and kind."""
    zone = ZoneInfo(timezone)
    return table(COLUMNS, [*(_cells(row, zone) for row in statement.rows), *_totals(statement)])


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
