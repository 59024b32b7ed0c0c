"""From when the law's clock of a case runs, until when, and how the case stands towards it.

Called by the verbs of this room. Reads the case and its return; changes nothing but the row in hand.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from huitou.cases.machine import CASE
from huitou.cases.models import Case, MoneyDue
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.calendars.country import works_on
from huitou.core.flow import Waiting
from huitou.core.models import Shop
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import terms_of
from huitou.logistics.models import GoodsReturn, Way
from huitou.policies.law.paying import PayClock, pay_statute
from huitou.policies.law.statute import Statute
from huitou.policies.queries import document_of
from huitou.refunds.queries import paid_in_full

MOMENT = timedelta(microseconds=1)


@terms_of(MONEY_DUE)
def length(due: MoneyDue, wait: Waiting) -> timedelta | None:
    """Until the law's last day is over; None for the table's length."""
    if wait.for_.name != "law_pays" or due.due_at is None:
        return None
    return due.due_at - due.looked_at


def statute_for(case: Case, at: datetime) -> Statute | None:
    """The law about this case's money, by the buyer's country: for what a law gives, not for goodwill."""
    if not case.entitled or case.replaces or case.repairs or not case.owes_money:
        return None
    shop = open_shop_row()
    day = at.astimezone(ZoneInfo(shop.timezone)).date()
    return pay_statute(case.order.country or shop.country, day, {line.reason for line in case.lines.all()})


def promised_days(case: Case) -> int | None:
    """What the policy that binds the case promises from the notice on; None where it leaves it to the law."""
    return document_of(case.policy_version).terms.notice_days


def look_at(due: MoneyDue, at: datetime) -> None:
    """Set `found` and, where it is known, the last day."""
    due.looked_at = at
    case = Case.objects.select_related("sheet", "goods_return").get(pk=due.case_id)
    due.found = found(case)
    if due.found in ("gone", "paid"):
        return
    due.due_at = due_at(due, case, open_shop_row())
    if due.found == "" and due.due_at is not None:
        due.found = "known"


def found(case: Case) -> str:
    """`paid`: all of it. `gone`: the case owes nothing by law any more. `begun`: the payment is under way."""
    if paid_in_full(case.pk, case.sheet, on_account=case.paid_early) and case.sheet.total_minor:
        return "paid"
    if case.state in CASE.finals or not case.entitled or not case.sheet.total_minor:
        return "gone"
    return "begun" if case.state == "refunding" or case.paid_early else ""


def due_at(due: MoneyDue, case: Case, shop: Shop) -> datetime | None:
    """The last moment of the last day in the shop's zone; None while the shop may wait."""
    zone = ZoneInfo(shop.timezone)
    back = case.goods_return
    clock = PayClock(due.days, due.counted_from, due.article, due.promised_days, workdays=bool(due.workdays_of))
    day = clock.due_on(
        notice=due.notice_at.astimezone(zone).date(),
        sent=_day(proven_at(back), zone),
        arrived=_day(back.arrived_at if back is not None else None, zone),
        goods_come_back=back is not None,
        works=partial(works_on, due.workdays_of),
    )
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), zone) - MOMENT


def proven_at(back: GoodsReturn | None) -> datetime | None:
    """When the shop had the proof: the carrier's own scan, or the number of a parcel that it can look up."""
    if back is None or back.handed_over_at is None:
        return None
    return back.handed_over_at if back.tracking_number or back.way == Way.PICK_UP else None


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()
