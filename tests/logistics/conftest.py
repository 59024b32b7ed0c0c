"""A return that waits to be handed over, and the shop's settings for taking goods back."""

from datetime import datetime
from typing import Any

import pytest

from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.logistics.models import PlaceKind, Way
from huitou.logistics.verbs.return_settings import add_place, keep_way
from huitou.orders.models import Variant
from tests.worlds import World


@pytest.fixture
def house(world: World) -> "House":
    return House(world)


class House:
    """The shop of the test, with what the tests of returns do again and again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.manager = world.hire("manager")

    def asked(self, *, cups: int = 2, reason: str = "no_longer_wanted", order: Any = None) -> Any:
        """A case whose return waits for the buyer."""
        self.order = order or self.world.order()
        return self.fresh(self.world.apply(self.order, cups=cups, reason=reason))

    def fresh(self, case: Any) -> Any:
        run_pending()
        return self.world.refreshed(case)

    @property
    def buyer(self) -> Any:
        return self.world.buyer(self.order)

    @property
    def now(self) -> Any:
        return self.world.now

    def after(self, deadline: datetime) -> None:
        """A minute after the deadline, with what silence does then."""
        left = deadline - self.now
        self.world.clock.forward(seconds=left.total_seconds() + 60)
        sweep_deadlines(at=self.now)

    def who(self, actor: Any) -> dict[str, Any]:
        return {"actor": actor, "at": self.now}

    def store(self, name: str = "外滩店") -> Any:
        return add_place(
            kind=PlaceKind.STORE, name=name, address="中山东一路 1 号", hours="10:00-20:00", **self.who(self.manager)
        )

    def offer_all(self, **more: Any) -> None:
        """Every way, with pick-ups in one morning slot that has `seats`."""
        for way in Way:
            given = {"windows": [("09:00", "12:00")], **more} if way == Way.PICK_UP else {}
            keep_way(way=way, **given, **self.who(self.manager))

    def stocked(self, sku: str = "CUP", pieces: int | None = 5) -> None:
        with writing(self.world.shop.pk):
            Variant.objects.create(
                shop=self.world.shop, sku=sku, product=sku, title="青瓷杯", price_minor=10_000, currency="CNY",
                stock=pieces, updated_at=self.now,
            )  # fmt: skip

    def stock(self, sku: str = "CUP") -> int | None:
        with in_shop(self.world.shop):
            return Variant.objects.get(sku=sku).stock

    def rows(self, model: Any, **filters: Any) -> list[Any]:
        with in_shop(self.world.shop):
            return list(model.objects.filter(**filters).order_by("pk"))
