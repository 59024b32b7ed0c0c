"""What waits for a ruling, shop by shop: the database shows one shop at a time, so the sweep opens each in turn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.cases.access import DISPUTED, visible_cases
from huitou.cases.models import Case, CaseLine
from huitou.cases.standing import case_journey
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.core.turning_line import Journey
from huitou.policies.texts import joined

# Of one shop on the page of all; the shop's own page shows the rest.
MOST_OF_A_SHOP = 50
COUNT_LIMIT = 999


@dataclass(frozen=True, slots=True)
class Dispute:
    """One case that waits for a ruling."""

    shop: Shop
    case: Case
    titles: str
    journey: Journey

    @property
    def deadline_at(self) -> datetime:
        assert self.case.deadline_at is not None  # disputed cases wait with a deadline
        return self.case.deadline_at


@dataclass(frozen=True, slots=True)
class ShopDisputes:
    """One shop: how many wait, the next clock, and the most urgent ones."""

    shop: Shop
    waiting: int
    disputes: list[Dispute]

    @property
    def count(self) -> str:
        return f"{COUNT_LIMIT}+" if self.waiting > COUNT_LIMIT else str(self.waiting)

    @property
    def next_at(self) -> datetime | None:
        return self.disputes[0].deadline_at if self.disputes else None


def shops_of(staff: Staff) -> list[tuple[Shop, Actor]]:
    """The shops in which this person is the last instance, by name."""
    found = []
    for shop in Shop.objects.order_by("name", "pk"):
        try:
            found.append((shop, platform_actor(staff, shop)))
        except NotFound:
            continue
    return found


def disputes_of(shop: Shop, actor: Actor, *, limit: int = MOST_OF_A_SHOP) -> ShopDisputes:
    """The disputes of one shop by deadline: three queries in a transaction of its own."""
    with in_shop(shop):
        return read_disputes(shop, actor, limit=limit)


def read_disputes(shop: Shop, actor: Actor, *, limit: int = MOST_OF_A_SHOP) -> ShopDisputes:
    """The same, inside the shop's open transaction."""
    rows = visible_cases(actor).filter(state__in=DISPUTED, closed_at=None)
    cases = list(rows.select_related("sheet", "reduced_sheet", "goods_return").order_by("deadline_at", "pk")[:limit])
    titles: dict[Any, list[str]] = {}
    for line in CaseLine.objects.filter(case__in=cases).select_related("order_line").order_by("pk"):
        titles.setdefault(line.case_id, []).append(line.order_line.title)
    waiting = len(cases) if len(cases) < limit else int(rows.order_by()[: COUNT_LIMIT + 1].count())
    disputes = [Dispute(shop, case, joined(titles.get(case.pk, [])), case_journey(case)) for case in cases]
    return ShopDisputes(shop, waiting, disputes)
