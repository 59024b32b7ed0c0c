"""The last guards in front of the books, each by itself: room on the payment, what a line cost, who else may look."""

import pytest
from django.db import transaction
from django.test import override_settings

from huitou.accounts.models import Staff
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import add_member, create_staff
from huitou.core.actors import Actor, Role
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line, Payment
from huitou.refunds import booking
from huitou.refunds.booking import BooksDisagree, RefundAboveCaptured
from huitou.refunds.line_limits import RefundAboveLine, SheetOfAnotherOrder, demand_within_lines
from huitou.refunds.models import Refund
from huitou.refunds.second_person import PersonNeeded, SecondPersonNeeded, others_may, second_look
from huitou.refunds.sheet import LineShare
from tests.refunds.conftest import counters


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def moved(payment: Payment, **counted: int) -> None:
    with in_shop(payment.shop_id):
        Payment.objects.filter(pk=payment.pk).update(**counted)


def test_nothing_is_set_aside_beyond_what_the_payment_has_now(shop, paid_order, broken_books) -> None:
    payment = paid_order.payments[0]  # as it was read before: it still says that all of it is free
    moved(payment, reserved_minor=100, refunded_minor=200)
    with in_shop(shop), pytest.raises(RefundAboveCaptured):
        booking.reserve(payment, euros(8_101))
    assert counters(payment) == (100, 200)
    with in_shop(shop):
        booking.reserve(payment, euros(8_100))
        assert booking.room_of(Payment.objects.get(pk=payment.pk)) == 0
        with pytest.raises(RefundAboveCaptured) as refused:
            booking.reserve(Payment.objects.get(pk=payment.pk), euros(1))
    assert (counters(payment), refused.value.params["room"]) == ((8_200, 200), "€0.00")


def test_only_its_own_payment_is_moved(shop, paid_order, make_order, ask_refund) -> None:
    other = make_order()
    (one,), (same,) = ask_refund(paid_order, cups=1), ask_refund(other, cups=1)
    with in_shop(shop):
        booking.book_released(one, one.requested_at)
    assert (counters(one.payment), counters(same.payment)) == ((0, 0), (967, 0))
    with in_shop(shop):
        booking.book_paid(same, euros(900), "sandbox", same.requested_at)
        booked = {
            row.key.rpartition(":")[2]: (row.debit, row.credit, row.amount_minor)
            for row in LedgerEntry.objects.filter(subject_id=same.pk)
        }
    payment, refund = f"payment:{same.payment_id}", f"refund:{same.pk}"
    assert booked == {
        "reserve": (payment, refund, 967),
        "paid": (refund, "gateway:sandbox", 900),
        "rest": (refund, payment, 67),
    }
    assert (counters(one.payment), counters(same.payment)) == ((0, 0), (0, 900))


BOOKINGS = {
    "paid": lambda refund: booking.book_paid(refund, refund.money, "sandbox", refund.requested_at),
    "released": lambda refund: booking.book_released(refund, refund.requested_at),
}


@pytest.mark.parametrize("book", BOOKINGS)
def test_what_the_payment_does_not_hold_is_not_booked(shop, paid_order, ask_refund, broken_books, book) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    moved(refund.payment, reserved_minor=966)
    with in_shop(shop):
        before = LedgerEntry.objects.count()
    with in_shop(shop), pytest.raises(BooksDisagree), transaction.atomic():
        BOOKINGS[book](refund)
    with in_shop(shop):
        assert LedgerEntry.objects.count() == before
    assert counters(refund.payment) == (966, 0)


def test_a_line_gives_back_what_it_cost_and_no_piece_more(shop, paid_order, make_order, ask_refund) -> None:
    order, cup = paid_order.order, str(paid_order.cup.pk)
    stranger = str(make_order().cup.pk)

    def allowed(units: int, minor: int, *, slack: int = 0, first: bool = True, line: str = cup) -> bool:
        try:
            demand_within_lines(order, [LineShare(line, units, minor)], slack_minor=slack, first=first)
        except RefundAboveLine:
            return False
        return True

    def each(minor: int, **told: bool) -> tuple[bool, bool]:
        return allowed(3, minor, **told), allowed(3, minor + 1, **told)

    with in_shop(shop):
        assert each(3_100) == (True, False)  # 3 × 10.00, 1.00 off, 2.00 of the delivery
        assert (allowed(3, 3_110, slack=10), allowed(3, 3_111, slack=10), allowed(4, 1)) == (True, False, False)
        order.shipping_minor = 620  # 1.20 that no line carries
        assert each(3_220) == (True, False)
        order.shipping_minor = 400
        Line.objects.filter(pk=cup).update(tax_minor=40)
        assert each(3_100) == (True, False)
        order.tax_included = False
        assert each(3_140) == (True, False)
        order.tax_included = True
    (refund,) = ask_refund(paid_order, cups=1)
    with in_shop(shop):
        left = 3_100 - refund.amount_minor
        assert [allowed(2, left + more, first=False) for more in (0, 1)] == [True, False]
        assert (allowed(3, 1, first=False), allowed(2, 1, first=False)) == (False, True)
        with transaction.atomic():
            Refund.objects.filter(pk=refund.pk).update(state="failed", settled_at=refund.requested_at)
            assert each(3_100, first=False) == (True, False)
            transaction.set_rollback(True)
        with pytest.raises(SheetOfAnotherOrder):
            allowed(1, 1, line=stranger)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_who_else_of_the_shop_may_look(shop, other_shop, clock) -> None:
    def hired(name: str, where, role: StaffRole = StaffRole.MANAGER) -> Actor:
        staff = create_staff(
            email=f"{name}@example.com", name=name, password=f"{name}-7pots-of-tea", locale="en", at=clock.now()
        )
        add_member(shop=where, staff=staff, role=role, at=clock.now())
        return Actor(role=Role.MERCHANT, shop_id=where.pk, id=f"staff:{staff.pk}", name=name)

    def others() -> bool:
        with in_shop(shop):
            return others_may(ada)

    ada = hired("ada", shop)
    hired("eve", other_shop)
    hired("joe", shop, StaffRole.AGENT)
    assert not others()
    with in_shop(shop):
        assert (second_look(ada, ada.id), second_look(ada, "staff:nobody"), second_look(ada, "")) == (
            True,
            False,
            False,
        )
    ben = hired("ben", shop)
    assert others()
    with in_shop(shop), pytest.raises(SecondPersonNeeded):
        second_look(ada, ada.id)
    with in_shop(shop), pytest.raises(PersonNeeded):
        second_look(Actor(role=Role.MERCHANT, shop_id=shop.pk, id="token:1"), "staff:1")
    Staff.objects.filter(pk=ben.id.removeprefix("staff:")).update(is_active=False)
    assert not others()
