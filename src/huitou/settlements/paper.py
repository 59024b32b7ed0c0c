"""The statement on paper: one page that loads nothing, and the same as PDF where the machine can print.

The page is written inside the shop and printed outside of it: a browser takes seconds, which no transaction waits for.
"""

from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.cases.bundle.pdf import pdf_of, why_not
from huitou.core.errors import HuitouError, Invalid
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.settlements.kinds import NAMES, PARTY_NAMES
from huitou.settlements.statement import Statement, Totals

# A process prints one statement at a time, so that its other threads go on answering.
_press = Lock()
SECONDS = 30
# About forty pages in a few seconds; who has more takes it by day, or as CSV or XLSX.
MOST_ROWS = 2_000


class CannotPrint(HuitouError):
    """No browser or no font on this machine, or the browser failed."""

    code = "cannot_print"
    status = 503
    message = _("PDF cannot be made on this machine: %(reason)s. Take CSV or XLSX, or print the page of the desk.")


class PrinterBusy(HuitouError):
    """Another statement is being printed."""

    code = "printer_busy"
    status = 503
    message = _("Another statement is being printed. Try again in a few seconds.")


class TooLongToPrint(Invalid):
    """More rows than anybody reads on paper."""

    code = "too_long_to_print"
    message = _("This statement has %(rows)s rows, too many for paper. Take it day by day, or as CSV or XLSX.")


def paper_of(statement: Statement, shop: Shop, at: datetime) -> str:
    """The page, in the active language: totals first, then every row. `at`: when it was made."""
    rows = [
        (row, gettext(NAMES[row.kind]), Money(row.minor, row.currency), Money(row.effect_minor, row.currency))
        for row in statement.rows
    ]
    totals = [_shown(one) for one in statement.totals]
    context = {"shop": shop, "statement": statement, "totals": totals, "rows": rows, "at": at}
    with timezone.override(ZoneInfo(shop.timezone)):
        return render_to_string("settlements/paper.html", context)


def demand_printable(statement: Statement) -> None:
    """Raises CannotPrint, TooLongToPrint: before anything is written."""
    if reason := why_not():
        raise CannotPrint(reason=reason)
    if len(statement.rows) > MOST_ROWS:
        raise TooLongToPrint(rows=len(statement.rows))


def printed(paper: str) -> bytes:
    """The page as PDF. Raises CannotPrint, PrinterBusy."""
    if not _press.acquire(blocking=False):
        raise PrinterBusy()
    try:
        made = pdf_of(paper, seconds=SECONDS)
    finally:
        _press.release()
    if made is None:
        raise CannotPrint(reason=why_not() or gettext("the browser failed"))
    return made


def _shown(one: Totals) -> dict[str, object]:
    return {
        "currency": one.currency,
        "kinds": [
            (gettext(NAMES[kind]), one.money(minor), one.money(effect)) for kind, (minor, effect) in one.by_kind.items()
        ],
        "shares": [(gettext(PARTY_NAMES.get(party, party)), one.money(minor)) for party, minor in one.shares.items()],
        "effect": one.money(one.effect_minor),
    }
