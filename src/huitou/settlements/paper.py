"""The statement on paper: one page that loads nothing, and the same as PDF where the machine can print.

Called by the command line, inside the shop: a browser is too heavy for an answer to a page. People print the desk's.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.cases.bundle.pdf import pdf_of, why_not
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.settlements.kinds import NAMES
from huitou.settlements.statement import Statement


class CannotPrint(HuitouError):
    """No browser or no font on this machine, or the browser failed."""

    code = "cannot_print"
    message = _("PDF cannot be made on this machine: %(reason)s. Take CSV or XLSX, or print the page of the desk.")


def paper_of(statement: Statement, shop: Shop, at: datetime) -> str:
    """The page, in the active language: totals first, then every row. `at`: when it was made."""
    totals = [
        {
            "currency": one.currency,
            "kinds": [
                (gettext(NAMES[kind]), one.money(minor), one.money(effect))
                for kind, (minor, effect) in one.by_kind.items()
            ],
            "effect": one.money(one.effect_minor),
        }
        for one in statement.totals
    ]
    rows = [
        (row, gettext(NAMES[row.kind]), Money(row.minor, row.currency), Money(row.effect_minor, row.currency))
        for row in statement.rows
    ]
    context = {"shop": shop, "statement": statement, "totals": totals, "rows": rows, "at": at}
    with timezone.override(ZoneInfo(shop.timezone)):
        return render_to_string("settlements/paper.html", context)


def pdf_of_statement(statement: Statement, shop: Shop, at: datetime) -> bytes:
    """The page as PDF. Raises CannotPrint."""
    made = pdf_of(paper_of(statement, shop, at))
    if made is None:
        raise CannotPrint(reason=why_not() or "the browser failed")
    return made
