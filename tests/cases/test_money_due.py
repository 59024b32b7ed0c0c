"""The law's clock on the money: from when it runs, when it pays by itself, and what it does when it cannot."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.cases.models import Case, MoneyDue
from huitou.cases.queries import case_page
from huitou.cases.values import say_law, say_state
from huitou.core.actions import perform
from huitou.core.actors import Role
from huitou.core.calendars.country import works_on
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.models import GoodsReturn
from huitou.logistics.verbs import Finding, contest_goods
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from huitou.policies.law.book import STATUTES
from huitou.policies.law.paying import PayClock, clock_of
from huitou.policies.law.statute import Money
from huitou.policies.rules.verdict import Verdict
from huitou.refunds.models import Refund


def sold_to(world, country, **facts):
    """An order of a buyer in this country, delivered two days ago."""
    order = world.order(**facts)
    with in_shop(world.shop):
        Order.objects.filter(pk=order.pk).update(country=country)
        return Order.objects.get(pk=order.pk)


def state_of(world, case):
    with in_shop(world.shop):
        found = Case.objects.select_related("money_due").get(pk=case.pk)
        return found.state, found.money_due.state if found.money_due else None


def due_of(world, case):
    with in_shop(world.shop):
        return MoneyDue.objects.get(case=case)


def send_off(world, case, order, number="SF100200300400"):
    with in_shop(world.shop):
        back = Case.objects.select_related("goods_return").get(pk=case.pk).goods_return
    inputs = {"way": "own_parcel", "carrier": "sf", "tracking_number": number}
    perform("goods_return", "hand_over", back, inputs, actor=world.buyer(order), at=world.now)
    run_pending()


def arrive(world, case):
    with in_shop(world.shop):
        back = Case.objects.select_related("goods_return").get(pk=case.pk).goods_return
    perform("goods_return", "arrive", back, {}, actor=world.agent, at=world.now)
    run_pending()


def pass_days(world, clock, days):
    for _ in range(days):
        clock.forward(days=1)
        sweep_deadlines(at=world.now)
        run_pending()


def test_in_the_union_the_money_goes_on_the_last_day_although_the_parcel_is_still_on_its_way(world, clock):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    assert state_of(world, case) == ("awaiting_goods", "withheld")
    clock.forward(days=1)
    send_off(world, case, order)
    due = due_of(world, case)
    assert due.state == "running"
    assert (due.article, due.days, due.counted_from) == ("eu-crd-13", 14, "notice")
    zone = ZoneInfo(world.shop.timezone)
    last = due.notice_at.astimezone(zone).date() + timedelta(days=14)
    assert due.due_at == datetime.combine(last, time.max, zone)
    pass_days(world, clock, 12)
    assert state_of(world, case)[0] == "awaiting_goods"
    pass_days(world, clock, 2)
    assert state_of(world, case) == ("resolved", "paid")
    with in_shop(world.shop):
        (refund,) = Refund.objects.filter(cause_id=case.pk)
        assert refund.state == "succeeded"
        assert refund.requested_at <= due.due_at + timedelta(days=1)
        assert Case.objects.select_related("goods_return").get(pk=case.pk).goods_return.state == "on_the_way"
        subjects = list(Mail.objects.values_list("subject", flat=True))
    assert any(subject.startswith("Paid because the law's day had come") for subject in subjects)


def test_without_goods_or_proof_the_shop_may_wait_beyond_the_fourteen_days(world, clock):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=1)
    # More time to hand over was given, so the return outlives the law's days.
    with in_shop(world.shop):
        GoodsReturn.objects.update(deadline_at=world.now + timedelta(days=30))
    pass_days(world, clock, 15)
    assert state_of(world, case) == ("awaiting_goods", "withheld")
    send_off(world, case, order)
    pass_days(world, clock, 1)
    assert state_of(world, case)[0] in ("refunding", "resolved")


def test_in_china_the_clock_begins_with_the_arrival_and_the_check_comes_first(world, clock):
    order = sold_to(world, "CN")
    case = world.apply(order, cups=2)
    assert state_of(world, case) == ("awaiting_goods", "withheld")
    send_off(world, case, order)
    assert state_of(world, case) == ("awaiting_goods", "withheld"), "a proof of sending starts nothing in China"
    arrive(world, case)
    due = due_of(world, case)
    assert (due.state, due.article, due.days) == ("running", "cn-cpl-25", 7)
    pass_days(world, clock, 4)
    assert state_of(world, case) == ("resolved", "paid"), "the policy's own clock is faster"


@pytest.mark.parametrize("country", ["KR", "TW", "GB"])
def test_each_law_has_its_own_days(world, clock, country):
    order = sold_to(world, country)
    case = world.apply(order, cups=2)
    send_off(world, case, order)
    state = due_of(world, case).state
    assert state == ("running" if country == "GB" else "withheld")
    arrive(world, case)
    due = due_of(world, case)
    days = {"KR": 3, "TW": 15, "GB": 14}[country]
    assert (due.state, due.days, due.workdays_of) == ("running", days, "KR" if country == "KR" else "")
    if country == "KR":
        arrived = due.looked_at.astimezone(ZoneInfo(world.shop.timezone)).date()
        last = due.due_at.astimezone(ZoneInfo(world.shop.timezone)).date()
        between = [arrived + timedelta(days=one) for one in range(1, (last - arrived).days + 1)]
        assert sum(day.weekday() < 5 for day in between) == 3  # no Korean holiday lies in this November
        assert last.weekday() < 5


def test_a_law_without_a_number_of_days_and_goodwill_start_no_clock(world):
    assert state_of(world, world.apply(sold_to(world, "BR"), cups=1))[1] is None
    assert state_of(world, world.apply(sold_to(world, "US"), cups=1))[1] is None
    late = sold_to(world, "DE", delivered_days_ago=40)
    case = world.apply(late, cups=1)
    assert state_of(world, case) == ("goodwill", None)


def test_the_shop_pays_without_waiting_when_it_likes(world, clock):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    send_off(world, case, order)
    perform("money_due", "pay_in_time", due_of(world, case), {}, actor=world.agent, at=world.now)
    run_pending()
    assert state_of(world, case) == ("resolved", "paid")


def test_goods_that_come_after_the_money_and_are_contested_are_the_shops(world, clock):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    send_off(world, case, order)
    perform("money_due", "pay_in_time", due_of(world, case), {}, actor=world.agent, at=world.now)
    run_pending()
    arrive(world, case)
    with in_shop(world.shop):
        back = Case.objects.select_related("goods_return").get(pk=case.pk).goods_return
        line = back.lines.get()
    contest_goods(goods_return=back, findings=[Finding(line=line.order_line_id, damaged=2)],
                  damaged_basis_points=5_000, actor=world.agent, at=world.now)  # fmt: skip
    run_pending()
    with in_shop(world.shop):
        settled = Case.objects.select_related("goods_return").get(pk=case.pk)
        assert settled.goods_return.settled_at is not None
        assert settled.send_back is None
        assert Refund.objects.filter(cause_id=case.pk).count() == 1


def test_the_verdict_and_the_page_name_the_article_and_the_day(world):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    grounds = {ground.code: ground.params for ground in Verdict.from_json(case.judged["verdict"]).reasons}
    assert grounds["money_by_law"] == {"law_days": 14, "counted_in": "days", "article": "eu-crd-13"}
    send_off(world, case, order)
    with in_shop(world.shop):
        page = case_page(world.buyer(order), case.pk, world.shop, world.now)
        said = say_state(page.case, Role.BUYER, world.shop, world.now)
    assert "2011/83/EU" in said


def test_nothing_is_said_of_the_law_while_the_money_went_ahead_and_its_day_is_not_over(world):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    send_off(world, case, order)
    with in_shop(world.shop):
        page = case_page(world.buyer(order), case.pk, world.shop, world.now)
        assert say_law(page.case, Role.BUYER, world.shop, world.now)
        page.case.paid_early = True
        assert say_law(page.case, Role.BUYER, world.shop, world.now) == ""


def test_a_case_that_is_taken_back_ends_the_clock(world):
    order = sold_to(world, "DE")
    case = world.apply(order, cups=2)
    perform("case", "withdraw", case, {}, actor=world.buyer(order), at=world.now)
    run_pending()
    assert state_of(world, case) == ("withdrawn", "fell_away")


def test_a_payment_that_waits_for_the_shop_is_escalated_on_the_day(world, clock):
    order = sold_to(world, "DE", shipped=False, gateway="offline")
    case = world.apply(order, kind="refund_only", cups=2)
    run_pending()
    assert state_of(world, case) == ("refunding", "running")
    with in_shop(world.shop):
        MoneyDue.objects.filter(case=case).update(deadline_at=world.now + timedelta(hours=1))
    clock.forward(hours=2)
    sweep_deadlines(at=world.now)
    run_pending()
    with in_shop(world.shop):
        (refund,) = Refund.objects.filter(cause_id=case.pk)
    assert refund.state == "escalated"
    assert state_of(world, case)[1] == "paying"
    pass_days(world, clock, 2)
    assert state_of(world, case)[1] == "overdue"


def test_lost_news_of_the_goods_is_found_by_the_daily_look(world, clock):
    order = sold_to(world, "GB")
    case = world.apply(order, cups=2)
    send_off(world, case, order)
    with in_shop(world.shop):
        MoneyDue.objects.filter(case=case).update(state="withheld", due_at=None, deadline_at=world.now)
    sweep_deadlines(at=world.now)
    assert due_of(world, case).state == "running"


in_korea = partial(works_on, "KR")


def weekday(day):
    return day.weekday() < 5


def test_three_korean_working_days_leave_out_weekends_and_holidays_and_are_never_fewer_than_three_days():
    clock = PayClock(3, "arrival", "kr-eca-18", workdays=True)

    def due(arrived, promised=None):
        counted = replace(clock, promised_days=promised)
        return counted.due_on(notice=arrived, sent=None, arrived=arrived, goods_come_back=True, works=in_korea)

    assert due(date(2026, 11, 25)) == date(2026, 11, 30)  # a Wednesday
    assert due(date(2026, 2, 13)) == date(2026, 2, 23)  # Seollal: 16 to 18 February
    assert due(date(2026, 2, 13), promised=1) == date(2026, 2, 14)
    lengths = {(due(day) - day).days for day in (date(2026, 1, 1) + timedelta(days=one) for one in range(730))}
    assert min(lengths) == 3  # so the policy's calendar days are held against the law exactly
    assert 5 in lengths


def test_no_rule_of_the_book_counts_more_working_days_than_a_week_has():
    assert all(rule.says.days <= 5 for rule in RULES if rule.says.workdays)


DAYS = st.integers(min_value=0, max_value=60)
RULES = sorted({statute for statute in STATUTES if isinstance(statute.says, Money)}, key=lambda one: one.article)


@given(statute=st.sampled_from(RULES), notice=DAYS, sent=st.none() | DAYS, way=st.none() | DAYS,
       promised=st.none() | st.integers(min_value=1, max_value=90))  # fmt: skip
def test_the_clock_is_never_later_than_the_law_and_never_asks_before_the_goods(statute, notice, sent, way, promised):
    """Written down again from the articles, beside the code that it checks."""
    zero = date(2026, 1, 1)
    noticed = zero + timedelta(days=notice)
    gone = None if sent is None else noticed + timedelta(days=sent)
    back = None if way is None else (gone or noticed) + timedelta(days=way)
    due = clock_of(statute, promised).due_on(
        notice=noticed, sent=gone, arrived=back, goods_come_back=True, works=weekday
    )
    days = timedelta(days=statute.says.days)
    workdays = [] if back is None else [back + timedelta(days=one) for one in range(1, 30)]
    first = min([day for day in (gone, back) if day is not None], default=None)
    law = {
        "eu-crd-13": None if first is None else max(noticed + days, first),
        "uk-ccr-34": None if first is None else first + days,
        "kr-eca-18": next(iter([day for day in workdays if weekday(day)][2:]), None),
    }.get(statute.article, None if back is None else back + days)
    if law is not None:
        assert due is not None
        assert due <= law
    if due is not None:
        assert first is not None
        assert due >= first
    if promised is None:
        assert due == law


@given(notice_days=st.integers(min_value=1, max_value=90), statute=st.sampled_from(RULES))
def test_a_promise_is_lawful_by_itself_exactly_when_the_check_lets_it_pass(notice_days, statute):
    """The promise alone, without the law beside it, at worst: goods sent and there on the day of notice."""
    zero, days = date(2026, 1, 1), statute.says.days
    law = clock_of(statute).due_on(notice=zero, sent=zero, arrived=zero, goods_come_back=True, works=lambda _: True)
    assert (zero + timedelta(days=notice_days) <= law) == (notice_days <= days)


def test_nothing_back_is_due_so_many_days_after_the_notice():
    clock = PayClock(14, "notice", "eu-crd-13", promised_days=10)
    zero = date(2026, 1, 1)
    assert clock.due_on(notice=zero, sent=None, arrived=None, goods_come_back=False, works=weekday) == date(2026, 1, 11)
