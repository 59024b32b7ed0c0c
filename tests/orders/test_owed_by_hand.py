"""A debt that was paid by hand, by itself: it arises once, and who may end it, how, and how often."""

from uuid import uuid4

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.ledger import balance
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import OwedByHand, PaidFor
from huitou.orders.verbs import owe_by_hand, pay_back_by_hand, strike_by_hand
from huitou.orders.verbs.owe_by_hand import HAND, OWED, ReceiptConfirmed, SettledByHand, VoucherMissing


@pytest.fixture
def owe(world):
    order = world.order()

    def owe(subject=None, minor=2_000, receipt="said"):
        return owe_by_hand(
            order_id=order.pk, paid_for=PaidFor.CHANGE, subject=subject or uuid4(), ref="W-1",
            money=Money(minor, "CNY"), receipt=receipt, actor=world.system, at=world.now,
        )  # fmt: skip

    return owe


def books(world) -> tuple[int, int]:
    with in_shop(world.shop):
        return balance(OWED, "CNY").minor, balance(HAND, "CNY").minor


def may(world, *permissions: str, role: Role = Role.MERCHANT) -> Actor:
    return Actor(role=role, shop_id=world.shop.pk, id="staff:7", permissions=frozenset(permissions))


def test_the_same_subject_is_one_debt(world, owe):
    subject = uuid4()
    first, again = owe(subject), owe(subject, minor=5)
    assert (first.pk, first.amount_minor, first.confirmed) == (again.pk, 2_000, False)
    assert books(world) == (2_000, -2_000)
    owe(minor=1)
    assert books(world) == (2_001, -2_001)


def test_it_ends_once_by_whoever_may_and_says_how_it_is_known(world, owe):
    paid, struck = owe(), owe(minor=300)
    recorder, settler = may(world, "refunds.record"), may(world, "refunds.resolve")
    both = ("refunds.record", "refunds.resolve")
    for end, debt, actor in (
        (pay_back_by_hand, paid, settler),
        (strike_by_hand, struck, recorder),
        (pay_back_by_hand, paid, may(world, *both, role=Role.PLATFORM)),
        (strike_by_hand, struck, may(world, *both, role=Role.SYSTEM)),
    ):
        with pytest.raises(Forbidden):
            end(owed=debt.pk, voucher="4711", actor=actor, at=world.now)
    for words in ("", " \x00 ", "x" * 2_001):
        with pytest.raises(VoucherMissing):
            pay_back_by_hand(owed=paid.pk, voucher=words, actor=recorder, at=world.now)
    with pytest.raises(NotFound):
        pay_back_by_hand(owed=uuid4(), voucher="4711", actor=recorder, at=world.now)
    assert books(world) == (2_300, -2_300)
    pay_back_by_hand(owed=paid.pk, voucher="x" * 2_000, actor=recorder, at=world.now)
    assert books(world) == (300, -300)
    strike_by_hand(owed=struck.pk, voucher=" never came ", actor=settler, at=world.now)
    assert books(world) == (0, 0)
    for end, actor in ((pay_back_by_hand, recorder), (strike_by_hand, settler)):
        for debt in (paid, struck):
            with pytest.raises(SettledByHand):
                end(owed=debt.pk, voucher="again", actor=actor, at=world.now)
    assert books(world) == (0, 0)
    with in_shop(world.shop):
        rows = list(OwedByHand.objects.order_by("amount_minor").values_list("struck", "voucher", "settled_by"))
    assert rows == [(True, "never came", "staff:7"), (False, "x" * 2_000, "staff:7")]


def test_what_somebody_of_the_shop_said_has_come_is_not_struck(world, owe):
    """It counts as confirmed by the event of its own subject and of this kind, and by no other."""
    first, receipt = owe(minor=1), "orders.owed_by_hand.arisen"
    confirmed, of_another, of_none = owe(first.pk, receipt=receipt), owe(receipt=receipt), owe(owe().pk)
    assert [one.confirmed for one in (confirmed, of_another, of_none)] == [True, False, False]
    settler = may(world, "refunds.resolve")
    before = books(world)
    with pytest.raises(ReceiptConfirmed):
        strike_by_hand(owed=confirmed.pk, voucher="4711", actor=settler, at=world.now)
    assert books(world) == before
    strike_by_hand(owed=of_another.pk, voucher="7", actor=settler, at=world.now)
    assert books(world) == (before[0] - 2_000, before[1] + 2_000)
