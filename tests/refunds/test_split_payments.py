"""Card, gift card and points of one order: each share goes back as what it was, by the shop's rule."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.core.actors import system_actor
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import Refund, RefundLine, RefundRules
from huitou.refunds.payment_kinds import PaymentKind, kind_of
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.sheet import Fees, LineShare
from huitou.refunds.splitting import amounts_of, split
from huitou.refunds.verbs import request_refund, store_sheet
from tests.refunds.conftest import counters, sheet_for
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
    [
        ("card", "money"),
        ("Gift_Card", "gift_card"),
        ("积分", "points"),
        ("store_credit", "credit"),
        ("", "money"),
        ("Gift-Card", "gift_card"),
        ("代金券", "gift_card"),
        ("購物金", "credit"),
        ("bank-transfer", "money"),
    ],
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


def test_what_a_second_payment_gave_back_of_a_piece_is_not_money_for_a_kept_one(
    shop, make_order, ask_refund, clock
) -> None:
    """The parts of one piece are rows without a piece; the next return of the line must not be reduced by them."""
    order = make_order(("sandbox", 6300), ("offline", 2100))
    delivered, paid = Fees(outbound_shipping_refunded=True), []
    for cups, pots in ((1, 0), (1, 0), (1, 1)):
        sheet = sheet_for(order, cups=cups, pots=pots, fees=delivered, at=clock.now())
        assert "adjusted" not in {item["code"] for item in sheet.sheet["items"]}
        paid.append(sum(refund.amount_minor for refund in ask_refund(order, sheet=sheet)))
    assert (sum(paid), [counters(one) for one in order.payments]) == (8400, [(6300, 0), (2100, 0)])


def test_money_for_kept_goods_out_of_two_payments_counts_whole(shop, make_order, ask_refund, clock) -> None:
    order = make_order(("sandbox", 6300), ("offline", 2100))
    ask_refund(order, cups=3, amount=900)
    sheet = sheet_for(order, cups=1, at=clock.now())
    assert [item["amount_minor"] for item in sheet.sheet["items"] if item["code"] == "adjusted"] == [-300]


def test_a_part_whose_piece_was_given_up_counts_as_paid_for_it(shop, make_order, ask_refund, clock) -> None:
    order = make_order(("sandbox", 6300), ("offline", 2100))
    with_piece, _without = ask_refund(order, cups=1)
    with in_shop(shop):
        Refund.objects.filter(pk=with_piece.pk).update(state="failed")
    sheet = sheet_for(order, cups=1, at=clock.now())
    assert [item["code"] for item in sheet.sheet["items"]][-1] == "adjusted"


def test_what_was_paid_on_top_of_a_piece_is_not_money_for_a_kept_one(shop, paid_order, ask_refund, clock) -> None:
    """A return that was paid ahead of its goods, and of which more is owed after the check."""
    cause, whole = uuid4(), Fees(outbound_shipping_refunded=True)
    ask_refund(paid_order, cups=1, cause_id=cause)
    system = system_actor(shop.pk)
    with in_shop(shop):
        facts = sheet_facts(paid_order.order.pk, [Wanted(paid_order.cup.pk, 1)], fees=whole, apart_from=cause)
    known = store_sheet(actor=system, at=clock.now(), order_id=paid_order.order.pk, facts=facts)
    request_refund(
        actor=system, at=clock.now(), order_id=paid_order.order.pk, cause_id=cause, sheet=known, on_account=True
    )
    with in_shop(shop):
        assert sorted(RefundLine.objects.values_list("quantity", "amount_minor")) == [(0, 67), (1, 967)]
    after = sheet_for(paid_order, cups=2, fees=whole, at=clock.now())
    assert (after.total_minor, [item["code"] for item in after.sheet["items"]].count("adjusted")) == (2066, 0)
