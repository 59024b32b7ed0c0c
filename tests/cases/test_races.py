"""Two at once on real connections: exactly one effect each. And with the guard switched off, the violation is seen."""

import threading
import time
from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.db import IntegrityError

from huitou.cases import access
from huitou.cases.models import Case, CaseLine
from huitou.cases.verbs import accept_offer, agree, offer, open_case, refuse, withdraw
from huitou.core.deadlines import sweep_deadlines
from huitou.core.delivery import deliver
from huitou.core.events import verify_chain
from huitou.core.flow import ConditionNotMet, NotTheirTurn
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.models import GoodsReturn
from huitou.logistics.verbs import Finding, accept_goods, contest_goods
from huitou.orders.access import access_order
from huitou.orders.models import Line
from huitou.orders.verbs.quantities import QuantityExceeded
from huitou.refunds.models import Refund
from tests.api.conftest import Caller, token_of
from tests.cases.test_lifecycle import paid, send_back
from tests.refunds.test_races import at_once

pytestmark = pytest.mark.race
DAMAGED = {"cups": 1, "reason": "damaged", "photo": True}
# The modules; their verbs have the same names.
OPENING, AGREEING = import_module("huitou.cases.verbs.open_case"), import_module("huitou.cases.verbs.agree")
AGAIN = pytest.mark.parametrize("again", range(3))
LOST = (NotTheirTurn, ConditionNotMet)


def won(results):
    """The one that got through; the other was told that it is no longer its turn."""
    errors = [result for result in results if isinstance(result, Exception)]
    assert len(errors) == len(results) - 1, results
    assert all(isinstance(error, LOST) for error in errors), errors
    return next(result for result in results if not isinstance(result, Exception))


def steps_of(world, subject):
    with in_shop(world.shop):
        events = list(Event.objects.filter(subject_id=subject.pk).order_by("seq"))
    verify_chain(events)
    return [event.kind.rpartition(".")[2] for event in events]


def both_read_first(monkeypatch, module, readers=2):
    """Switch the row lock off: everybody has read the row before anybody goes on."""
    everybody = threading.Barrier(readers)
    real = module.only

    def only(rows, *, lock):
        found = real(rows, lock=False)
        if lock:
            everybody.wait(timeout=20)
        return found

    monkeypatch.setattr(module, "only", only)


def yes_and_no(world, case):
    agent = world.agent
    return at_once([
        lambda: agree(case=case.pk, actor=agent, at=world.now),
        lambda: refuse(case=case.pk, reason="other", note="没有证据。", actor=agent, at=world.now),
    ])  # fmt: skip


def goodwill(world):
    """Asked beyond the policy: agreed to or declined, and either is the end of the question."""
    return world.apply(world.order(delivered_days_ago=30), cups=1)


def test_a_refusal_that_came_first_can_still_be_agreed_to(world):
    case = world.apply(world.order(), **DAMAGED)
    yes_and_no(world, case)
    after = world.refreshed(case)
    assert (after.state, after.goods_return.state) == ("awaiting_goods", "awaiting_hand_over")
    with in_shop(world.shop):
        assert GoodsReturn.objects.filter(order_id=case.order_id).count() == 1


@AGAIN
def test_two_answers_at_once(world, again):
    case = goodwill(world)
    state = won(yes_and_no(world, case)).state
    after = world.refreshed(case)
    assert after.state == state
    assert (after.goods_return is not None) == (state == "awaiting_goods")
    assert len(steps_of(world, case)) == 2


def test_the_control_without_the_lock_both_answers_pass_the_table(world, monkeypatch):
    """Only the unique place in the chain stops the second one then."""
    case = goodwill(world)
    both_read_first(monkeypatch, access)
    results = yes_and_no(world, case)
    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError]


def two_applications(world, order):
    """Two of three cups, twice. Each wish is built before the race."""
    wish, buyer = world.wish(order, cups=2), world.buyer(order)

    def act():
        return open_case(order=order.pk, kind="return_and_refund", lines=wish, actor=buyer, at=world.now)

    return at_once([act, act])


def asked_for(world, order):
    with in_shop(world.shop):
        return sum(CaseLine.objects.filter(case__order=order).values_list("quantity", flat=True))


