"""Our books against the gateway's: agreement is said, every difference becomes one row, nothing is mended silently."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from huitou.core.actors import system_actor
from huitou.core.models import LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome, RefundRequest
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.queries import explained_of_same, open_differences
from huitou.refunds.reconcile import Totals, reconcile, reconcile_every_shop
from huitou.refunds.verbs import close_discrepancy, explain_discrepancy, record_discrepancy, settle, succeed
from tests.refunds.conftest import counters, fresh


@pytest.fixture
def paid(paid_order, ask_refund, run_jobs):
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    return fresh(refund)


@pytest.fixture
def run(shop, clock):
    def reconcile_sandbox():
        return reconcile(shop_id=shop.pk, gateway="sandbox", since=clock.now() - timedelta(days=2), at=clock.now())

    return reconcile_sandbox


def found(shop) -> list[tuple[str, int, int]]:
    with in_shop(shop):
        rows = Discrepancy.objects.order_by("kind")
        return [(row.kind, row.ours_minor, row.theirs_minor) for row in rows]


def test_books_that_agree_are_clean(shop, paid, run) -> None:
    report = run()
    assert (report.clean, report.currencies) == (True, {"EUR": Totals(967, 967, 967, 1)})
    assert found(shop) == []


def test_what_the_gateway_does_not_know_is_a_difference(shop, paid, run) -> None:
    Payout.objects.all().delete()
    assert not run().clean
    assert found(shop) == [("missing_there", 967, 0)]
    assert (fresh(paid).state, counters(paid.payment)) == ("succeeded", (0, 967))


def test_what_we_do_not_know_is_a_difference(shop, paid, run, clock) -> None:
    from huitou.core.money import Money

    stray = RefundRequest(
        key="somebody-elses", account=str(shop.pk), payment="x", money=Money(50, "EUR"), reference="-"
    )
    gateway("sandbox").refund(stray)
    report = run()
    assert (report.clean, found(shop)) == (False, [("missing_here", 0, 50)])
    assert report.totals("EUR") == Totals(967, 1017, 967, 1)


def test_another_amount_there_is_a_difference(shop, paid, run) -> None:
    Payout.objects.update(amount_minor=960)
    assert not run().clean
    assert found(shop) == [("amount_differs", 967, 960)]


def test_paid_by_hand_and_by_the_gateway_is_paid_twice(
    shop, paid_order, ask_refund, run_jobs, sweep, run, manager, clock
) -> None:
    plan_fault(str(shop.pk), Kind.LOSE_ANSWER)
    plan_fault(str(shop.pk), Kind.ERROR, times=None, on="find")
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    for _ in range(10):
        sweep(hours=6)
    succeed(actor=manager, at=clock.now(), refund=refund, reason="Cash", otherwise=True)
    report = reconcile(shop_id=shop.pk, gateway="sandbox", since=clock.now() - timedelta(days=9), at=clock.now())
    assert (report.clean, found(shop)) == (False, [("paid_twice", 0, 967)])


def test_a_second_run_finds_the_same_row_and_a_closed_one_stays_closed(shop, paid, run, manager, clock) -> None:
    Payout.objects.all().delete()
    run()
    run()
    with in_shop(shop):
        (row,) = open_differences()
    explain_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk, note="The provider lost it; they paid")
    close_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk)
    assert run().clean
    assert len(found(shop)) == 1
    with in_shop(shop):
        assert list(open_differences()) == []


@pytest.fixture
def tell(shop, clock):
    """`tell(1934)`: the provider's books say so against 9.67 of ours."""

    def record(theirs: int, kind: str = "paid_twice", **other: Any) -> Discrepancy:
        told = {"gateway": "sandbox", "kind": kind, "key": "k", "currency": "EUR", "ours_minor": 967, **other}
        return record_discrepancy(actor=system_actor(shop.pk), at=clock.now(), theirs_minor=theirs, **told)

    return record


def test_other_sums_are_a_difference_again_and_the_first_explanation_stays(shop, tell, manager, clock) -> None:
    at = clock.now()
    first = tell(1934)
    assert tell(2901).pk == first.pk  # nobody has explained it: it says what is known now
    explain_discrepancy(actor=manager, at=at, discrepancy_id=first.pk, note="Two by mistake")
    second = tell(3868)  # explained and not closed: nobody agrees to sums that the explanation did not know
    close_discrepancy(actor=manager, at=at, discrepancy_id=first.pk)
    assert [tell(sum_).pk for sum_ in (2901, 3868, 3868)] == [first.pk, second.pk, second.pk]
    explain_discrepancy(actor=manager, at=at, discrepancy_id=second.pk, note="And once more")
    close_discrepancy(actor=manager, at=at, discrepancy_id=second.pk)
    third = tell(3868, ours_minor=1934)
    assert {tell(sum_).pk for sum_ in (2901, 3868)} == {first.pk, second.pk}  # what was explained stays so for ever
    fourth, another = tell(3868, currency="USD"), tell(5, key="k2")
    with in_shop(shop):
        rows = [Discrepancy.objects.get(pk=row.pk) for row in (first, second, third, fourth)]
        assert {row.pk for row in open_differences()} == {third.pk, fourth.pk, another.pk}
        assert {row.pk for row in explained_of_same(fourth)} == {first.pk, second.pk}
        assert list(explained_of_same(another)) == []
    assert [(row.theirs_minor, row.closing_note, row.closed_by) for row in rows] == [
        (2901, "Two by mistake", manager.id),
        (3868, "And once more", manager.id),
        (3868, "", ""),
        (3868, "", ""),
    ]
    assert {row.plain_key for row in rows} == {"k"}


