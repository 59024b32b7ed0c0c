"""A shop's deposit at the platform and its settlement statements, for operators: seen, topped up, set off."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit, staff_view
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.platform.deposit_forms import FORMS, DepositForm
from huitou.platform.visit import OF_PLATFORM
from huitou.settlements import verbs
from huitou.settlements.access import KEEP, deposit_of
from huitou.settlements.deposits import ACCOUNT, advanced_minor, balance_of, restricted_since
from huitou.settlements.files import TYPES, file_of
from huitou.settlements.kinds import NAMES, kind_of
from huitou.settlements.statement import PeriodInvalid, months_until, period_of

MOST_MOVEMENTS = 50
money_view = staff_view(OF_PLATFORM, KEEP, "platform/failure.html")


@require_safe
@money_view
def money(visit: StaffVisit) -> HttpResponseBase:
    """How the deposit stands, what can be done about it, and the statements."""
    return _page(visit)


@require_POST
@money_view
def act(visit: StaffVisit, deed: str) -> HttpResponseBase:
    """Set the minimum, book a payment, set off. Raises NotFound for anything else."""
    if deed not in FORMS:
        raise NotFound()
    return _proved(visit.request, visit, deed)


@step_up
def _proved(_request: HttpRequest, visit: StaffVisit, deed: str) -> HttpResponseBase:
    form = FORMS[deed](visit.request.POST, currency=visit.shop.currency)
    if not form.is_valid():
        return _page(visit, form, status=422)
    try:
        getattr(verbs, deed)(**form.inputs(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error(None, error.text)
        return _page(visit, form, status=error.status)
    messages.success(visit.request, _("Recorded."))
    return redirect("platform:money", visit.shop.slug)


@require_safe
@money_view
def day(visit: StaffVisit) -> HttpResponseBase:
    """The statement of the day that was typed in, in the form whose button was pressed. Raises PeriodInvalid."""
    period, form = visit.request.GET.get("day", ""), visit.request.GET.get("form", "")
    if form not in TYPES:
        raise NotFound()
    if len(period_of(period, visit.shop).name) != len("2026-11-22"):
        raise PeriodInvalid()
    return redirect("platform:statement", visit.shop.slug, period, form)


@require_safe
@money_view
def statement(visit: StaffVisit, period: str, form: str) -> HttpResponseBase:
    """The shop's statement of a day or a month as a file. Raises PeriodInvalid, NotFound for another form, and what
    `file_of` raises.
    """
    if form not in TYPES:
        raise NotFound()
    asked = period_of(period, visit.shop)
    content = file_of(asked, visit.shop, form, visit.at)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="statement-{visit.shop.slug}-{asked.name}.{form}"'
    return response


def _page(visit: StaffVisit, tried: DepositForm | None = None, status: int = 200) -> HttpResponse:
    currency, today = visit.shop.currency, visit.at.astimezone(ZoneInfo(visit.shop.timezone)).date()
    with visit.reading():
        found = deposit_of(visit.shop.pk)
        wanted = [name for name in FORMS if found is not None or name == "set_deposit"]
        if found is not None and (not advanced_minor(found) or not balance_of(found).minor):
            wanted.remove("set_off")
        rows = LedgerEntry.objects.filter(Q(debit=ACCOUNT) | Q(credit=ACCOUNT)).order_by("-at", "-pk")[:MOST_MOVEMENTS]
        context = {
            "deposit": found,
            "balance": found and balance_of(found),
            "minimum": found and Money(found.minimum_minor, found.currency),
            "advanced": found and Money(advanced_minor(found), found.currency),
            "restricted_since": found and restricted_since(found),
            "forms": [
                tried if tried is not None and tried.deed == name else FORMS[name](currency=currency) for name in wanted
            ],
            "movements": [_movement(row) for row in rows],
            "months": months_until(today),
            "today": today,
            "forms_of_file": list(TYPES),
        }
        return visit.render("platform/money.html", context, status=status)


def _movement(row: LedgerEntry) -> dict[str, object]:
    sign = 1 if row.credit == ACCOUNT else -1
    return {
        "at": row.at, "name": _(NAMES[kind_of(row.key, row.debit, row.credit)]),
        "reference": row.key.rpartition(":")[2], "money": Money(sign * row.amount_minor, row.currency),
    }  # fmt: skip
