"""What covers the goods of an order, and whether the shop has had its chances to repair them.

Called by the verbs of repairs, by cases when somebody applies, and by pages. Reads orders, parcels, the binding policy
and the law of the country; never writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from huitou.orders.models import Order
from huitou.parcels.queries import facts as facts_of
from huitou.policies.law.book import in_force, of_country
from huitou.policies.law.statute import Fault, RepairLimits
from huitou.policies.queries import document_of, version_binding
from huitou.policies.rules import Document
from huitou.policies.rules.deciding import Subject, decide
from huitou.policies.rules.facts import LineFacts, OrderFacts
from huitou.policies.rules.numbers import of_rule
from huitou.policies.rules.windows import end_after
from huitou.services.models import Outcome, Repair, RepairLine
from huitou.services.warranty import Ground, Limits, Mended, Warranty, warranty

# A promise without an end, as a date.
ENDLESS = timedelta(days=36_525)
MOMENT = timedelta(microseconds=1)


def document_binding(order: Order) -> Document | None:
    """The policy that was in force when the goods were bought; None where the shop never published one."""
    version = order.policy_version or version_binding(order.shop_id, order.placed_at)
    return None if version is None else document_of(version)


def warranties_of(
    order: Order, *, facts: OrderFacts | None = None, document: Document | None = None
) -> dict[UUID, Warranty]:
    """The warranty of each line whose goods have come, by the line's id. `facts`, `document`: where they are known."""
    facts = facts or facts_of(order)
    document = document or document_binding(order)
    if document is None:
        return {}
    mended = _mended(order)
    found = {}
    for line in facts.lines:
        starts_at = line.delivered_at or facts.delivered_at
        if starts_at is not None:
            grounds = list(_grounds(document, facts, line, starts_at))
            found[UUID(line.line_id)] = warranty(starts_at, grounds, mended.get(line.line_id, []))
    return found


def with_warranties(order: Order, facts: OrderFacts) -> OrderFacts:
    """The facts with the warranties that repairs have lengthened. One query where nothing was repaired."""
    if not RepairLine.objects.filter(repair__order=order, repair__outcome=Outcome.REPAIRED).exists():
        return facts
    covers = warranties_of(order, facts=facts)
    lines = [
        replace(line, covered_until=cover.until) if cover is not None and cover.history else line
        for line in facts.lines
        for cover in [covers.get(UUID(line.line_id))]
    ]
    return replace(facts, lines=tuple(lines))


def limits_of(order: Order) -> Limits:
    """How often and how long the law of the buyer's country lets a shop try."""
    statute = in_force(order.country, "repair", order.placed_at.date())
    if statute is None or not isinstance(statute.says, RepairLimits):
        return Limits()
    return Limits(statute.says.failures, statute.says.days, statute.article)


@dataclass(frozen=True, slots=True)
class Chances:
    """How often the same goods were repaired at the shop's cost, how long that took, and whether that is enough."""

    repairs: int
    days: int
    limits: Limits
    spent: bool


def chances(order: Order, lines: list[UUID]) -> Chances:
    """Of the line among `lines` that was repaired most; only repairs that the shop owed are counted."""
    limits = limits_of(order)
    most = Chances(0, 0, limits, False)
    if limits.failures is None and limits.days is None:
        return most
    rows = RepairLine.objects.filter(order_line__in=lines, repair__covered=True).select_related("repair")
    by_line: dict[UUID, list[Repair]] = {}
    for row in rows.filter(repair__outcome__in=(Outcome.REPAIRED, Outcome.NOT_REPAIRED)):
        by_line.setdefault(row.order_line_id, []).append(row.repair)
    for repairs in by_line.values():
        spans = [(one.finished_at or one.opened_at) - one.opened_at - one.buyer_took for one in repairs]
        took = sum(spans, timedelta())
        counted = Chances(len(repairs), took.days, limits, limits.spent(len(repairs), took))
        most = max(most, counted, key=lambda one: (one.spent, one.repairs, one.days))
    return most


def _grounds(document: Document, facts: OrderFacts, line: LineFacts, starts_at: datetime) -> Iterator[Ground]:
    bought = facts.placed_at.date()
    limits = in_force(facts.country, "repair", bought)
    says = limits.says if limits is not None and isinstance(limits.says, RepairLimits) else RepairLimits()
    extends = timedelta(days=says.extends_days)
    for statute in of_country(facts.country, bought):
        fault = statute.says
        if not isinstance(fault, Fault) or "repair" not in fault.kinds:
            continue
        if not fault.listed_only or line.category in document.listed.folded:
            until = _end(document, starts_at, fault.days)
            yield Ground(True, statute.article, until, says.pauses, extends)
    subject = Subject.of(document, facts, replace(line, covered_until=None), starts_at)
    promised = decide(subject, "repair", "defective", None)
    if promised.allowed and promised.span is not None:
        last = promised.span.until
        until = last + MOMENT if last is not None else starts_at + ENDLESS
        # Who promises a time of working goods does not count the time in which the shop has them.
        yield Ground(False, of_rule(promised.place), until, pauses=True)


def _end(document: Document, starts_at: datetime, days: int) -> datetime:
    """The first moment after the last day; days are those of the shop."""
    last = end_after(document, starts_at.astimezone(document.zone).date(), days)
    return starts_at + ENDLESS if last is None else last + MOMENT


def _mended(order: Order) -> dict[str, list[Mended]]:
    """The repairs that were done, by line."""
    rows = RepairLine.objects.filter(repair__order=order, repair__outcome=Outcome.REPAIRED).select_related("repair")
    found: dict[str, list[Mended]] = {}
    for row in rows:
        repair = row.repair
        ended_at = repair.returned_at or repair.finished_at
        if ended_at is not None and repair.covered:
            found.setdefault(str(row.order_line_id), []).append(Mended(repair.ref, repair.opened_at, ended_at))
    return found