def test_two_applications_for_the_same_pieces(world):
    order = world.order(cups=3)
    results = two_applications(world, order)
    assert sorted(isinstance(result, Case) for result in results) == [False, True]
    assert asked_for(world, order) == world.line(order, "cup").claimed == 2


def test_the_claim_alone_holds_without_the_lock_on_the_order(world, monkeypatch):
    """Two guards: the verdict under the order's lock, and the claim in one statement."""
    order = world.order(cups=3)
    _forget_the_orders_lock(monkeypatch)
    results = two_applications(world, order)
    assert [type(result) for result in results if not isinstance(result, Case)] == [QuantityExceeded]
    assert asked_for(world, order) == 2


def test_the_control_without_both_guards_more_is_asked_for_than_was_bought(world, monkeypatch):
    order = world.order(cups=3)
    _forget_the_orders_lock(monkeypatch)
    everybody = threading.Barrier(2)

    def claim(line_id, quantity):
        claimed = Line.objects.values_list("claimed", flat=True).get(pk=line_id)
        everybody.wait(timeout=20)
        Line.objects.filter(pk=line_id).update(claimed=claimed + quantity)

    monkeypatch.setattr(OPENING, "claim_quantity", claim)
    assert all(isinstance(result, Case) for result in two_applications(world, order))
    assert asked_for(world, order) == 4 > 3


def _forget_the_orders_lock(monkeypatch):
    monkeypatch.setattr(OPENING, "access_order", lambda actor, name, lock: access_order(actor, name))


@AGAIN
def test_the_buyer_accepts_while_the_shop_agrees(world, again):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    results = at_once([
        partial(accept_offer, case=case.pk, actor=world.buyer(order), at=world.now),
        partial(agree, case=case.pk, actor=world.agent, at=world.now),
    ])  # fmt: skip
    state = won(results).state
    run_pending()
    with in_shop(world.shop):
        refunds = list(Refund.objects.filter(cause_id=case.pk).values_list("amount_minor", flat=True))
        returns = GoodsReturn.objects.filter(order=order).count()
    assert (refunds, returns) == (([2_000], 0) if state == "refunding" else ([], 1))


@AGAIN
def test_the_shop_accepts_while_the_buyer_takes_the_wish_back(world, again):
    """One of them wins; the offer has exactly one end, and money moves only where it was accepted."""
    order = world.order()
    case = world.apply(order, **DAMAGED)
    offer(case=case, amount_minor=2_000, actor=world.buyer(order), at=world.now)
    won(
        at_once([
            partial(accept_offer, case=case.pk, actor=world.agent, at=world.now),
            partial(withdraw, case=case.pk, actor=world.buyer(order), at=world.now),
        ])
    )  # fmt: skip
    run_pending()
    case = world.refreshed(case)
    with in_shop(world.shop):
        ends = list(case.offers.values_list("state", flat=True))
        paid_minor = [refund.amount_minor for refund in Refund.objects.filter(cause_id=case.pk)]
    accepted = case.state == "resolved"
    assert (ends, paid_minor) == ((["accepted"], [2_000]) if accepted else (["replaced"], []))


@AGAIN
def test_accepting_countering_and_agreeing_at_once_leave_one_open_offer_at_most(world, again):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    results = at_once([
        partial(accept_offer, case=case.pk, actor=world.buyer(order), at=world.now),
        partial(offer, case=case.pk, amount_minor=3_000, actor=world.buyer(order), at=world.now),
        partial(agree, case=case.pk, actor=world.agent, at=world.now),
    ])  # fmt: skip
    run_pending()
    steps = steps_of(world, case)
    done = len([result for result in results if not isinstance(result, Exception)])
    case = world.refreshed(case)
    with in_shop(world.shop):
        ends = sorted(case.offers.values_list("state", flat=True))
        paid_minor = sum(refund.amount_minor for refund in Refund.objects.filter(cause_id=case.pk))
    # A counter-offer before the shop agrees is overtaken by the whole wish; nothing else comes through twice.
    assert done == (2 if {"offered", "agreed"} <= set(steps[2:]) else 1), (results, steps)
    assert ends.count("open") == (1 if case.state == "counter_offered" else 0)
    assert paid_minor == (2_000 if "accepted" in ends else 0)


