"""Turns a decision about one line into its verdict: the terms, and every ground in the order a reader needs.

Called by `rules.evaluate` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huitou.policies.rules import grounds, numbers
from huitou.policies.rules.deciding import Decision, Subject, goodwill_open
from huitou.policies.rules.document import Automatic, Offer
from huitou.policies.rules.matching import customer_fits, exclusions_if_opened
from huitou.policies.rules.verdict import Ground, LineVerdict
from huitou.policies.rules.vocabulary import KINDS, REASONS


@dataclass(frozen=True, slots=True)
class Asked:
    """What the buyer brings. `value_minor`: paid for everything in the wish, all lines together."""

    quantity: int
    opened: bool | None
    evidence: tuple[str, ...]
    value_minor: int


def judge(subject: Subject, decision: Decision, others: Sequence[Decision], asked: Asked) -> LineVerdict:
    """Return the verdict on one line; `others` are what else could be chosen, for a refusal's way out."""
    offer = decision.offer
    known = decision.reason if decision.reason in REASONS else "other"
    shipping = subject.document.shipping_for(known, offer, foreign=subject.foreign)
    evidence = () if offer is None else offer.evidence
    goodwill = goodwill_open(subject, decision)
    span = decision.span
    agreed = _agreed_at_once(subject, decision, asked)
    goods_return = decision.kind in KINDS and KINDS[decision.kind].goods_return
    return LineVerdict(
        line_id=subject.line.line_id,
        quantity=asked.quantity,
        reason=decision.reason,
        allowed=decision.allowed,
        entitled=decision.allowed and offer is not None and offer.right,
        automatic=agreed,
        goodwill_possible=goodwill,
        opens_at=span.opens_at if span is not None and not span.has_begun(subject.at) else None,
        until=None if span is None else span.until,
        return_shipping_by=shipping.by,
        return_way=shipping.way,
        return_fee_minor=shipping.fee_minor if goods_return else 0,
        restocking_basis_points=0 if offer is None else offer.restocking_basis_points,
        outbound_shipping_refunded=offer is not None and offer.outbound_shipping_refunded,
        evidence=evidence,
        evidence_missing=tuple(code for code in evidence if code not in asked.evidence),
        reasons=_given(subject, decision, asked, agreed) if decision.allowed else (_refusal(subject, decision),),
        still=() if decision.allowed else _still(subject, decision, others, goodwill),
    )


def _agreed_at_once(subject: Subject, decision: Decision, asked: Asked) -> bool:
    offer = decision.offer
    if not decision.allowed or offer is None or not set(offer.evidence) <= set(asked.evidence):
        return False
    if offer.right:
        return True
    automatic = offer.automatic
    if automatic is None or not _conditions_hold(subject, automatic, asked):
        return False
    return set(automatic.evidence) <= set(asked.evidence)


def _conditions_hold(subject: Subject, automatic: Automatic, asked: Asked) -> bool:
    """Say whether all conditions but the evidence hold."""
    customer = subject.facts.customer
    return (
        (automatic.max_value_minor is None or _at_most(subject, automatic.max_value_minor, asked))
        and (automatic.min_orders is None or customer.orders >= automatic.min_orders)
        and (automatic.max_returns is None or customer.returns <= automatic.max_returns)
        and customer_fits(automatic.segments, customer)
    )


def _at_most(subject: Subject, limit_minor: int, asked: Asked) -> bool:
    """A limit in another currency than the order's is not met: nobody knows."""
    return subject.facts.currency == subject.document.currency and asked.value_minor <= limit_minor


def _given(subject: Subject, decision: Decision, asked: Asked, agreed: bool) -> tuple[Ground, ...]:
    offer, span, document = decision.offer, decision.span, subject.document
    assert offer is not None
    assert span is not None
    number = numbers.of_rule(decision.place)
    goods_return = KINDS[decision.kind].goods_return
    within = grounds.within_window(document, number, offer, span, subject.times)
    found = [grounds.lengthened(document, number, offer, span) if decision.lengthened else within]
    found.extend(_agreement(subject, offer, number, asked, agreed))
    if decision.rule is not None and decision.rule.basis:
        found.append(grounds.basis(number, decision.rule.basis))
    if offer.evidence:
        found.append(grounds.evidence_needed(number, offer.evidence))
    if goods_return:
        own = number if offer.shipping is not None else None
        shipping = document.shipping_for(decision.reason, offer, foreign=subject.foreign)
        found.append(grounds.shipping_cost(document, own, shipping, decision.reason))
    if offer.restocking_basis_points:
        found.append(grounds.restocking(number, offer.restocking_basis_points))
    kind = KINDS[decision.kind]
    instead = grounds.given_instead(number, kind)
    found.append(instead or grounds.outbound_shipping(number, offer.outbound_shipping_refunded))
    if kind.pays:
        found.append(grounds.money_back(document, goods_return))
    if asked.opened is None:
        for place, exclusion in exclusions_if_opened(document, subject.point, decision.reason, subject.times.stage):
            found.append(grounds.only_unopened(numbers.of_exclusion(place), exclusion.because))
    return tuple(found)


