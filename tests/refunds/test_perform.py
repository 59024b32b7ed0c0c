"""Paying a refund through the sandbox, fault by fault: exactly one payment there, exactly one booking here."""

from datetime import timedelta

import pytest

from huitou.core import ledger
from huitou.core.actors import system_actor
from huitou.core.events import verify_chain
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.gateway_calls import gateway_actor, perform_refund
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.verbs import accept, become_unknown, call, need_person, queue_again
from tests.refunds.conftest import counters, fresh, kinds, said


def payouts() -> list[tuple[int, str, int]]:
    return [(payout.amount_minor, payout.state, payout.calls) for payout in Payout.objects.order_by("pk")]


@pytest.fixture
def fault(shop):
    def plan(kind: Kind, **details: object):
        return plan_fault(str(shop.pk), kind, **details)

    return plan


def test_a_refund_is_paid_booked_and_told(shop, paid_order, ask_refund, run_jobs) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    refund = fresh(refund)
    assert (refund.state, refund.paid_minor, refund.paid_through, refund.deadline_at) == (
        "succeeded",
        967,
        "sandbox",
        None,
    )
    assert refund.gateway_reference == Payout.objects.get().reference
    assert payouts() == [(967, "paid", 1)]
    assert counters(paid_order.payments[0]) == (0, 967)
    assert kinds(refund) == ["requested", "called", "succeeded"]
    assert said(refund) == [("call", ""), ("answer", "paid")]
    with in_shop(shop):
        assert ledger.balance(f"refund:{refund.pk}", "EUR") == Money.zero("EUR")
        assert ledger.balance("gateway:sandbox", "EUR") == Money(967, "EUR")
        verify_chain(Event.objects.filter(subject_id=refund.pk).order_by("seq"))


def test_a_call_begins_with_its_outcome_open_and_nothing_left_of_the_one_before(
    shop, paid_order, ask_refund, clock
) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    before = {"attempts": 2, "asks": 3, "retry_wanted": True, "failure_code": "unreachable", "outcome_open": False}
    with in_shop(shop):
        Refund.objects.filter(pk=refund.pk).update(**before)
    at = clock.now()
    call(actor=system_actor(shop.pk), at=at, refund=refund.pk)
    now = fresh(refund)
    assert {name: getattr(now, name) for name in before} == {
        "attempts": 3, "asks": 0, "retry_wanted": False, "failure_code": "", "outcome_open": True
    }  # fmt: skip
    assert (now.state, now.called_at) == ("calling", at)
    gateway = gateway_actor(shop.pk, "sandbox")

    def after(act, **inputs: str) -> tuple[str, int, bool, bool, str]:
        with in_shop(shop):
            Refund.objects.filter(pk=refund.pk).update(asks=4, retry_wanted=True)
        row = act(actor=gateway, at=at, refund=refund.pk, **inputs)
        return row.state, row.asks, row.retry_wanted, row.outcome_open, row.failure_code

    assert after(queue_again, failure_code="unreachable") == ("reserved", 4, False, False, "unreachable")
    call(actor=system_actor(shop.pk), at=at, refund=refund.pk)
    assert after(become_unknown) == ("unknown", 0, True, True, "no_answer")
    assert after(accept, reference="re_1") == ("accepted", 0, True, True, "")
    assert after(need_person, failure_code="forgotten") == ("needs_person", 4, False, True, "forgotten")
    assert fresh(refund).gateway_reference == "re_1"


def test_an_unreachable_gateway_is_called_again_with_the_same_key(
    paid_order, ask_refund, run_jobs, sweep, fault
) -> None:
    fault(Kind.UNREACHABLE, times=2)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).outcome_open) == ("reserved", False)
    sweep(minutes=2)
    assert fresh(refund).state == "reserved"
    sweep(minutes=4)
    assert fresh(refund).state == "succeeded"
    assert kinds(refund) == [
        "requested",
        "called",
        "queued_again",
        "hurried",
        "called",
        "queued_again",
        "hurried",
        "called",
        "succeeded",
    ]
    assert payouts() == [(967, "paid", 1)]


