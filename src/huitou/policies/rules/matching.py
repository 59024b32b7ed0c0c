"""Which exclusion and which rule decide about a line. Used by `rules.evaluate`.

One order, for everybody: exclusions first, then the rules from the top; the first whose conditions all hold
decides everything. No later rule is looked at, also when the first one's window is over.
"""

from __future__ import annotations

from dataclasses import dataclass

from huitou.policies.rules.document import Document, Exclusion, Names, Rule, When
from huitou.policies.rules.facts import CustomerFacts, LineFacts, OrderFacts
from huitou.policies.rules.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Point:
    """What the conditions look at, case-folded once per line."""

    category: str
    sku: str
    region: str
    country: str
    segments: frozenset[str]
    price_minor: int | None  # None: in another currency than the policy's, of which its sums say nothing
    traits: frozenset[str]
    confirmed: frozenset[str]

    @classmethod
    def of(cls, facts: OrderFacts, line: LineFacts, *, currency: str = "") -> Point:
        """Gather the values of one line. `currency`: of the policy; "" takes the price as it is."""
        foreign = currency not in ("", facts.currency)
        return cls(
            category=line.category.casefold(),
            sku=line.sku.casefold(),
            region=facts.region.casefold(),
            country=facts.country,
            segments=frozenset(segment.casefold() for segment in facts.customer.segments),
            price_minor=None if foreign else line.unit_price_minor,
            traits=frozenset(line.traits),
            confirmed=frozenset(line.confirmed),
        )


def first_rule(document: Document, point: Point, reason: str, stage: Stage) -> tuple[int, Rule] | None:
    """Return the deciding rule with its place from 1, or None when no rule fits."""
    for number, rule in document.rules_by_reason[reason]:
        if holds(rule.when, point, stage):
            return number, rule
    return None


def holds(when: When, point: Point, stage: Stage) -> bool:
    """Say whether all conditions but the reason hold."""
    return (
        stage in when.stages
        and (not when.countries or point.country in when.countries)
        and (not when.categories or point.category in when.categories.folded)
        and (not when.regions or point.region in when.regions.folded)
        and (not when.segments or not when.segments.folded.isdisjoint(point.segments))
        and (when.price is None or (point.price_minor is not None and when.price.holds(point.price_minor)))
    )


def first_exclusion(
    document: Document, point: Point, reason: str, stage: Stage, opened: bool | None
) -> tuple[int, Exclusion] | None:
    """Return the first exclusion that applies for certain, with its place from 1, or None."""
    for number, exclusion in enumerate(document.exclusions, start=1):
        if not _names(exclusion, point, reason, stage):
            continue
        if exclusion.if_opened and opened is not True:
            continue
        return number, exclusion
    return None


def exclusions_if_opened(document: Document, point: Point, reason: str, stage: Stage) -> list[tuple[int, Exclusion]]:
    """Return the exclusions that would apply if the buyer had opened the goods, with their places."""
    return [
        (number, exclusion)
        for number, exclusion in enumerate(document.exclusions, start=1)
        if exclusion.if_opened and _names(exclusion, point, reason, stage)
    ]


def customer_fits(segments: Names, customer: CustomerFacts) -> bool:
    """Say whether a customer is in one of the segments; no segments means everybody."""
    return not segments or any(segment.casefold() in segments.folded for segment in customer.segments)


def _names(exclusion: Exclusion, point: Point, reason: str, stage: Stage) -> bool:
    goods = (
        point.category in exclusion.categories.folded
        or point.sku in exclusion.skus.folded
        or not exclusion.traits.isdisjoint(point.traits)
    )
    confirmed = not exclusion.needs_confirmation or exclusion.because in point.confirmed
    return goods and confirmed and reason in exclusion.reasons and stage in exclusion.stages
