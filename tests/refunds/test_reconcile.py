"""Our books against the gateway's: agreement is said, every difference becomes one row, nothing is mended silently."""

from datetime import timedelta
from uuid import UUID

import pytest

from huitou.core.models import LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.protocol import RefundRequest
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.queries import open_differences
from huitou.refunds.reconcile import Totals, reconcile, reconcile_every_shop
from huitou.refunds.verbs import close_discrepancy, explain_discrepancy, succeed
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
