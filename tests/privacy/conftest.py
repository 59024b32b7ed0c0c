"""A buyer of whom everything is stored that can be: contact, address, a closed case with words and a photo, mails."""

from dataclasses import dataclass
from typing import Any

import pytest

from huitou.cases.models import Case
from huitou.cases.verbs import add_evidence, refuse, say, withdraw
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import AddressDraft
from huitou.orders.models import Order
from tests.worlds import World, picture

NAME, EMAIL, STREET, WORDS = "陈小暖", "buyer@example.com", "青石路 12 号", "壶嘴有一道裂纹，请看照片。"
SECRETS = (NAME, EMAIL, STREET, WORDS)


@dataclass
class Someone:
    """The buyer with their order and their case."""

    world: World
    order: Order
    case: Case

    @property
    def customer_id(self):
        return self.order.customer_id

    @property
    def buyer(self):
        return self.world.buyer(self.order)

    @property
    def manager(self):
        return self.world.hire("manager")


def furnish(world: World, **facts: Any) -> Someone:
    """The buyer, whose case is still open."""
    order = world.order(address=AddressDraft(name=NAME, street=STREET, city="杭州", country="CN"), **facts)
    case = world.apply(order, kind="refund_only", pots=1, reason="damaged", photo=True, note=WORDS)
    add_evidence(case=case.pk, file=picture(), name="spout.jpg", actor=world.buyer(order), at=world.now)
    say(case=case.pk, body=f"{NAME}，请稍等。", actor=world.agent, at=world.now)
    run_pending()
    return Someone(world, order, case)


def finished(someone: Someone) -> Someone:
    """Nothing is open any more."""
    world = someone.world
    for _ in range(30):
        with in_shop(world.shop):
            case = Case.objects.get(pk=someone.case.pk)
        if case.closed_at is not None:
            return someone
        if case.state == "requested":
            refuse(case=case.pk, reason="other", note="不符合条件。", actor=world.agent, at=world.now)
        elif case.state == "refused":
            withdraw(case=case.pk, actor=someone.buyer, at=world.now)
        run_pending()
    raise AssertionError(f"the case stays {case.state}")


@pytest.fixture
def someone(world: World) -> Someone:
    """With an open case."""
    return furnish(world)


@pytest.fixture
def bygone(someone: Someone) -> Someone:
    """With everything finished."""
    return finished(someone)
