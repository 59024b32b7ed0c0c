"""A shop with four cases whose every minute is known."""

from dataclasses import dataclass
from typing import Any

import pytest

from huitou.cases.verbs import agree, withdraw
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive, hand_over


@dataclass
class Known:
    """The world with its cases: `returned` 2 days + 3 days + 60 minutes; `agreed` after 30 minutes; `silent` after the
    shop's whole term; `withdrawn` after 10 minutes."""

    world: Any
    returned: Any
    agreed: Any
    silent: Any
    withdrawn: Any


@pytest.fixture
def known(world, clock) -> Known:
    def claim(**wish):
        order = world.order()
        return order, world.apply(order, cups=1, reason="damaged", photo=True, **wish)

    first = world.order()
    returned = world.apply(first, cups=1)
    clock.forward(days=2)
    returned = world.refreshed(returned)
    hand_over(
        goods_return=returned.goods_return, carrier="sf", tracking_number="SF1", actor=world.buyer(first), at=world.now
    )
    clock.forward(days=3)
    arrive(goods_return=returned.goods_return, actor=world.agent, at=world.now)
    clock.forward(minutes=60)
    accept_goods(goods_return=returned.goods_return, actor=world.agent, at=world.now)
    run_pending()
    _order, agreed = claim()
    clock.forward(minutes=30)
    agree(case=agreed, actor=world.agent, at=world.now)
    _order, silent = claim()
    assert silent.state == "requested"
    deadline = silent.deadline_at
    clock.forward(seconds=(deadline - world.now).total_seconds())
    sweep_deadlines(at=deadline)
    order, withdrawn = claim()
    clock.forward(minutes=10)
    withdraw(case=withdrawn, actor=world.buyer(order), at=world.now)
    run_pending()
    known = Known(world, *(world.refreshed(case) for case in (returned, agreed, silent, withdrawn)))
    with in_shop(world.shop):
        assert [known.returned.state, known.withdrawn.state] == ["resolved", "withdrawn"]
    return known
