"""The exports by name, each as CSV or XLSX. Called by the desk and by `./huitou export`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from huitou.core.models import Shop
from huitou.core.spreadsheets import table
from huitou.core.workbooks import workbook
from huitou.refunds.exports.journal import HEAD, journal
from huitou.refunds.exports.notes import NOTES_HEAD, RED_HEAD, TAX_HEAD, notes, red_letters, taxes

Rows = Callable[[Shop, datetime, datetime], Iterable[Sequence[object]]]
EXPORTS: dict[str, tuple[Sequence[str], Rows]] = {
    "journal": (HEAD, journal),
    "notes": (NOTES_HEAD, notes),
    "red-letters": (RED_HEAD, red_letters),
    "tax": (TAX_HEAD, taxes),
}


def csv_of(what: str, shop: Shop, since: datetime, until: datetime) -> str:
    """The file of the export from `since` to before `until`. Inside the shop. Raises KeyError."""
    head, rows = EXPORTS[what]
    return table(head, rows(shop, since, until))


def xlsx_of(what: str, shop: Shop, since: datetime, until: datetime) -> bytes:
    """The same rows as a workbook. Inside the shop. Raises KeyError."""
    head, rows = EXPORTS[what]
    return workbook(what, head, rows(shop, since, until))
