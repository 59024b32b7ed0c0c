"""The shop's settlement statement on the desk: a month or a day, printable, and as a file."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import NotFound
from huitou.core.money import Money
from huitou.desk.downloads import download_of
from huitou.desk.refund_words import account_name, gateway_name
from huitou.desk.visit import desk_view, page
from huitou.settlements.access import deposit_of
from huitou.settlements.deposits import balance_of, restricted_since
from huitou.settlements.files import TYPES, file_of
from huitou.settlements.kinds import NAMES, PARTY_NAMES
from huitou.settlements.statement import (
    PeriodInvalid,
    Statement,
    StatementRow,
    Totals,
    months_until,
    period_of,
    statement_of,
)

SEE = "statements.view"
# A page shows so many rows; the file has all of them.
SHOWN = 300


@require_safe
@desk_view(SEE)
def statements(visit: StaffVisit) -> HttpResponseBase:
    """The current month, or the one that was asked for."""
    today = visit.at.astimezone(ZoneInfo(visit.shop.timezone))
    asked = visit.request.GET.get("period", "")
    return redirect("desk:statement", visit.shop.slug, asked if asked else f"{today:%Y-%m}")


@require_safe
@desk_view(SEE)
def statement(visit: StaffVisit, period: str) -> HttpResponseBase:
    """One statement with its rows."""
    status, problem = 200, ""
    today = visit.at.astimezone(ZoneInfo(visit.shop.timezone)).date()
    try:
        asked = period_of(period, visit.shop)
    except PeriodInvalid as error:
        status, problem = error.status, error.text
        asked = period_of(f"{today:%Y-%m}", visit.shop)
    with visit.reading():
        found = statement_of(asked)
        context = {
            "statement": found,
            "problem": problem,
            "totals": [_shown(one) for one in found.totals],
            "rows": [_row(row) for row in found.rows[:SHOWN]],
            "more": max(0, len(found.rows) - SHOWN),
            "days": _days(found, visit) if len(asked.name) == 7 else [],
            "months": months_until(today),
            "deposit": _deposit(visit),
        }
        return page(visit, "desk/statements/statement.html", context, here="refunds", status=status)


@require_safe
@desk_view(SEE)
def statement_file(visit: StaffVisit, period: str, form: str = "csv") -> HttpResponseBase:
    """The same as CSV, XLSX or PDF. Raises NotFound for another form, CannotPrint, PrinterBusy, TooLongToPrint."""
    if form not in TYPES:
        raise NotFound()
    asked = period_of(period, visit.shop)
    content = file_of(asked, visit.shop, form, visit.at)
    return download_of(content, f"statement-{visit.shop.slug}-{asked.name}", form)


def _shown(one: Totals) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "kinds": [
            {"name": _(NAMES[kind]), "total": one.money(minor), "effect": one.money(effect)}
            for kind, (minor, effect) in one.by_kind.items()
        ],
        "shares": [
            {"name": _(PARTY_NAMES.get(party, party)), "money": one.money(minor)} for party, minor in one.shares.items()
        ],
        "effect": one.money(one.effect_minor),
    }


def _row(row: StatementRow) -> dict[str, Any]:
    return {
        "row": row, "name": _(NAMES[row.kind]), "money": Money(row.minor, row.currency),
        "effect": Money(row.effect_minor, row.currency), "debit": _account(row.debit),
        "credit": _account(row.credit),
    }  # fmt: skip


def _account(account: str) -> str:
    """The account as people read it; a provider by its name, since money comes from it as well as it goes there."""
    kind, __, code = account.partition(":")
    if kind == "gateway":
        return gateway_name(code)
    return _("set aside for a refund") if kind == "refund" else account_name(account)


def _days(found: Statement, visit: StaffVisit) -> list[str]:
    zone = ZoneInfo(visit.shop.timezone)
    return list(dict.fromkeys(f"{row.at.astimezone(zone):%Y-%m-%d}" for row in found.rows))


def _deposit(visit: StaffVisit) -> dict[str, Any] | None:
    deposit = deposit_of(visit.shop.pk)
    if deposit is None:
        return None
    return {
        "balance": balance_of(deposit), "minimum": Money(deposit.minimum_minor, deposit.currency),
        "restricted_since": restricted_since(deposit),
    }  # fmt: skip