def test_a_long_key_comes_back_too_and_the_ledger_s_difference_only_by_what_it_differs(shop, tell, clock) -> None:
    long = "r" * 200
    for kind, rows in (("missing_here", 2), ("ledger_differs", 1)):
        first = tell(5, kind, key=long)
        with in_shop(shop):
            Discrepancy.objects.filter(pk=first.pk).update(explained_at=clock.now())
        assert len({tell(sum_, kind, key=long).pk for sum_ in (6, 6, 5)}) == rows


@pytest.mark.race
def test_told_again_by_many_at_once_it_is_one_row(shop, tell, clock) -> None:
    first = tell(1934)
    with in_shop(shop):
        Discrepancy.objects.filter(pk=first.pk).update(explained_at=clock.now(), closed_at=clock.now())

    def again(_: int) -> UUID:
        try:
            return tell(2901).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(again, range(4)))
    with in_shop(shop):
        assert told == {row.pk for row in open_differences()}
        assert len(told) == 1


def test_the_news_of_a_third_payment_comes_back_and_the_night_tells_nothing_else(
    shop, paid, run, manager, clock
) -> None:
    def heard(reference: str) -> None:
        said = GatewayAnswer(paid.key, Outcome.PAID, reference, paid.money, clock.now())
        settle(actor=system_actor(shop.pk), at=clock.now(), refund_id=paid.pk, said=said, kind="notice")

    def explained(note: str) -> None:
        with in_shop(shop):
            (row,) = open_differences()
        explain_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk, note=note)
        close_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk)

    heard("again")
    explained("Twice")
    heard("again")
    assert run().clean
    assert _open(shop) == []
    heard("third")
    assert len(_open(shop)) == 1
    explained("And thrice")
    heard("again")
    heard("third")
    assert (_open(shop), found(shop)) == ([], [("paid_twice", 967, 1934), ("paid_twice", 967, 2901)])


def _open(shop) -> list[UUID]:
    with in_shop(shop):
        return [row.pk for row in open_differences()]


def test_an_open_outcome_is_asked_about_not_mended(shop, paid_order, ask_refund, run_jobs, run, clock) -> None:
    plan_fault(str(shop.pk), Kind.LOSE_ANSWER)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert fresh(refund).state == "unknown"
    report = run()
    assert (report.asked, report.clean, fresh(refund).state) == (1, True, "succeeded")
    assert counters(paid_order.payments[0]) == (0, 967)


def test_our_own_ledger_is_compared_too(shop, paid, run, broken_books, clock) -> None:
    with in_shop(shop):
        LedgerEntry.objects.create(
            shop=shop, key="stray", debit="refund:stray", credit="gateway:sandbox", amount_minor=5, currency="EUR",
            subject_type="test", subject_id=UUID(int=1), at=clock.now(),
        )  # fmt: skip
    assert not run().clean
    assert found(shop) == [("ledger_differs", 967, 972)]


def test_every_shop_with_every_gateway(shop, other_shop, paid, clock) -> None:
    reports = reconcile_every_shop(since=clock.now() - timedelta(days=2), at=clock.now())
    assert [(report.shop_id, report.gateway, report.clean) for report in reports] == [
        (each.pk, code, True) for each in (shop, other_shop) for code in codes() if code in ("offline", "sandbox")
    ]


def test_one_gateway_that_fails_does_not_stop_the_others(shop, paid, clock, monkeypatch) -> None:
    from huitou.refunds.gateways.protocol import Retryable
    from huitou.refunds.gateways.sandbox.adapter import SandboxGateway

    def fails(*_: object) -> None:
        raise Retryable("unreachable")

    monkeypatch.setattr(SandboxGateway, "listing", fails)
    reports = reconcile_every_shop(since=clock.now() - timedelta(days=2), at=clock.now())
    assert [report.gateway for report in reports] == ["offline"]


def test_a_refund_that_is_not_paid_yet_is_no_difference(
    shop, paid_order, ask_refund, run, make_order, run_jobs
) -> None:
    ask_refund(paid_order, cups=1)
    ask_refund(make_order(("offline", 8400)), cups=1)
    assert run().clean
    run_jobs()
    assert run().clean
    with in_shop(shop):
        assert sorted(Refund.objects.values_list("state", flat=True)) == ["by_hand", "succeeded"]