@AGAIN
def test_the_sweep_against_a_person(world, again):
    case = world.apply(world.order(), **DAMAGED)
    deadline = world.refreshed(case).deadline_at
    just_in_time = deadline - timedelta(seconds=1)
    results = at_once([
        partial(refuse, case=case.pk, reason="other", note="没有证据。", actor=world.agent, at=just_in_time),
        partial(sweep_deadlines, at=deadline),
    ])  # fmt: skip
    after = world.refreshed(case)
    assert after.state == ("awaiting_goods" if isinstance(results[0], NotTheirTurn) else "refused")
    assert len(steps_of(world, case)) == 2


@AGAIN
def test_two_inspections(world, again):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
    look = {"goods_return": case.goods_return.pk, "actor": world.agent, "at": world.now}
    state = won(at_once([partial(accept_goods, **look), partial(contest_goods, findings=findings, **look)])).state
    run_pending()
    case = world.refreshed(case)
    assert case.state == {"accepted": "resolved", "contested": "contested"}[state]
    assert paid(world, case) == (case.sheet.total_minor if state == "accepted" else 0)


def test_two_workers_with_the_same_event(world):
    """The receipt makes the second one wait, and then leave."""
    case = send_back(world, world.apply(world.order(), cups=2))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        event = Event.objects.get(kind="logistics.goods_return.accepted_goods")
    news = {"shop": str(world.shop.pk), "events": [str(event.pk)]}
    assert at_once([lambda: deliver.func(**news)] * 4) == [None] * 4
    assert steps_of(world, case).count("fulfilled") == 1


def slowly(monkeypatch, seconds=0.6):
    """The agreement holds its lock for a while."""
    real, held = AGREEING.replace_open_offer, threading.Event()

    def slow(case, actor, at):
        held.set()
        time.sleep(seconds)
        return real(case, actor, at)

    monkeypatch.setattr(AGREEING, "replace_open_offer", slow)
    return held


def agreed_and_then_withdrawn(world, monkeypatch):
    """The buyer takes back what the shop is agreeing to at this moment: the withdrawal waits for the lock."""
    order = world.order()
    case = world.apply(order, **DAMAGED)
    agent, buyer, held = world.agent, world.buyer(order), slowly(monkeypatch)

    def take_back():
        assert held.wait(timeout=20)
        return withdraw(case=case.pk, actor=buyer, at=world.now)

    results = at_once([lambda: agree(case=case.pk, actor=agent, at=world.now), take_back])
    return results, world.refreshed(case)


def test_a_withdrawal_sees_the_return_that_was_opened_while_it_waited(world, monkeypatch):
    results, case = agreed_and_then_withdrawn(world, monkeypatch)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (case.state, case.goods_return.state) == ("withdrawn", "cancelled")


def test_the_control_locked_together_with_its_joins_the_return_is_overlooked(world, monkeypatch):
    """What PostgreSQL gives after a wait: the locked row as it is now, what it is joined to as it was before."""

    def joined(rows, *, lock):
        return (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()

    monkeypatch.setattr(access, "only", joined)
    _, case = agreed_and_then_withdrawn(world, monkeypatch)
    assert (case.state, case.goods_return.state) == ("withdrawn", "awaiting_hand_over")


def test_the_same_call_twice_with_one_key(world):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    token = token_of(world, "agent")
    assert Caller(token).get("/me").status_code == 200

    def act():
        return Caller(token).post(f"/cases/{case.ref}/actions/agree", key="one-key")

    answers = at_once([act] * 4)
    statuses = [answer.status_code for answer in answers]
    # Either the kept answer, or "still under way": try again with the same key.
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert act().status_code == 200
    assert steps_of(world, case) == ["opened", "agreed"]


def test_the_control_with_two_keys_the_second_call_is_refused(world):
    case = world.apply(world.order(), **DAMAGED)
    token = token_of(world, "agent")
    answers = at_once([lambda key=key: Caller(token).post(f"/cases/{case.ref}/actions/agree", key=key) for key in "ab"])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
