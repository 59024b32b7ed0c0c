"""A worker dies at each boundary of a payment. Whatever comes after it: paid once, nothing lost, both books agree.

Death is an exception that nothing catches, at the boundary; then the job is delivered again (as the takeover of
stalled jobs does), time passes and the sweep runs.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from huitou.core import ledger
from huitou.core.tenancy import in_shop
from huitou.refunds import gateway_calls
from huitou.refunds.gateways.sandbox.adapter import SandboxGateway
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.jobs import perform
from huitou.refunds.reconcile import reconcile
from tests.refunds.conftest import counters, fresh


class Killed(BaseException):
    """kill -9, as far as Python can do it: no handler of ours catches it."""


def before(function: Callable[..., Any]) -> Callable[..., Any]:
    def dies(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    return dies


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    def dies(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        raise Killed

    return dies


def inside(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Dies in the middle of the transaction: its last write is done, its commit is not."""

    def build(function: Callable[..., Any]) -> Callable[..., Any]:
        def dies(*args: Any, **kwargs: Any) -> Any:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(name, before(function))
                return function(*args, **kwargs)

        return dies

    return build


WRITE_EVENTS = "huitou.core.events.Collector.write"
BOUNDARIES = [
    ("before the call is marked", gateway_calls, "call", before),
    ("while the call is marked", gateway_calls, "call", inside(WRITE_EVENTS)),
    ("after the call is marked", gateway_calls, "call", after),
    ("before the gateway is reached", SandboxGateway, "refund", before),
    ("after the gateway has paid", SandboxGateway, "refund", after),
    ("before it is settled", gateway_calls, "settle", before),
    ("while it is settled", gateway_calls, "settle", inside(WRITE_EVENTS)),
    ("after it is settled", gateway_calls, "settle", after),
]


@pytest.mark.parametrize(
    ("owner", "name", "death"), [row[1:] for row in BOUNDARIES], ids=[row[0] for row in BOUNDARIES]
)
def test_paid_once_and_never_lost(
    shop, paid_order, ask_refund, sweep, run_jobs, clock, monkeypatch, owner, name, death
) -> None:
    since = clock.now()
    (refund,) = ask_refund(paid_order, cups=1)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, death(getattr(owner, name)))
        with pytest.raises(Killed):
            run_jobs()
    assert not connection.in_atomic_block
    perform.func(shop=str(shop.pk), refund=str(refund.pk))
    run_jobs()
    for _ in range(4):
        sweep(minutes=11)
    refund = fresh(refund)
    assert (refund.state, refund.paid_minor) == ("succeeded", 967)
    assert [(payout.amount_minor, payout.key) for payout in Payout.objects.all()] == [(967, refund.key)]
    assert counters(paid_order.payments[0]) == (0, 967)
    with in_shop(shop):
        assert ledger.balance("gateway:sandbox", "EUR").minor == 967
    report = reconcile(shop_id=shop.pk, gateway="sandbox", since=since, at=clock.now())
    assert report.clean
    assert (report.totals("EUR").ours_minor, report.totals("EUR").theirs_minor) == (967, 967)


def test_the_control_a_new_key_after_an_unknown_outcome_would_pay_twice(
    shop, paid_order, ask_refund, run_jobs, sweep, monkeypatch, clock
) -> None:
    """With the guard off (a new key for each call, calls made again without asking) the same death pays twice,
    and the check above would see it."""
    keys = iter(["huitou-first", "huitou-second"])

    def careless(refund: Any) -> Any:
        request = gateway_calls.RefundRequest(
            key=next(keys), account=str(shop.pk), payment="p", money=refund.money, reference=refund.ref
        )
        return SandboxGateway().refund(request)

    (refund,) = ask_refund(paid_order, cups=1)
    monkeypatch.setattr(gateway_calls, "_pay", careless)
    with monkeypatch.context() as patch:
        patch.setattr(gateway_calls, "settle", before(gateway_calls.settle))
        with pytest.raises(Killed):
            run_jobs()
    sweep(minutes=6)
    sweep(minutes=30)
    sweep(minutes=30)
    assert fresh(refund).state == "succeeded"
    assert Payout.objects.count() == 2
    report = reconcile(shop_id=shop.pk, gateway="sandbox", since=clock.now(), at=clock.now())
    assert not report.clean
