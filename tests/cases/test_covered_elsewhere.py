"""Refunds made in a back office, and lost chargebacks, count for the case that they were for: nothing is paid twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections

from huitou.cases import arrivals
from huitou.cases.judging import pay_by
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.verbs import agree, withdraw
from huitou.core.events import verify_chain
from huitou.core.ids import new_id
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.notifications.models import Mail
from huitou.orders.models import Payment
from huitou.refunds.covering import is_under_way
from huitou.refunds.gateway_calls import gateway_actor, perform_refund
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Discrepancy, Refund, RefundElsewhere, StoredSheet
from huitou.refunds.recompute import recompute
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.verbs import hear_chargeback, record_elsewhere
from tests.cases.test_kinds import bring_back


@pytest.fixture
def agreed(world) -> Any:
    """Money for the pot (500.00 and its delivery) was agreed on; the refund waits to be called."""
    case = world.apply(world.order(), kind="refund_only", pots=1, reason="damaged", photo=True)
    if world.refreshed(case).state == "requested":
        agree(case=case.pk, actor=world.agent, at=world.now)
    return world.refreshed(case)


def payment_of(world, case) -> Payment:
    with in_shop(world.shop):
        return Payment.objects.get(order_id=case.order_id)


def paid_elsewhere(world, case, minor: int, *, reference: str = "re_1", outcome: Outcome = Outcome.PAID):
    answer = GatewayAnswer(
        key="", outcome=outcome, reference=reference, money=Money(minor, "CNY"), at=world.now,
        payments=(payment_of(world, case).external_id,),
    )  # fmt: skip
    return record_elsewhere(
        actor=gateway_actor(world.shop.pk, "sandbox"), at=world.now, gateway="sandbox", answer=answer
    )


def hear(world, case, stage: Stage, *, minutes: int = 0) -> None:
    """A chargeback of 300.00 on the case's payment."""
    said_at = payment_of(world, case).paid_at + timedelta(days=300, minutes=minutes)
    news = ChargebackNews("dp_1", (payment_of(world, case).external_id,), Money(30_000, "CNY"), stage, said_at)
    hear_chargeback(actor=gateway_actor(world.shop.pk, "sandbox"), at=world.now, gateway="sandbox", news=news)


def ours(world, case) -> list[tuple[str, int]]:
    with in_shop(world.shop):
        rows = Refund.objects.filter(cause_id=case.pk).order_by("requested_at", "sequence")
        return list(rows.values_list("state", "amount_minor"))


def paid_by_us() -> int:
    return sum(Payout.objects.values_list("amount_minor", flat=True))


def books(world, case) -> tuple[int, int]:
    payment = payment_of(world, case)
    assert counters_against_ledger(world.shop.pk) == []
    return payment.reserved_minor, payment.refunded_minor


def test_part_of_it_is_taken_off_and_the_rest_is_paid(world, agreed):
    whole = agreed.sheet.total_minor
    paid_elsewhere(world, agreed, 20_000)
    case = world.refreshed(agreed)
    assert (case.state, case.sheet.total_minor) == ("refunding", whole - 20_000)
    assert case.sheet.as_sheet().items[-1].code == "paid_elsewhere"
    assert recompute(case.sheet)
    assert ours(world, case) == [("failed", whole), ("reserved", whole - 20_000)]
    run_pending()
    assert (world.refreshed(case).state, paid_by_us()) == ("resolved", whole - 20_000)
    assert books(world, case) == (0, whole)
    with in_shop(world.shop):
        assert not Discrepancy.objects.exists()
        told = Event.objects.get(subject_id=case.pk, kind="cases.sheet.covered")
        assert (told.facts["covered_minor"], told.facts["before_minor"]) == (20_000, whole)
        verify_chain(Event.objects.filter(subject_id=case.pk).order_by("seq"))
        subjects = list(Mail.objects.filter(key__startswith=f"{told.pk}:").values_list("subject", flat=True))
    assert len(subjects) == 3  # the buyer, and two who may decide
    assert all(case.ref in subject for subject in subjects)


def test_more_than_it_closes_the_case_and_nothing_of_ours_goes_out(world, agreed):
    paid_elsewhere(world, agreed, agreed.sheet.total_minor + 100)
    run_pending()
    case = world.refreshed(agreed)
    assert (case.state, case.sheet.total_minor, paid_by_us()) == ("resolved", 0, 0)
    assert ours(world, case) == [("failed", agreed.sheet.total_minor)]
    assert books(world, case) == (0, agreed.sheet.total_minor + 100)


def test_told_twice_it_counts_once(world, agreed):
    paid_elsewhere(world, agreed, 20_000)
    paid_elsewhere(world, agreed, 20_000)
    run_pending()
    assert paid_by_us() == agreed.sheet.total_minor - 20_000


def test_one_that_came_back_is_owed_again(world, agreed):
    whole = agreed.sheet.total_minor
    paid_elsewhere(world, agreed, 20_000)
    paid_elsewhere(world, agreed, 20_000, outcome=Outcome.REFUSED)
    run_pending()
    case = world.refreshed(agreed)
    assert (case.state, case.sheet.total_minor, paid_by_us()) == ("resolved", whole, whole)
    assert books(world, case) == (0, whole)


