"""Card, gift card and points of one order: each share goes back as what it was, by the shop's rule."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import RefundLine, RefundRules
from huitou.refunds.payment_kinds import PaymentKind, kind_of
from huitou.refunds.sheet import Fees, LineShare
from huitou.refunds.splitting import amounts_of, split
from tests.refunds.conftest import counters
from tests.seeds import examples

AT = datetime(2026, 11, 1, tzinfo=UTC)
RULES = RefundRules.OrderOfPayments.values


def payment(position: int, method: str, captured: int, back: int = 0) -> Payment:
    return Payment(position=position, method=method, captured_minor=captured, refunded_minor=back, paid_at=AT)


CARD, VOUCHER, POINTS = payment(1, "card", 6000), payment(2, "gift_card", 3000), payment(3, "points", 1000)


def shares(total: int, rule: str, *payments: Payment) -> list[tuple[str, int]]:
    return [(one.method, amount) for one, amount in amounts_of(total, payments or (CARD, VOUCHER, POINTS), rule)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("proportional", [("card", 3000), ("gift_card", 1500), ("points", 500)]),
        ("as_paid", [("card", 5000)]),
        ("money_first", [("card", 5000)]),
        ("money_last", [("gift_card", 3000), ("points", 1000), ("card", 1000)]),
    ],
)
def test_the_rule_says_which_payment_gives_back(rule: str, expected: list[tuple[str, int]]) -> None:
    assert shares(5000, rule) == expected


def test_a_remainder_is_allotted_and_what_went_back_before_counts() -> None:
    assert shares(100, "proportional", payment(1, "card", 1000), payment(2, "points", 2000, back=1000)) == [
        ("card", 50), ("points", 50)]  # fmt: skip
    assert shares(1, "proportional") == [("card", 1)]


@pytest.mark.parametrize(
    ("method", "kind"),
    [("card", "money"), ("Gift_Card", "gift_card"), ("积分", "points"), ("store_credit", "credit"), ("", "money")],
)
def test_what_a_payment_was(method: str, kind: str) -> None:
    assert kind_of(method) == PaymentKind(kind)


@settings(max_examples=examples(120, 300), deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9_000), st.sampled_from(["card", "gift_card", "points"])), min_size=1, max_size=5
    ),
    st.sampled_from(RULES),
    st.data(),
)
def test_any_sequence_of_refunds_empties_exactly_what_was_paid(
    captured: list[tuple[int, str]], rule: str, data: st.DataObject
) -> None:
    payments = [payment(index, method, minor) for index, (minor, method) in enumerate(captured)]
    left = sum(minor for minor, _ in captured)
    while left:
        total = data.draw(st.integers(1, left))
        lines = [LineShare("a", 1, total // 3), LineShare("b", 2, total - total // 3)]
        parts = split(total, lines, payments, rule)
        assert sum(part.amount_minor for part in parts) == total
        assert all(sum(line.amount_minor for line in part.lines) == part.amount_minor for part in parts)
        assert sum(line.quantity for part in parts for line in part.lines) == 3
        for part in parts:
            part.payment.refunded_minor += part.amount_minor
            assert part.payment.refunded_minor <= part.payment.captured_minor
        left -= total
    assert all(one.refunded_minor == one.captured_minor for one in payments)


def test_by_default_each_payment_of_an_order_gives_its_part(shop, make_order, ask_refund) -> None:
    order = make_order(("sandbox", 6300), ("offline", 2100))
    refunds = ask_refund(order, cups=3, pots=1, fees=Fees(outbound_shipping_refunded=True))
    assert [(refund.gateway, refund.amount_minor) for refund in refunds] == [("sandbox", 6300), ("offline", 2100)]
    order = make_order(("sandbox", 6300), ("offline", 2100))
    refunds = ask_refund(order, cups=1)
    assert [(refund.gateway, refund.amount_minor) for refund in refunds] == [("sandbox", 725), ("offline", 242)]
    assert [counters(one) for one in order.payments] == [(725, 0), (242, 0)]
    with in_shop(shop):
        rows = RefundLine.objects.filter(refund__order=order.order).order_by("-quantity")
        assert [(row.quantity, row.amount_minor) for row in rows] == [(1, 725), (0, 242)]


def test_the_shops_own_rule_counts_for_refunds_that_follow(shop, make_order, ask_refund, clock) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, order_of_payments="money_last")
    order = make_order(("sandbox", 6300), ("offline", 2100))
    with in_shop(shop):
        Payment.objects.filter(pk=order.payments[1].pk).update(method="gift_card")
    refunds = ask_refund(order, pots=1)
    assert [(refund.gateway, refund.amount_minor) for refund in refunds] == [("offline", 2100), ("sandbox", 2900)]
