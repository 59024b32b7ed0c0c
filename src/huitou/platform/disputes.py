"""What waits for an arbitrator, shop by shop: the database shows one at a time, so the sweep opens each in turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.cases.disputes.access import visible_disputes
from huitou.cases.disputes.conflicts import identity, may_see_files
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.models import Case, CaseLine
from huitou.cases.models import Dispute as DisputeRow
from huitou.cases.queries.queue import waiting_states
from huitou.cases.standing import case_journey
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.turning_line import Journey
from huitou.policies.texts import joined

# Of one shop on the page of all; the shop's own page shows the rest.
MOST_OF_A_SHOP = 50
COUNT_LIMIT = 999
# Why it waits for the platform, said in the queue.
WHY: Mapping[str, Any] = {
    "deliberating": _("to rule"),
    "second_opinion": _("for a second opinion"),
    "escalated": _("for the senior arbitrator"),
    "appealed": _("an appeal to decide"),
}
ABOUT = {"refusal": _("about a refusal"), "goods": _("about the state of the goods")}


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute that waits for the platform. `mine`: the reader has taken it; `taken`: somebody else has."""

    shop: Shop
    row: DisputeRow
    titles: str
    journey: Journey
    mine: bool

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def deadline_at(self) -> datetime:
        assert self.row.deadline_at is not None  # what waits has a deadline
        return self.row.deadline_at

    @property
    def taken(self) -> bool:
        return bool(self.row.arbitrator_id) and not self.mine

    @property
    def why(self) -> Any:
        return WHY[self.row.state]

    @property
    def about(self) -> Any:
        return ABOUT[self.row.about]

    @property
    def value(self) -> Money:
        return self.row.value


@dataclass(frozen=True, slots=True)
class ShopDisputes:
    """One shop: how many wait, the next clock, the most urgent ones, and how many are with the sides."""

    shop: Shop
    waiting: int
    with_sides: int
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
    """The disputes of one shop by deadline, in a transaction of its own; a constant number of queries."""
    with in_shop(shop):
        return read_disputes(shop, actor, limit=limit)


def read_disputes(shop: Shop, actor: Actor, *, limit: int = MOST_OF_A_SHOP) -> ShopDisputes:
    """The same, inside the shop's open transaction. Nobody with an interest sees what others fight about."""
    if not may_see_files(actor, shop):
        return ShopDisputes(shop, 0, 0, [])
    me = identity(actor)
    rows = visible_disputes(actor).filter(closed_at=None).exclude(conflicts__actor_id=me)
    mine = rows.filter(state__in=waiting_states(DISPUTE, Role.PLATFORM))
    found = list(mine.select_related("case__sheet", "case__goods_return").order_by("deadline_at", "pk")[:limit])
    titles: dict[Any, list[str]] = {}
    lines = CaseLine.objects.filter(case__in=[row.case_id for row in found])
    for line in lines.select_related("order_line").order_by("pk"):
        titles.setdefault(line.case_id, []).append(line.order_line.title)
    waiting = len(found) if len(found) < limit else int(mine.order_by()[: COUNT_LIMIT + 1].count())
    with_sides = int(rows.exclude(state__in=waiting_states(DISPUTE, Role.PLATFORM)).order_by()[:COUNT_LIMIT].count())
    disputes = [
        Dispute(shop, row, joined(titles.get(row.case_id, [])), case_journey(row.case), row.arbitrator_id == me)
        for row in found
    ]
    return ShopDisputes(shop, waiting, with_sides, disputes)
