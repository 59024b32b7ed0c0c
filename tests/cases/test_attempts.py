"""How often an item may be applied for, over all cases of its order; and pieces that stand in a case already."""

import pytest

from huitou.cases.attempts import AttemptsUsedUp, StandsInCase, attempts_of
from huitou.cases.models import Case
from huitou.cases.verbs import agree, open_case, refuse, revise, say, withdraw
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from huitou.orders.verbs import QuantityExceeded
from huitou.policies.pages import render_policy
from huitou.policies.queries import version_in_force
from huitou.policies.rules.fixed_parts import MOST_ATTEMPTS

CLAIM = {"reason": "damaged", "photo": True}


def in_vain(world, order, times, **wish):
    """Apply and take back, so many times."""
    for _ in range(times):
        case = world.apply(order, **{**CLAIM, **wish})
        withdraw(case=case, actor=world.buyer(order), at=world.now)
    return case


def refused_case(world, order, **wish):
    case = world.apply(order, **{**CLAIM, **wish})
    return refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)


def counted(world, order):
    with in_shop(world.shop):
        named = {line.pk: line.external_id for line in Line.objects.filter(order=order)}
        return {named[line]: count for line, count in attempts_of(order).items()}


def test_taking_back_and_applying_anew_counts_and_the_sixth_time_is_refused_with_the_rule_and_the_ways_out(world):
    order = world.order()
    last = in_vain(world, order, MOST_ATTEMPTS, cups=1)
    with in_shop(world.shop):
        before = (Case.objects.count(), Event.objects.count())
    with pytest.raises(AttemptsUsedUp) as caught:
        world.apply(order, cups=1, kind="refund_only", **CLAIM)
    error = caught.value
    assert (error.code, error.status) == ("attempts_used_up", 409)
    assert error.params == {
        "title": "青瓷杯",
        "used": 5,
        "rule": "6.5",
        "case": last.ref,
        "still": f"You can write to the shop in case {last.ref}. Your rights by law and by the policy have no such "
        "limit: the shop's page of your rights names them.",
    }
    with in_shop(world.shop):
        # The photo of the application is the buyer's and stays; nothing else was written.
        assert (Case.objects.count(), Event.objects.count()) == before
        assert Line.objects.get(order=order, external_id="cup").claimed == 0
    # What it names can be done.
    say(case=last.ref, body="请再看一下。", actor=world.buyer(order), at=world.now)


def test_the_rule_that_it_names_stands_on_the_policy_page(world):
    with in_shop(world.shop):
        page = render_policy(version_in_force(world.shop, world.now), "en")
    entries = {entry.number: entry.lines for section in page.sections for entry in section.entries}
    assert "5 times at most" in entries["6.5"][0]
    assert MOST_ATTEMPTS == Case.ATTEMPTS


def test_another_item_of_the_order_and_another_order_have_their_own_count(world):
    order = world.order()
    in_vain(world, order, MOST_ATTEMPTS, cups=1)
    assert counted(world, order) == {"cup": 5}
    world.apply(order, pots=1, **CLAIM)
    world.apply(world.order(), cups=1, **CLAIM)
    with pytest.raises(AttemptsUsedUp):
        world.apply(order, cups=1, **CLAIM)


def test_a_right_has_no_limit_and_is_not_counted(world):
    order = world.order()
    for _ in range(MOST_ATTEMPTS + 2):
        case = world.apply(order, cups=1, reason="no_longer_wanted")
        assert case.entitled
        withdraw(case=case, actor=world.buyer(order), at=world.now)
    assert counted(world, order) == {}
    in_vain(world, order, MOST_ATTEMPTS, cups=1)
    assert world.apply(order, cups=1, reason="no_longer_wanted").state == "awaiting_goods"


def test_a_refused_case_is_changed_into_a_right_however_often_was_asked_before(world):
    order = world.order()
    in_vain(world, order, MOST_ATTEMPTS - 1, cups=1)
    case = refused_case(world, order, cups=1)
    given = {"case": case, "actor": world.buyer(order), "at": world.now, "kind": "return_and_refund"}
    with pytest.raises(AttemptsUsedUp) as caught:
        revise(lines=world.wish(order, cups=2, reason="damaged"), **given)
    assert f"In case {case.ref} you can call in the platform." in caught.value.params["still"]
    assert (world.refreshed(case).state, world.refreshed(case).attempt) == ("refused", 1)
    changed = revise(lines=world.wish(order, cups=1, reason="no_longer_wanted"), **given)
    assert (changed.state, changed.entitled) == ("awaiting_goods", True)