def test_where_ours_is_under_way_a_person_is_told(world, agreed, monkeypatch):
    """The race: our call is out when the news come. Both may arrive, so nothing is taken off and nobody guesses."""
    from huitou.refunds import gateway_calls

    with in_shop(world.shop):
        refund = Refund.objects.get()
    pay = gateway_calls._pay

    def meanwhile(called: Refund) -> Any:
        paid_elsewhere(world, agreed, 10_000)
        return pay(called)

    monkeypatch.setattr(gateway_calls, "_pay", meanwhile)
    perform_refund(shop_id=world.shop.pk, refund_id=refund.pk, at=world.now)
    run_pending()
    case = world.refreshed(agreed)
    assert (case.state, ours(world, case)) == ("resolved", [("succeeded", agreed.sheet.total_minor)])
    assert books(world, case) == (0, agreed.sheet.total_minor + 10_000)
    with in_shop(world.shop):
        assert Discrepancy.objects.get().kind == "paid_twice"
        assert RefundElsewhere.objects.get().cause_id is None


def test_the_race_with_our_own_refund_never_pays_twice_unseen(world, agreed):
    """Both at the same moment, in threads: the rest is paid, or a person is told."""
    with in_shop(world.shop):
        refund = Refund.objects.get()
    start, failures = threading.Barrier(2), []

    def at_once(deed):
        try:
            start.wait(30)
            deed()
        except Exception as failure:  # noqa: BLE001  (looked at below)
            failures.append(failure)
        finally:
            connections.close_all()

    deeds = [
        lambda: paid_elsewhere(world, agreed, 20_000),
        lambda: perform_refund(shop_id=world.shop.pk, refund_id=refund.pk, at=world.now),
    ]
    crowd = [threading.Thread(target=at_once, args=(deed,)) for deed in deeds]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failures == []
    run_pending()
    case, whole = world.refreshed(agreed), agreed.sheet.total_minor
    with in_shop(world.shop):
        covered = RefundElsewhere.objects.get().covers_minor
        seen = Discrepancy.objects.filter(kind="paid_twice").exists()
    assert case.state == "resolved"
    assert (covered, seen) in ((20_000, False), (0, True))
    assert ours(world, case)[-1] == ("succeeded", whole - covered)
    assert len(ours(world, case)) == (2 if covered else 1)
    assert paid_by_us() == whole - covered
    assert books(world, case) == (0, paid_by_us() + 20_000)


def test_goods_that_are_still_to_come_are_awaited_and_the_rest_is_paid(world):
    order = world.order()
    case = world.apply(order, cups=2)
    run_pending()
    whole = world.refreshed(case).sheet.total_minor
    paid_elsewhere(world, world.refreshed(case), 5_000)
    covered = world.refreshed(case)
    assert (covered.state, covered.sheet.total_minor) == ("awaiting_goods", whole - 5_000)
    bring_back(world, order, covered)
    assert (world.refreshed(case).state, paid_by_us()) == ("resolved", whole - 5_000)
    assert books(world, case) == (0, whole)


def test_a_wish_that_is_not_agreed_on_pays_the_rest_when_it_is(world):
    case = world.apply(world.order(), kind="refund_only", pots=1, reason="damaged", photo=True)
    case = world.refreshed(case)
    if case.state != "requested":
        pytest.skip("this policy agrees at once")
    whole = case.sheet.total_minor
    paid_elsewhere(world, case, 20_000)
    assert world.refreshed(case).sheet.total_minor == whole - 20_000
    paid_elsewhere(world, case, whole, reference="re_2")
    assert (world.refreshed(case).state, world.refreshed(case).sheet.total_minor) == ("requested", whole - 20_000)
    with in_shop(world.shop):
        told = [event.facts for event in Event.objects.filter(kind="cases.sheet.covered").order_by("seq")]
    sums = [(one["covered_minor"], one["total_minor"]) for one in told]
    assert sums == [(20_000, whole - 20_000), (whole - 20_000, 0)]
    paid_elsewhere(world, case, whole, reference="re_2", outcome=Outcome.REFUSED)
    with in_shop(world.shop):
        back = Event.objects.get(kind="cases.sheet.uncovered").facts
    assert back["total_minor"] == whole - 20_000
    agree(case=case.pk, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, paid_by_us()) == ("resolved", whole - 20_000)


def test_a_lost_chargeback_is_taken_off_the_case_that_it_stopped(world, agreed, clock):
    whole = agreed.sheet.total_minor
    hear(world, agreed, Stage.OPEN)
    run_pending()
    assert ours(world, agreed) == [("needs_person", whole)]
    hear(world, agreed, Stage.LOST, minutes=1)
    run_pending()
    case = world.refreshed(agreed)
    assert (case.state, paid_by_us()) == ("resolved", whole - 30_000)
    assert ours(world, case) == [("failed", whole), ("succeeded", whole - 30_000)]
    assert books(world, case) == (0, whole)


