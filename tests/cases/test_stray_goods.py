"""Goods of a return that had ended arrive all the same: the shop finds them in its queue."""

import pytest

from huitou.cases.queries import queue
from huitou.cases.verbs import withdraw
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.models import SendBack
from huitou.parcels.verbs import announce_parcel, record_scan


def parcel_comes(world, order, number="SF77", states=("collected", "delivered")):
    parcel = announce_parcel(
        order_id=order.pk, direction="return", tracking_number=number, actor=world.agent, at=world.now
    )
    for state in states:
        world.clock.forward(hours=1)
        record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()


def tasks(world):
    with in_shop(world.shop):
        return [(item.machine.name, item.case.ref) for item in queue(world.agent).items]


@pytest.fixture
def order(world):
    return world.order()


def test_the_parcel_of_a_cancelled_return_is_a_task_of_the_shop(world, order):
    case = world.apply(order, cups=2)
    withdraw(case=case, actor=world.buyer(order), at=world.now)
    parcel_comes(world, order, states=("collected",))
    assert tasks(world) == []
    parcel_comes(world, order, number="SF78")
    assert tasks(world) == [("send_back", case.ref)]
    with in_shop(world.shop):
        (back,) = SendBack.objects.all()
        assert (back.state, list(back.pieces.values())) == ("to_send", [2])
        assert Event.objects.filter(kind="cases.goods.strayed", subject_id=case.pk).count() == 1
    parcel_comes(world, order, number="SF79")
    assert tasks(world) == [("send_back", case.ref)]


def test_and_of_an_expired_one(world, order):
    case = world.apply(order, cups=1)
    run_pending()
    world.clock.forward(days=8)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "expired"
    parcel_comes(world, order)
    assert tasks(world) == [("send_back", case.ref)]


def test_what_another_return_waits_for_is_not_stray(world, order):
    first = world.apply(order, cups=1)
    withdraw(case=first, actor=world.buyer(order), at=world.now)
    world.apply(order, cups=1)
    parcel_comes(world, order)
    assert tasks(world) == []