def test_one_that_stays_unreachable_ends_with_a_person(paid_order, ask_refund, run_jobs, sweep, fault) -> None:
    fault(Kind.UNREACHABLE, times=None)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    for _ in range(6):
        sweep(hours=6)
    refund = fresh(refund)
    assert (refund.attempts, refund.failure_code, refund.outcome_open) == (6, "unreachable", False)
    assert "needed_person" in kinds(refund)
    assert counters(paid_order.payments[0]) == (967, 0)
    assert payouts() == []


def test_a_refusal_needs_a_person_and_a_retry_pays(paid_order, ask_refund, run_jobs, fault, manager, clock) -> None:
    from huitou.refunds.verbs import retry

    fault(Kind.REFUSE)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    refund = fresh(refund)
    assert (refund.state, refund.failure_code, refund.outcome_open) == ("needs_person", "card_closed", False)
    assert counters(paid_order.payments[0]) == (967, 0)
    retry(actor=manager, at=clock.now(), refund=refund)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    assert payouts() == [(967, "paid", 2)]
    assert len({payout.key for payout in Payout.objects.all()}) == 1


def test_a_lost_answer_is_asked_for_and_paid_once(paid_order, ask_refund, run_jobs, sweep, fault) -> None:
    fault(Kind.LOSE_ANSWER)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).outcome_open) == ("unknown", True)
    assert counters(paid_order.payments[0]) == (967, 0)
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"
    assert kinds(refund) == ["requested", "called", "became_unknown", "asked", "succeeded"]
    assert said(refund) == [("call", ""), ("answer", "lost"), ("question", "paid")]
    assert payouts() == [(967, "paid", 1)]


def test_an_error_on_their_side_is_asked_about_before_it_is_called_again(
    paid_order, ask_refund, run_jobs, sweep, fault
) -> None:
    fault(Kind.ERROR)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    sweep(minutes=2)
    # Too early: a call whose end nobody saw may still be under way.
    assert fresh(refund).state == "unknown"
    sweep(minutes=10)
    assert fresh(refund).state == "succeeded"
    assert payouts() == [(967, "paid", 1)]


def test_errors_for_ever_end_with_a_person_and_nothing_is_lost(
    shop, paid_order, ask_refund, run_jobs, sweep, fault, manager, clock
) -> None:
    from huitou.refunds.verbs import retry

    fault(Kind.ERROR, times=None, on="")
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    for _ in range(12):
        sweep(hours=6)
    refund = fresh(refund)
    assert (refund.state, refund.outcome_open) in [("needs_person", True), ("escalated", True)]
    assert counters(paid_order.payments[0]) == (967, 0)
    forget_faults(str(shop.pk))
    retry(actor=manager, at=clock.now(), refund=refund)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    assert payouts() == [(967, "paid", 1)]


def test_an_answer_that_comes_twice_is_booked_once(paid_order, ask_refund, run_jobs, fault) -> None:
    fault(Kind.ANSWER_TWICE)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    assert said(refund) == [("call", ""), ("notice", "paid"), ("answer", "paid")]
    assert counters(paid_order.payments[0]) == (0, 967)


@pytest.mark.parametrize(("more", "refunded", "loss"), [(-100, 867, 0), (100, 967, 100)])
def test_another_sum_than_asked_needs_a_person_and_books_what_was_really_paid(
    shop, paid_order, ask_refund, run_jobs, fault, manager, clock, more, refunded, loss
) -> None:
    from huitou.refunds.verbs import resolve
    from huitou.refunds.verbs.resolve import Resolution

    fault(Kind.PAY_DIFFERENT, minor=more)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "amount_differs")
    with in_shop(shop):
        difference = Discrepancy.objects.get()
    assert (difference.kind, difference.ours_minor, difference.theirs_minor) == ("amount_differs", 967, 967 + more)
    resolve(
        actor=manager,
        at=clock.now(),
        refund=refund,
        resolution=Resolution.PAID,
        paid_minor=967 + more,
        reason="Seen in the provider's console",
    )
    assert counters(paid_order.payments[0]) == (0, refunded)
    with in_shop(shop):
        assert ledger.balance("gateway:sandbox", "EUR") == Money(967 + more, "EUR")
        assert ledger.balance("loss:overpaid", "EUR") == Money(-loss, "EUR")