def _agreement(subject: Subject, offer: Offer, number: str, asked: Asked, agreed: bool) -> list[Ground]:
    if offer.right:
        return [grounds.right(number)]
    if agreed:
        return [grounds.automatic(number)]
    found = []
    automatic = offer.automatic
    if automatic is not None and _conditions_hold(subject, automatic, asked):
        lacking = [code for code in automatic.evidence if code not in asked.evidence and code not in offer.evidence]
        if lacking:
            found.append(grounds.automatic_if(number, lacking))
    return [*found, grounds.answer(subject.document)]


def _refusal(subject: Subject, decision: Decision) -> Ground:
    """Return the one ground that refuses, naming its rule."""
    document, kind, reason = subject.document, decision.kind, decision.reason
    number = numbers.of_rule(decision.place)
    offer, span, exclusion = decision.offer, decision.span, decision.exclusion
    match decision.outcome:
        case "excluded":
            assert exclusion is not None
            place = numbers.of_exclusion(decision.place)
            return grounds.excluded(place, exclusion)
        case "market_not_covered":
            return grounds.market_not_covered(document, subject.facts.country)
        case "not_served":
            return grounds.not_served(document, kind, subject.facts.country, subject.facts.region)
        case "not_known":
            return grounds.not_known(kind if kind not in KINDS else reason)
        case "kind_not_given":
            assert decision.rule is not None
            return grounds.kind_not_given(number, kind, reason, (given.kind for given in decision.rule.offers))
        case "not_late":
            return grounds.not_late(document, subject.times)
        case "window_not_begun":
            return grounds.window_not_begun(number, kind)
        case "not_due":
            assert span is not None
            assert span.opens_at is not None
            return grounds.not_due(document, number, kind, span.opens_at)
        case "window_over":
            assert offer is not None
            assert span is not None
            return grounds.window_over(document, number, offer, span)
        case _ if subject.foreign and document.uses_money:
            return grounds.currency_differs(document, subject.facts.currency)
        case _:
            return grounds.not_named(kind, reason, subject.times.stage)


def _still(subject: Subject, decision: Decision, others: Sequence[Decision], goodwill: bool) -> tuple[Ground, ...]:
    document = subject.document
    found = []
    if decision.outcome in ("window_not_begun", "not_due"):
        opens_at = None if decision.span is None else decision.span.opens_at
        found.append(grounds.still_wait(document, numbers.of_rule(decision.place), decision.kind, opens_at))
    for other in others:
        if other.allowed and other.reason == decision.reason:
            until = None if other.span is None else other.span.until
            found.append(grounds.still_kind(document, numbers.of_rule(other.place), other.kind, until))
    delivered = subject.times.stage == "delivered"
    found.extend(
        _faults(
            subject,
            [
                other
                for other in others
                if other.allowed and other.reason != decision.reason and REASONS[other.reason].about_goods == delivered
            ],
        )
    )
    if goodwill:
        found.append(grounds.still_goodwill())
    return tuple(found)


def _faults(subject: Subject, open_: Sequence[Decision]) -> list[Ground]:
    """One ground for each rule that helps when something is wrong with the goods."""
    found = []
    for place in sorted({decision.place for decision in open_}):
        mine = [decision for decision in open_ if decision.place == place]
        reasons = [code for code in REASONS if any(decision.reason == code for decision in mine)]
        kinds = [code for code in KINDS if any(decision.kind == code for decision in mine)]
        ends = [decision.span.until for decision in mine if decision.span is not None and decision.span.until]
        until = min(ends) if ends else None
        found.append(grounds.still_fault(subject.document, numbers.of_rule(place), reasons, kinds, until))
    return found