def test_also_within_one_case_a_right_is_never_too_late(world):
    order = world.order()
    case = refused_case(world, order, cups=1)
    given = {"actor": world.buyer(order), "kind": "return_and_refund"}
    for _ in range(Case.ATTEMPTS - 1):
        case = revise(case=case, lines=world.wish(order, cups=1, reason="damaged"), at=world.now, **given)
        case = refuse(case=case, reason="claim_not_shown", note="还是看不到。", actor=world.agent, at=world.now)
    assert (case.attempt, counted(world, order)) == (5, {"cup": 5})
    with pytest.raises(AttemptsUsedUp):
        revise(case=case, lines=world.wish(order, cups=1, reason="damaged"), at=world.now, **given)
    case = revise(case=case, lines=world.wish(order, cups=1, reason="no_longer_wanted"), at=world.now, **given)
    assert case.state == "awaiting_goods"


def test_changes_of_a_wish_count_for_the_items_that_they_name(world):
    order = world.order()
    case = refused_case(world, order, cups=1)
    lines = world.wish(order, pots=1, reason="damaged")
    revise(case=case, lines=lines, kind="return_and_refund", actor=world.buyer(order), at=world.now)
    assert counted(world, order) == {"cup": 1}
    withdraw(case=case, actor=world.buyer(order), at=world.now)
    assert counted(world, order) == {"cup": 1, "pot": 1}


def test_what_was_paid_was_no_vain_asking(world):
    order = world.order(cups=8)
    for _ in range(MOST_ATTEMPTS + 1):
        case = world.apply(order, cups=1, kind="refund_only", **CLAIM)
        if case.state == "requested":
            agree(case=case, actor=world.agent, at=world.now)
        run_pending()
        assert world.refreshed(case).state == "resolved"
    assert counted(world, order) == {}


def test_pieces_that_wait_in_cases_of_their_own_are_not_in_vain(world):
    order = world.order(cups=9)
    open_ones = [world.apply(order, cups=1, **CLAIM) for _ in range(MOST_ATTEMPTS + 1)]
    assert counted(world, order) == {}
    for case in open_ones[:MOST_ATTEMPTS]:
        refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    assert counted(world, order) == {"cup": 5}
    with pytest.raises(AttemptsUsedUp):
        world.apply(order, cups=1, **CLAIM)


def test_the_shop_that_applies_for_a_buyer_has_no_limit(world):
    order = world.order()
    in_vain(world, order, MOST_ATTEMPTS, cups=1)
    lines = world.wish(order, cups=1, reason="damaged")
    case = open_case(order=order.pk, kind="return_and_refund", lines=lines, actor=world.agent, at=world.now)
    assert case.state == "awaiting_goods"
    assert counted(world, order) == {"cup": 5}


# Pieces that stand in a case already


def test_pieces_in_an_open_case_are_answered_with_that_case(world):
    order = world.order(cups=2)
    first = world.apply(order, cups=1, **CLAIM)
    second = world.apply(order, cups=1, **CLAIM)
    with pytest.raises(StandsInCase) as caught:
        world.apply(order, cups=1, **CLAIM)
    assert caught.value.code == "already_in_case"
    assert caught.value.params == {"case": second.ref, "taken": 1, "title": "青瓷杯", "available": 0}
    withdraw(case=second, actor=world.buyer(order), at=world.now)
    with pytest.raises(StandsInCase) as caught:
        world.apply(order, cups=2, **CLAIM)
    assert (caught.value.params["case"], caught.value.params["available"]) == (first.ref, 1)
    world.apply(order, cups=1, **CLAIM)


def test_the_shop_is_told_the_case_too(world):
    order = world.order(cups=1)
    case = world.apply(order, cups=1, **CLAIM)
    lines = world.wish(order, cups=1, reason="damaged")
    with pytest.raises(StandsInCase) as caught:
        open_case(order=order.pk, kind="return_and_refund", lines=lines, actor=world.agent, at=world.now)
    assert caught.value.params["case"] == case.ref


def test_a_change_that_takes_pieces_of_another_case_is_told_which(world):
    order = world.order(cups=2)
    mine = refused_case(world, order, cups=1)
    other = world.apply(order, cups=1, **CLAIM)
    lines = world.wish(order, cups=2, reason="damaged")
    with pytest.raises(StandsInCase) as caught:
        revise(case=mine, lines=lines, kind="return_and_refund", actor=world.buyer(order), at=world.now)
    assert caught.value.params["case"] == other.ref


def test_pieces_that_are_gone_for_good_are_no_case_to_go_on_with(world):
    order = world.order(cups=1)
    case = world.apply(order, cups=1, kind="refund_only", **CLAIM)
    if case.state == "requested":
        agree(case=case, actor=world.agent, at=world.now)
    run_pending()
    assert world.refreshed(case).state == "resolved"
    with pytest.raises(QuantityExceeded) as caught:
        world.apply(order, cups=1, **CLAIM)
    assert caught.value.params == {"available": 0}


def test_pieces_whose_money_is_on_its_way_are_answered_with_their_case(world):
    order = world.order(cups=1, shipped=False, delivered_days_ago=None)
    case = world.apply(order, kind="refund_only", cups=1)
    assert case.state == "refunding"
    with pytest.raises(StandsInCase) as caught:
        world.apply(order, kind="refund_only", cups=1)
    assert caught.value.params["case"] == case.ref
