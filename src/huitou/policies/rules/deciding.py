"""Decides one line for one kind and reason: which rule speaks, and whether it gives the wish now.

The step between matching and wording, used by `rules.evaluate`. Cheap (no texts), so that `options` can decide
every kind and reason of fifty lines for one page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from huitou.policies.rules.document import Document, Exclusion, Offer, Rule
from huitou.policies.rules.facts import LineFacts, OrderFacts
from huitou.policies.rules.matching import Point, first_exclusion, first_rule
from huitou.policies.rules.vocabulary import KINDS, REASONS
from huitou.policies.rules.windows import Span, Times, end_after, span_of, times_of, was_late

# What a warranty is about; a repair of anything else is judged by the policy's window alone.
DEFECT = "defective"
MOMENT = timedelta(microseconds=1)

Outcome = Literal[
    "open",
    "market_not_covered",
    "not_served",
    "not_known",
    "excluded",
    "not_named",
    "kind_not_given",
    "not_late",
    "window_not_begun",
    "not_due",
    "window_over",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """One line at one moment, with all that does not depend on kind and reason."""

    document: Document
    facts: OrderFacts
    line: LineFacts
    point: Point
    times: Times
    at: datetime

    @property
    def foreign(self) -> bool:
        """Whether the order is in another currency than the policy's sums."""
        return self.facts.currency != self.document.currency

    @classmethod
    def of(cls, document: Document, facts: OrderFacts, line: LineFacts, at: datetime) -> Subject:
        """Prepare a line for deciding."""
        return cls(
            document,
            facts,
            line,
            Point.of(facts, line, currency=document.currency),
            times_of(document, facts, line, at),
            at,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says to one kind and reason. `place`: of the rule or exclusion, counted from 1.

    `lengthened`: the policy's own window is over, and a warranty that repairs have lengthened still covers the goods.
    """

    kind: str
    reason: str
    outcome: Outcome
    place: int = 0
    rule: Rule | None = None
    offer: Offer | None = None
    span: Span | None = None
    exclusion: Exclusion | None = None
    lengthened: bool = False

    @property
    def allowed(self) -> bool:
        """Whether the policy gives it now."""
        return self.outcome == "open"


@dataclass(frozen=True, slots=True)
class Matched:
    """Which exclusion and which rule speak of a line for a reason, with their places: the same for every kind."""

    excluded: tuple[int, Exclusion] | None
    rule: tuple[int, Rule] | None

    @classmethod
    def of(cls, subject: Subject, reason: str, opened: bool | None) -> Matched:
        """Look through the document."""
        stage = subject.times.stage
        excluded = first_exclusion(subject.document, subject.point, reason, stage, opened)
        return cls(
            excluded, None if excluded is not None else first_rule(subject.document, subject.point, reason, stage)
        )


def decide_all(subject: Subject, reason: str, opened: bool | None) -> tuple[Decision, ...]:
    """Return what the policy says about this line for this reason, kind by kind in the order of `KINDS`."""
    matched = Matched.of(subject, reason, opened)
    return tuple(decide(subject, kind, reason, opened, matched) for kind in KINDS)


def decide(subject: Subject, kind: str, reason: str, opened: bool | None, matched: Matched | None = None) -> Decision:
    """Return what the policy says about this line for this kind and reason. `matched`: where that is known already."""
    document, facts = subject.document, subject.facts
    if kind not in KINDS or reason not in REASONS:
        return Decision(kind, reason, "not_known")
    if document.markets and facts.country not in document.markets:
        return Decision(kind, reason, "market_not_covered")
    if KINDS[kind].sends and not document.serves.reaches(facts.country, facts.region):
        return Decision(kind, reason, "not_served")
    matched = matched or Matched.of(subject, reason, opened)
    if matched.excluded is not None:
        place, exclusion = matched.excluded
        return Decision(kind, reason, "excluded", place=place, exclusion=exclusion)
    if matched.rule is None:
        return _unnamed(subject, kind, reason)
    return _by_rule(subject, kind, reason, *matched.rule)


def _unnamed(subject: Subject, kind: str, reason: str) -> Decision:
    """No rule fits now; one may fit once the goods are delivered, and then its clock has not begun."""
    if subject.times.stage != "delivered":
        later = first_rule(subject.document, subject.point, reason, "delivered")
        if later is not None and later[1].offer(kind) is not None:
            place, rule = later
            return Decision(kind, reason, "window_not_begun", place, rule, rule.offer(kind), Span(None, None))
    return Decision(kind, reason, "not_named")


def _by_rule(subject: Subject, kind: str, reason: str, place: int, rule: Rule) -> Decision:
    offer = rule.offer(kind)
    if offer is None:
        if subject.times.stage != "delivered":
            later = _unnamed(subject, kind, reason)
            if later.outcome == "window_not_begun":
                return later
        return Decision(kind, reason, "kind_not_given", place, rule)
    if (
        reason == "arrived_late"
        and subject.times.stage == "delivered"
        and not was_late(subject.times, subject.document)
    ):
        return Decision(kind, reason, "not_late", place, rule, offer)
    span = span_of(subject.document, offer.window, subject.times, subject.facts.placed_at)
    outcome: Outcome = "open"
    if not span.has_begun(subject.at):
        outcome = "not_due"
    elif not span.is_open(subject.at):
        return _lengthened(subject, Decision(kind, reason, "window_over", place, rule, offer, span))
    return Decision(kind, reason, outcome, place, rule, offer, span)


def _lengthened(subject: Subject, decision: Decision) -> Decision:
    """Within a warranty that repairs have lengthened, a further repair is a right, whenever the window ended."""
    until, offer = subject.line.covered_until, decision.offer
    covered = until is not None and subject.at < until
    if not covered or offer is None or (decision.kind, decision.reason) != ("repair", DEFECT):
        return decision
    assert decision.span is not None  # the outcome is about its end
    assert until is not None  # covered
    span = replace(decision.span, until=until - MOMENT)
    return replace(decision, outcome="open", offer=replace(offer, right=True), span=span, lengthened=True)


def goodwill_open(subject: Subject, decision: Decision) -> bool:
    """Say whether the shop still listens to a wish that the policy refuses.

    Not where waiting is the answer, nor for goods that the buyer does not have, nor after `goodwill_days`.
    """
    if decision.outcome in ("open", "not_known", "window_not_begun", "not_due"):
        return False
    if subject.document.terms.goodwill_days == 0:
        return False
    if subject.times.delivered_at is None:
        return not KINDS[decision.kind].goods_return
    day_zero = subject.times.delivered_at.astimezone(subject.document.zone).date()
    last = end_after(subject.document, day_zero, subject.document.terms.goodwill_days)
    return last is None or subject.at <= last
