"""Random walks through the verbs never stick, always end, and never pay back more than was paid."""

import random

import pytest
from django.db.models import Sum

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.tariffs import Tariffs
from huitou.core.actions import available, perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import HuitouError
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import record_scan
from tests.changes.asking import cancel, move, rules, ship, stands
from tests.seeds import some_of

INPUTS = {
    "offer_to_keep": {"amount_minor": 500},
    "resend": {"carrier": "sf", "tracking_number": "SF42424"},
    "confirm": {"code": "2222-2222"},
    "give_time": {"hours": 24},
    "send_payment_link": {"link": "https://pay.example.com/42"},
}


@pytest.mark.parametrize("seed", some_of(range(12), range(12), always=3))
def test_every_walk_ends(world, seed):
    chance = random.Random(seed)
    dearer = Tariffs((800,), {"浙江": (2_000,)}, again=True) if seed % 2 else Tariffs()
    rules(
        world, at_once=chance.random() < 0.3, silence=chance.random() < 0.5, above=chance.choice([0, 10**9]),
        tariffs=dearer,
    )  # fmt: skip
    left = chance.random() < 0.6
    order = world.order(shipped=left, delivered_days_ago=None)
    change = chance.choice([move, cancel])(world, order)
    for _step in range(60):
        change = stands(world, change)
        if change.closed_at is not None:
            break
        _go_on(world, order, change, chance)
    assert change.closed_at is not None, change.state
    assert change.state in ORDER_CHANGE.finals
    with in_shop(world.shop):
        paid = Payment.objects.filter(order=order).aggregate(back=Sum("refunded_minor"), paid=Sum("captured_minor"))
    assert paid["back"] <= paid["paid"]
    # Money goes back exactly where goods do not reach the buyer, or an offer was taken.
    owed = change.state in ("cancelled", "lost") or change.case_id is not None
    assert bool(paid["back"]) is owed


def _go_on(world, order, change, chance):
    """Somebody does something that they can do, a parcel is scanned, or nobody does anything until time is over."""
    deeds = [(actor, action.name) for actor in (world.buyer(order), world.agent)
             for action in _possible(world, change, actor)]  # fmt: skip
    deeds += [("clock", ""), ("scan", chance.choice(["in_transit", "returned", "delivered"]))]
    who, what = chance.choice(deeds)
    try:
        if who == "clock":
            world.clock.forward(hours=chance.choice([24, 24 * 7, 24 * 15]))
            sweep_deadlines(at=world.now)
        elif who == "scan":
            _scan(world, order, what)
        else:
            perform("order_change", what, change.pk, INPUTS.get(what, {}), actor=who, at=world.now)
    except HuitouError:
        return  # what is refused changes nothing


def _possible(world, change, actor):
    with in_shop(world.shop):
        values = {"offer": "", "shop": "", "left": "", "what": "", "sum": "", "silence": ""}
        return available(ORDER_CHANGE, change, actor, values)


def _scan(world, order, state):
    with in_shop(world.shop):
        parcel = Parcel.objects.filter(order=order, direction="outbound").order_by("-created_at").first()
    if parcel is None:
        ship(world, order)
    else:
        record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
