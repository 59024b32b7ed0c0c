"""A shop that pays ahead, and buyers of every standing."""

from typing import Any

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.instant.models import Advance, Assessment, InstantRules, MonthBudget
from huitou.instant.verbs import set_rules
from huitou.logistics.verbs import accept_goods, arrive, collect, hand_over


class Ahead:
    """A shop with instant refunds on, and what tests ask of it."""

    def __init__(self, world: Any) -> None:
        self.world = world

    def switch(self, mode: str = "on", **rules: Any) -> InstantRules:
        """Budget 5,000.00, at most 1,000.00 each, everybody from 20 points on, nobody held out."""
        wanted = {"budget_minor": 500_000, "largest_minor": 100_000, "best_points": 90, "narrowest_points": 20,
                  "hold_out_percent": 0}  # fmt: skip
        found = set_rules(mode=mode, **(wanted | rules), actor=self.world.hire("manager"), at=self.world.now)
        self.threshold(20)
        return found

    def threshold(self, points: int) -> None:
        with in_shop(self.world.shop):
            InstantRules.objects.update(threshold=points)

    def returned(self, *, cups: int = 2, **order: Any) -> Any:
        """A return that was agreed at once, with the jobs done."""
        case = self.world.apply(self.world.order(**order), cups=cups)
        run_pending()
        return self.world.refreshed(case)

    def advance(self, case: Any) -> Advance | None:
        with in_shop(self.world.shop):
            return Advance.objects.filter(case_id=case.pk).first()

    def assessment(self, case: Any) -> Assessment:
        with in_shop(self.world.shop):
            return Assessment.objects.get(case_id=case.pk)

    def month(self) -> MonthBudget:
        with in_shop(self.world.shop):
            return MonthBudget.objects.get()

    def scan(self, case: Any) -> None:
        """The courier's first scan."""
        carrier = Actor(role=Role.CARRIER, shop_id=self.world.shop.pk, id="carrier")
        collect(goods_return=case.goods_return, actor=carrier, at=self.world.now)
        run_pending()

    def bring(self, case: Any) -> None:
        """The goods arrive and are good."""
        arrive(goods_return=case.goods_return, actor=self.world.agent, at=self.world.now)
        accept_goods(goods_return=case.goods_return, actor=self.world.agent, at=self.world.now)
        run_pending()

    def hand_over(self, case: Any, order_buyer: Actor, number: str = "SF100200") -> None:
        hand_over(goods_return=case.goods_return, carrier="sf", tracking_number=number, actor=order_buyer,
                  at=self.world.now)  # fmt: skip
        run_pending()

    def unreturned(self, **order: Any) -> Any:
        """A claim: paid at once, and the goods never handed over."""
        self.switch(best_points=20)
        case = self.returned(**order)
        self.world.clock.forward(days=8)
        self.sweep()
        return case

    def sweep(self) -> None:
        from huitou.core.deadlines import sweep_deadlines

        sweep_deadlines(at=self.world.now)
        run_pending()

    def kinds(self, advance: Advance) -> list[str]:
        with in_shop(self.world.shop):
            events = list(Event.objects.filter(subject_id=advance.pk).order_by("seq"))
        verify_chain(events)
        return [event.kind.removeprefix("instant.advance.") for event in events]

    def booked(self, account: str) -> int:
        with in_shop(self.world.shop):
            return balance(account, "CNY").minor


@pytest.fixture
def ahead(world: Any) -> Ahead:
    return Ahead(world)
