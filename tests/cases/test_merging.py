"""Two open cases of one order become one, and nothing gets worse by it."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest

from huitou.cases.attempts import attempts_of
from huitou.cases.merging import CannotMerge, MergeWouldCost
from huitou.cases.models import Case, Evidence, Message
from huitou.cases.queries import case_page
from huitou.cases.verbs import accept_offer, agree, merge, offer, refuse, withdraw
from huitou.core.errors import Forbidden, NotFound
from huitou.core.events import verify_chain
from huitou.core.flow import ConditionNotMet
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from tests.cases.test_races import at_once

BROKEN = {"reason": "damaged", "photo": True}


def two_cases(world, *, hours_between=10, first=None, second=None, **kind):
    """Two applications for one order: a cup, and ten hours later another cup and the pot."""
    order = world.order()
    one = world.apply(order, note="一只杯子裂了。", **{**BROKEN, "cups": 1, **(first or {})}, **kind)
    world.clock.forward(hours=hours_between)
    two = world.apply(order, note="还有一只，壶也裂了。", **{**BROKEN, "cups": 1, "pots": 1, **(second or {})}, **kind)
    return order, one, two


def lines_of(world, case):
    with in_shop(world.shop):
        return {line.order_line.external_id: line.quantity for line in case.lines.select_related("order_line")}


def page_of(world, case, actor):
    with in_shop(world.shop):
        return case_page(actor, case.pk, world.shop, world.now)


def claimed(world, order):
    with in_shop(world.shop):
        return dict(Line.objects.filter(order=order).values_list("external_id", "claimed"))


def test_a_buyer_puts_the_later_case_into_the_earlier_one(world):
    order, one, two = two_cases(world)
    assert one.state == two.state == "requested"
    asked = one.sheet.total_minor + two.sheet.total_minor
    merged = merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    kept = world.refreshed(one)
    assert (merged.state, merged.merged_into_id) == ("merged", kept.pk)
    assert merged.closed_at is not None
    assert lines_of(world, kept) == {"cup": 2, "pot": 1}
    assert claimed(world, order) == {"cup": 2, "pot": 1}
    # 2/3 of 290.00 are 193.33, each third for itself 96.67; and so with the shipping.
    assert kept.sheet.total_minor == asked - 2
    assert (kept.state, kept.deadline_at) == ("requested", one.deadline_at)
    assert kept.deadline_at < two.deadline_at
    with in_shop(world.shop):
        assert Evidence.objects.filter(case=kept).count() == 2
        assert set(Message.objects.filter(case=kept).values_list("body", flat=True)) == {
            "一只杯子裂了。", "还有一只，壶也裂了。",
        }  # fmt: skip
        for case in (kept, merged):
            verify_chain(list(Event.objects.filter(subject_id=case.pk).order_by("seq")))


def test_the_other_way_round_the_earlier_deadline_counts_too(world):
    order, one, two = two_cases(world)
    merge(case=one, into=two.ref, actor=world.buyer(order), at=world.now)
    kept = world.refreshed(two)
    assert (kept.deadline_at, kept.opened_at) == (one.deadline_at, one.opened_at)


def test_the_page_of_the_kept_case_tells_all_and_offers_no_merge_any_more(world):
    order, one, two = two_cases(world)
    before = page_of(world, one, world.buyer(order))
    assert [case.ref for case in before.fellows] == [two.ref]
    assert "merge" in {action.name for action in before.actions}
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    page = page_of(world, one, world.buyer(order))
    assert page.fellows == []
    assert "merge" not in {action.name for action in page.actions}
    assert [case.ref for case in page.absorbed] == [two.ref]
    assert [event.kind for event in page.events].count("cases.case.opened") == 2


def test_without_a_fellow_nobody_is_offered_it(world):
    case = world.apply(world.order(), cups=1, **BROKEN)
    assert "merge" not in {action.name for action in page_of(world, case, world.agent).actions}


def test_the_shop_can_do_it_too(world):
    _, one, two = two_cases(world)
    assert merge(case=two, into=one.ref, actor=world.agent, at=world.now).state == "merged"


def test_goods_that_are_awaited_go_back_in_one_return_with_the_longer_time(world):
    order, one, two = two_cases(world)
    for case in (one, two):
        agree(case=case, actor=world.agent, at=world.now)
    one, two = world.refreshed(one), world.refreshed(two)
    in_a_month = world.now + timedelta(days=30)
    with in_shop(world.shop):
        type(two.goods_return).objects.filter(pk=two.goods_return_id).update(deadline_at=in_a_month)
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    run_pending()
    kept, gone = world.refreshed(one), world.refreshed(two)
    assert (kept.state, gone.state) == ("awaiting_goods", "merged")
    assert kept.goods_return_id not in (one.goods_return_id, two.goods_return_id)
    assert gone.goods_return.state == "cancelled"
    assert kept.goods_return.deadline_at == in_a_month
    with in_shop(world.shop):
        assert {line.quantity for line in kept.goods_return.lines.all()} == {2, 1}


def test_goodwill_has_the_later_deadline_because_its_silence_is_a_no(world):
    order = world.order(delivered_days_ago=30)
    one = world.apply(order, cups=1)
    world.clock.forward(hours=10)
    two = world.apply(order, pots=1)
    assert one.state == two.state == "goodwill"
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    kept = world.refreshed(one)
    assert (kept.state, kept.deadline_at) == ("goodwill", two.deadline_at)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"reason": "wrong_item"}),
        ({}, {"kind": "refund_only"}),
    ],
)
def test_wishes_for_the_same_item_that_exclude_each_other_stay_apart(world, first, second):
    order, one, two = two_cases(world, first=first, second=second)
    states = (one.state, two.state)
    with pytest.raises(CannotMerge):
        merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    assert (world.refreshed(one).state, world.refreshed(two).state) == states
    assert claimed(world, order) == {"cup": 2, "pot": 1}


def test_what_has_gone_further_stays_apart(world):
    order, one, two = two_cases(world)
    agree(case=one, actor=world.agent, at=world.now)
    with pytest.raises(CannotMerge):
        merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    with pytest.raises(CannotMerge):
        merge(case=two, into=two.ref, actor=world.buyer(order), at=world.now)


def test_an_agreed_sum_is_not_put_together(world):
    order, one, two = two_cases(world)
    offer(case=one, amount_minor=3_000, keeps_goods=False, actor=world.agent, at=world.now)
    accept_offer(case=one, actor=world.buyer(order), at=world.now)
    agree(case=two, actor=world.agent, at=world.now)
    with pytest.raises(ConditionNotMet):
        merge(case=one, into=two.ref, actor=world.buyer(order), at=world.now)
    with pytest.raises(CannotMerge):
        merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)


def test_another_order_and_another_buyer_look_alike(world):
    order, one, two = two_cases(world)
    own_other = world.apply(world.order(), cups=1, **BROKEN)
    foreign = world.apply(world.order(customer="other", email="other@example.com"), cups=1, **BROKEN)
    errors = []
    for other in (own_other.ref, foreign.ref, "R-NONE-NONE"):
        with pytest.raises(CannotMerge) as caught:
            merge(case=two, into=other, actor=world.buyer(order), at=world.now)
        errors.append(caught.value.text)
    assert len(set(errors)) == 1
    with pytest.raises(NotFound):
        merge(case=foreign, into=one.ref, actor=world.buyer(order), at=world.now)


def test_what_would_be_less_as_one_is_left_as_it_is(world, monkeypatch):
    order, one, two = two_cases(world)
    module = import_module("huitou.cases.verbs.merge")
    real = module.judge

    def poorer(*args, **kwargs):
        judged = real(*args, **kwargs)
        return replace(judged, sheet=replace(judged.sheet, total_minor=judged.sheet.total_minor - 4))

    monkeypatch.setattr(module, "judge", poorer)
    with pytest.raises(MergeWouldCost):
        merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    assert world.refreshed(two).state == "requested"


def test_attempts_follow_the_outcome_of_the_kept_case(world):
    order, one, two = two_cases(world)
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)

    def counted():
        with in_shop(world.shop):
            named = {line.pk: line.external_id for line in Line.objects.filter(order=order)}
            return {named[line]: count for line, count in attempts_of(order).items()}

    assert counted() == {}  # both wait for their outcome
    withdraw(case=one, actor=world.buyer(order), at=world.now)
    assert counted() == {"cup": 2, "pot": 1}
    assert claimed(world, order) == {"cup": 0, "pot": 0}


def test_a_chain_of_merges_leads_to_the_last(world):
    order, one, two = two_cases(world, second={"pots": 0})
    three = world.apply(order, cups=1, **BROKEN)
    merge(case=three, into=two.ref, actor=world.buyer(order), at=world.now)
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    assert world.refreshed(three).merged_into_id == one.pk
    assert lines_of(world, world.refreshed(one)) == {"cup": 3}


def test_the_kept_case_goes_on_as_any_other(world):
    order, one, two = two_cases(world)
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    refuse(case=one.pk, reason="other", note="看不清。", actor=world.agent, at=world.now)
    agree(case=one.pk, actor=world.agent, at=world.now)
    assert world.refreshed(one).state == "awaiting_goods"


@pytest.mark.race
@pytest.mark.parametrize("again", range(3))
def test_both_ways_round_at_once_exactly_one_wins(world, again):
    order, one, two = two_cases(world)
    buyer, agent = world.buyer(order), world.agent
    results = at_once([
        lambda: merge(case=two.pk, into=one.ref, actor=buyer, at=world.now),
        lambda: merge(case=one.pk, into=two.ref, actor=agent, at=world.now),
    ])  # fmt: skip
    with in_shop(world.shop):
        states = sorted(Case.objects.filter(order=order).values_list("state", flat=True))
    won = [result for result in results if not isinstance(result, Exception)]
    # Both may be told to try again; never do both end.
    assert states == (["merged", "requested"] if won else ["requested", "requested"]), results
    assert len(won) <= 1
    assert claimed(world, order) == {"cup": 2, "pot": 1}


def test_who_may_only_read_may_not_merge(world):
    _, one, two = two_cases(world)
    reader = world.hire("readonly")
    with pytest.raises(Forbidden):
        merge(case=two, into=one.ref, actor=reader, at=world.now)
