"""Hypothesis walks through refunds with every fault of the sandbox; after each step the books agree and explain."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.config.bench.ledger_walk import LawBroken, Walk
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds import booking
from huitou.refunds.models import Refund

STEPS = st.lists(st.integers(0, 2**32), min_size=5, max_size=14)


@pytest.mark.slow
@settings(max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_after_every_step_the_books_agree(shop, make_order, numbers: list[int]) -> None:
    walk = Walk(shop, [make_order(("sandbox", 5_000), ("sandbox", 3_400)).order.pk, make_order().order.pk])
    for number in numbers:
        walk.step(number)
        walk.check()


def walked(shop, make_order) -> Walk:
    """Far enough that something was paid."""
    walk = Walk(shop, [make_order().order.pk])
    for number in range(200):
        walk.step(number)
        with in_shop(shop):
            if Refund.objects.filter(state="succeeded").exists():
                return walk
    raise AssertionError("200 steps paid nothing")


def test_the_control_a_payment_that_is_not_booked_is_found(shop, make_order, monkeypatch, broken_books) -> None:
    walk = Walk(shop, [make_order().order.pk])
    monkeypatch.setattr(booking, "_post", lambda *args, **named: None)

    def go_on() -> None:
        for number in range(60):
            walk.step(number)
            walk.check()

    with pytest.raises(LawBroken):
        go_on()


def test_the_control_a_counter_that_moves_alone_is_found(shop, make_order, broken_books) -> None:
    walk = walked(shop, make_order)
    walk.check()
    with in_shop(shop):
        payment = Payment.objects.get(order_id=walk.orders[0])
        payment.refunded_minor -= 1
        payment.save(update_fields=["refunded_minor"])
    with pytest.raises(LawBroken):
        walk.check()
