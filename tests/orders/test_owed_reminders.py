"""What is owed by hand and overdue: the shop is reminded on working days, together, and not for ever."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import Order, OwedByHand, PaidFor
from huitou.orders.models.owed_by_hand import GIVEN_BACK_WITHIN
from huitou.orders.queries import overdue_by_hand
from huitou.orders.verbs import owe_by_hand, pay_back_by_hand, remind_of_owed
from huitou.orders.verbs.owe_by_hand import MOST_REMINDERS
from tests.worlds import World

# A Wednesday at ten in the shop's Shanghai, far from any holiday there.
ARISEN = datetime(2026, 11, 4, 2, tzinfo=UTC)
FRIDAY = ARISEN + GIVEN_BACK_WITHIN + timedelta(days=2)


@pytest.fixture
def owe(world: World):
    order = world.order()

    def owe(minor: int = 2_000, at: datetime = ARISEN) -> OwedByHand:
        return owe_by_hand(
            order_id=order.pk, paid_for=PaidFor.CHANGE, subject=uuid4(), ref=f"A-{minor}", money=Money(minor, "CNY"),
            receipt="said", actor=world.system, at=at,
        )  # fmt: skip

    return owe


def reminded(world: World, at: datetime) -> int:
    return remind_of_owed(actor=world.system, at=at)


def letters(world: World) -> list[Mail]:
    run_pending()
    with in_shop(world.shop):
        return list(Mail.objects.filter(key__contains=":reminded:").order_by("queued_at", "to_email"))


def test_what_is_overdue_is_one_letter_a_working_day(world: World, owe) -> None:
    world.hire("agent")
    old, young = owe(), owe(300, at=ARISEN + timedelta(days=1))
    with in_shop(world.shop):
        Order.objects.filter(pk=old.order_id).update(number="A  7\r\nBcc: x")  # as a source may write it
    owe(7_000, at=FRIDAY)
    run_pending()
    assert reminded(world, old.due_at) == 0  # the last moment is still in time
    # Before the shop opens, once it has, later that day, on Saturday; then on Monday.
    days = [FRIDAY - timedelta(hours=2), FRIDAY, FRIDAY + timedelta(hours=5), FRIDAY + timedelta(days=1)]
    assert [reminded(world, at) for at in days] == [0, 2, 0, 0]
    run_pending()
    pay_back_by_hand(owed=young.pk, voucher="4711", actor=world.agent, at=FRIDAY)
    assert reminded(world, FRIDAY + timedelta(days=3)) == 1
    friday, monday = sorted({mail.subject: mail for mail in letters(world)}.values(), key=lambda mail: mail.queued_at)
    assert friday.queued_at == FRIDAY
    assert "A-2000" in friday.text
    assert "A-300" in friday.text
    assert "refunds/by-hand/" in friday.text
    assert "A-2000" in monday.text
    assert "A-300" not in monday.text
    assert monday.subject.endswith("A 7 Bcc: x")


def test_it_ends_after_so_many_days_and_stays_overdue(world: World, owe) -> None:
    debt = owe()
    told = [reminded(world, FRIDAY + timedelta(days=day)) for day in range(30)]
    assert sum(told) == MOST_REMINDERS
    assert not any(told[15:])
    with in_shop(world.shop):
        [row] = overdue_by_hand(FRIDAY)
        assert (row.pk, row.reminders, row.days_overdue(FRIDAY)) == (debt.pk, MOST_REMINDERS, 2)
        assert list(overdue_by_hand(debt.due_at)) == []
        assert row.days_overdue(debt.due_at) == 0
