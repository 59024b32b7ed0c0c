"""The statement as a file: CSV and XLSX for spreadsheets, which run nothing in it; PDF for people and archives.

Called by the desk, the platform, the API and the command line, outside any transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.core.models import Shop
from huitou.core.spreadsheets import number, table
from huitou.core.tenancy import in_shop
from huitou.core.workbooks import SHEET_TYPES, workbook
from huitou.settlements.kinds import NAMES
from huitou.settlements.paper import demand_printable, paper_of, printed
from huitou.settlements.statement import Period, Statement, StatementRow, statement_of

TYPES: Mapping[str, str] = {**SHEET_TYPES, "pdf": "application/pdf"}
COLUMNS = (
    "date", "time", "kind", "name", "reference", "order", "debit", "credit", "amount", "currency", "effect", "entry",
    "key",
)  # fmt: skip


def file_of(period: Period, shop: Shop, form: str, at: datetime) -> bytes:
    """The statement in the active language, `form` one of `TYPES`. Raises CannotPrint, PrinterBusy, TooLongToPrint."""
    with in_shop(shop):
        statement = statement_of(period)
        if form == "csv":
            return csv_of(statement, shop.timezone).encode()
        if form == "xlsx":
            return xlsx_of(statement, shop.timezone)
        demand_printable(statement)
        paper = paper_of(statement, shop, at)
    return printed(paper)


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