def test_what_a_chargeback_holds_is_taken_off_at_once_and_the_rest_is_paid_later(world, agreed):
    """The bank asks, so nothing may go out; what the back office paid counts all the same, whatever thaws then."""
    whole = agreed.sheet.total_minor
    hear(world, agreed, Stage.INQUIRY)
    paid_elsewhere(world, agreed, 20_000)
    case = world.refreshed(agreed)
    assert (case.state, case.sheet.total_minor) == ("unpaid", whole - 20_000)
    assert ours(world, case) == [("failed", whole)]
    paid_elsewhere(world, agreed, 10_000, reference="re_2")
    case = world.refreshed(agreed)
    assert (case.state, case.sheet.total_minor) == ("unpaid", whole - 30_000)
    hear(world, agreed, Stage.CLOSED, minutes=1)
    run_pending()
    verb_of(CASE, "pay_again")(case=case, actor=world.system, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, paid_by_us()) == ("resolved", whole - 30_000)
    assert books(world, case) == (0, whole)


@pytest.mark.parametrize("asks", ["cover", "uncover"])
def test_nobody_calls_a_refund_while_it_is_decided_whether_it_is_called(world, agreed, monkeypatch, asks):
    from huitou.cases.verbs import cover

    if asks == "uncover":
        paid_elsewhere(world, agreed, 20_000)
    free: list[bool] = []

    def look() -> None:
        try:
            with in_shop(world.shop):
                list(Refund.objects.filter(state="reserved").select_for_update(nowait=True))
            free.append(True)
        except OperationalError:
            free.append(False)
        finally:
            connections.close_all()

    def asked(cause: Any) -> bool:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        return is_under_way(cause)

    monkeypatch.setattr(cover, "is_under_way", asked)
    paid_elsewhere(world, agreed, 20_000, outcome=Outcome.REFUSED if asks == "uncover" else Outcome.PAID)
    assert free == [False]


def test_a_case_that_pays_what_the_inspection_left_still_does_after_its_sheet_was_corrected():
    """By that it knows which pieces were sound, and so which go back and which are replaced."""
    whole, left, less = (StoredSheet(id=new_id()) for _ in range(3))
    for sheet, after in ((left, less), (whole, left)):
        case = Case(sheet=sheet, reduced_sheet=left)
        pay_by(case, less)
        assert (case.sheet, case.reduced_sheet) == (less, after)


def test_what_left_elsewhere_is_neither_paid_ahead_of_the_goods_nor_lost_in_another_case():
    case = Case(kind="return_and_refund", sheet=StoredSheet(total_minor=500, facts={}))
    assert (case.could_pay_early, case.could_merge) == (True, True)
    case.paid_outside = True
    assert (case.could_pay_early, case.could_merge) == (False, False)


def test_what_comes_after_ours_was_paid_is_shown_to_a_person(world, agreed):
    run_pending()
    whole = agreed.sheet.total_minor
    assert (world.refreshed(agreed).state, paid_by_us()) == ("resolved", whole)
    paid_elsewhere(world, agreed, 20_000)
    with in_shop(world.shop):
        (seen,) = Discrepancy.objects.all()
    assert (seen.kind, seen.ours_minor, seen.theirs_minor) == ("paid_twice", whole, 20_000)


def test_a_sum_that_is_on_its_way_is_not_corrected_to_what_left_elsewhere(world, agreed, monkeypatch):
    """One of its refunds was paid: whatever counts as covered since, asking again asks for the same sheet."""
    run_pending()
    with in_shop(world.shop):
        Case.objects.update(paid_outside=True, state="unpaid", closed_at=None)
    monkeypatch.setattr(arrivals, "covered_for", lambda cause: 20_000)
    verb_of(CASE, "pay_again")(case=agreed.pk, actor=world.system, at=world.now)
    run_pending()
    case = world.refreshed(agreed)
    assert (case.state, case.sheet_id) == ("resolved", agreed.sheet_id)
    assert paid_by_us() == agreed.sheet.total_minor


def test_what_counted_for_a_case_that_ended_unpaid_counts_for_the_next_one(world):
    order = world.order()
    first = world.apply(order, cups=2)
    paid_elsewhere(world, world.refreshed(first), 5_000)
    withdraw(case=first.pk, actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        row = RefundElsewhere.objects.get()
    assert (world.refreshed(first).state, row.cause_id, row.covers_minor) == ("withdrawn", None, 0)
    second = world.refreshed(world.apply(order, cups=1))
    run_pending()
    whole = first.sheet.as_sheet()
    assert (second.state, second.sheet.as_facts().covered_minor) == ("awaiting_goods", 5_000)
    bring_back(world, order, second)
    second = world.refreshed(second)
    assert (second.state, paid_by_us()) == ("resolved", second.sheet.total_minor)
    assert 0 < paid_by_us() < whole.total_minor - 5_000
    assert books(world, second) == (0, paid_by_us() + 5_000)
