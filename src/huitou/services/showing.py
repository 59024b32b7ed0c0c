"""A repair as pages and the API show it: quote, log, warranty, who has the goods. Reads few rows; decides nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from huitou.core.actors import Actor, Role
from huitou.core.money import Money
from huitou.orders.models import Order, OrderAddress
from huitou.policies.law.articles import ARTICLES
from huitou.policies.rules import Document
from huitou.policies.rules.facts import OrderFacts
from huitou.services.cover import ENDLESS, warranties_of
from huitou.services.models import Repair, RepairNote
from huitou.services.warranty import Warranty

MOMENT = timedelta(microseconds=1)
ADDRESS = ("name", "street", "city", "postcode", "region", "country", "phone")


def quote_rows(repair: Repair) -> list[tuple[str, Money]]:
    """The parts and the labour of the quote that stands, each with its price; none where nothing is asked."""
    if not repair.quote_minor:
        return []
    words = {"part": gettext("Part: %(name)s"), "labour": gettext("Labour: %(name)s")}
    return [
        (words[one["kind"]] % {"name": one["name"]}, Money(one["minor"], repair.currency)) for one in repair.quote_lines
    ]


@dataclass(frozen=True, slots=True)
class Covered:
    """A warranty as a page tells it: its last moment, whose promise it is, and the repairs that made it longer.

    `last` is None for a promise without an end, and while a parcel of the order that starts its time is on the way.
    """

    last: datetime | None
    by: str
    repairs: list[str]


@dataclass(frozen=True, slots=True)
class RepairView:
    """What a page says of a repair besides its sentence."""

    repair: Repair
    rows: list[tuple[str, Money]]
    notes: list[RepairNote]

    @property
    def custody(self) -> Any:
        """Who has the goods, in the active language."""
        return self.repair.custody.label


def repair_view(repair: Repair) -> RepairView:
    """The view of a repair: one query."""
    notes = RepairNote.objects.filter(repair=repair, erased_at=None)
    return RepairView(repair, quote_rows(repair), list(notes.order_by("at", "pk")))


def sent_home_to(repair: Repair, actor: Actor) -> dict[str, str] | None:
    """The buyer's address, for the company that has to send the goods home, and only while it has to."""
    if actor.role != Role.PROVIDER or repair.state != "to_send_back":
        return None
    found = OrderAddress.objects.filter(order=repair.order_id, erased_at=None).first()
    return None if found is None else {name: getattr(found, name) for name in ADDRESS}


def told_warranties(
    order: Order, *, facts: OrderFacts | None = None, document: Document | None = None
) -> dict[UUID, Covered]:
    """The warranty of each line that has one, in the words of a page; by the line's id. Else as `warranties_of`."""
    found = warranties_of(order, facts=facts, document=document)
    return {
        line: Covered(last_of(one), who_covers(one), [added.ref for added in one.history])
        for line, one in found.items()
        if one.ground is not None
    }


def who_covers(warranty: Warranty) -> str:
    """By what the goods are covered, in the active language; empty where by nothing."""
    ground = warranty.ground
    if ground is None:
        return ""
    if ground.by_law:
        return gettext("by law: %(article)s") % {"article": gettext(ARTICLES[ground.article])}
    return gettext("promised by the shop, rule %(rule)s") % {"rule": ground.article}


def last_of(one: Warranty) -> datetime | None:
    """The last moment with cover; None where no end is known."""
    return None if one.until - one.starts_at >= ENDLESS else one.until - MOMENT