def test_one_that_pays_later_is_asked_until_it_has(paid_order, ask_refund, run_jobs, sweep, fault) -> None:
    fault(Kind.LATE, seconds=3 * 3600)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert fresh(refund).state == "accepted"
    sweep(hours=1)
    assert fresh(refund).state == "accepted"
    sweep(hours=3)
    assert fresh(refund).state == "succeeded"
    assert kinds(refund) == ["requested", "called", "accepted", "asked", "asked", "succeeded"]


def test_wrong_credentials_need_a_person(paid_order, ask_refund, run_jobs, fault) -> None:
    fault(Kind.UNAUTHORISED)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "unauthorised")
    assert payouts() == []


def test_the_job_delivered_twice_calls_once(shop, paid_order, ask_refund, run_jobs) -> None:
    from huitou.refunds.jobs import perform

    (refund,) = ask_refund(paid_order, cups=1)
    for _ in range(3):
        perform.func(shop=str(shop.pk), refund=str(refund.pk))
    run_jobs()
    assert payouts() == [(967, "paid", 1)]
    assert kinds(refund) == ["requested", "called", "succeeded"]


def test_a_job_that_comes_again_takes_over_from_the_dead_alone_and_asks_first(
    shop, paid_order, ask_refund, clock
) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    at = clock.now()
    call(actor=system_actor(shop.pk), at=at, refund=refund.pk)

    def again(seconds: float) -> tuple[str, str, list[tuple[str, str]]]:
        perform_refund(shop_id=shop.pk, refund_id=refund.pk, at=at + timedelta(seconds=seconds))
        return fresh(refund).state, fresh(refund).failure_code, said(refund)

    assert again(19.9) == ("calling", "", [("call", "")])
    assert again(20) == ("unknown", "caller_died", [("call", ""), ("question", "nothing")])
    assert again(40) == ("unknown", "caller_died", [("call", ""), ("question", "nothing")])
    assert payouts() == []


def test_a_lost_job_is_started_again(paid_order, ask_refund, sweep) -> None:
    from django.db import connection

    (refund,) = ask_refund(paid_order, cups=1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    sweep(minutes=10)
    assert fresh(refund).state == "succeeded"


def test_an_answer_after_the_deadline_of_the_call_still_counts(
    paid_order, ask_refund, run_jobs, sweep, monkeypatch
) -> None:
    """The call takes longer than its state waits: meanwhile it counts as unknown and is asked about, nothing more."""
    from huitou.refunds.gateways.sandbox.adapter import SandboxGateway

    pay = SandboxGateway.refund
    seen = []

    def slowly(self, request):
        sweep(minutes=6)
        sweep(minutes=3)
        seen.append(fresh(refund).state)
        return pay(self, request)

    (refund,) = ask_refund(paid_order, cups=1)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", slowly)
        perform_now(refund)
    run_jobs()
    assert seen == ["unknown"]
    assert fresh(refund).state == "succeeded"
    assert payouts() == [(967, "paid", 1)]
    assert kinds(refund) == ["requested", "called", "became_unknown", "asked", "succeeded"]


def test_a_slow_answer_is_waited_for(paid_order, ask_refund, run_jobs, fault) -> None:
    fault(Kind.SLOW, seconds=1)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert fresh(refund).state == "succeeded"


def perform_now(refund) -> None:
    from huitou.refunds.jobs import perform

    perform.func(shop=str(refund.shop_id), refund=str(refund.pk))
