"""The policy page as numbered plain sentences, made from the same document that `evaluate` applies.

Used by `policies.pages`. English msgids with raw params, as in grounds. Whatever a rule says must appear here: a
test compares random documents with their pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huitou.policies.rules import numbers
from huitou.policies.rules.document import Automatic, Document, Exclusion, Offer, Rule
from huitou.policies.rules.fixed_parts import costs, how, reading, rest, shipping_sentence, times
from huitou.policies.rules.grounds import instead_of_money
from huitou.policies.rules.page import Entry, Offered, Section, Sentence
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS, N_, REASONS


def sections(document: Document) -> tuple[Section, ...]:
    """Return the whole page of a document, in reading order."""
    return (
        Section("1", N_("How to read this policy"), tuple(reading(document))),
        Section("2", N_("What you can ask for"), tuple(_rules(document))),
        Section("3", N_("What cannot go back"), tuple(_exclusions(document))),
        Section("4", N_("Who pays for the way back"), tuple(costs(document))),
        Section("5", N_("How long each step takes"), tuple(times(document))),
        Section("6", N_("What else holds"), tuple(rest(document))),
        Section("7", N_("How to apply"), tuple(how())),
    )


def _rules(document: Document) -> Iterator[Entry]:
    for place, rule in enumerate(document.rules, start=1):
        offers = tuple(Offered(offer.kind, _head(offer), tuple(_terms(document, rule, offer))) for offer in rule.offers)
        yield Entry(numbers.of_rule(place), tuple(_conditions(document, rule)), offers, rule.rule_id)


def _conditions(document: Document, rule: Rule) -> Iterator[Sentence]:
    when = rule.when
    reasons = [code for code in REASONS if code in when.reasons]
    if len(reasons) == len(REASONS):
        yield Sentence(N_("For every reason."))
    else:
        yield Sentence(N_("For these reasons: %(reasons)s."), {"reasons": reasons})
    stages = {
        frozenset({"not_shipped"}): N_("While the goods have not been shipped."),
        frozenset({"in_transit"}): N_("While the goods are on the way."),
        frozenset({"not_shipped", "in_transit"}): N_("Until the goods are delivered."),
        frozenset({"delivered"}): N_("After the delivery."),
    }
    yield Sentence(stages[when.stages])
    if when.categories:
        yield Sentence(N_("Only for goods of: %(names)s."), {"names": list(when.categories.shown)})
    if when.price is not None:
        yield _price(document, when.price.from_minor, when.price.below_minor)
    if when.countries:
        yield Sentence(N_("Only for deliveries to: %(countries)s."), {"countries": sorted(when.countries)})
    if when.regions:
        yield Sentence(N_("Only for deliveries to these regions: %(names)s."), {"names": list(when.regions.shown)})
    if when.segments:
        yield Sentence(N_("Only for these customers: %(names)s."), {"names": list(when.segments.shown)})
    if rule.basis:
        yield Sentence(N_("Legal basis: %(articles)s."), {"articles": list(rule.basis)})


def _price(document: Document, low: int, high: int | None) -> Sentence:
    params = {"from_minor": low, "below_minor": high, "currency": document.currency}
    if high is None:
        return Sentence(N_("Only when one piece costs %(from_minor)s or more."), params)
    if low == 0:
        return Sentence(N_("Only when one piece costs less than %(below_minor)s."), params)
    return Sentence(N_("Only when one piece costs %(from_minor)s or more, but less than %(below_minor)s."), params)


def _head(offer: Offer) -> Sentence:
    window, params = offer.window, {"kind": offer.kind, "days": offer.window.days}
    if window.days is None:
        msgids = {
            "delivery": N_("%(kind)s: at any time after the delivery."),
            "promise": N_("%(kind)s: at any time after the promised day."),
            "before_shipping": N_("%(kind)s: until the goods are handed to the carrier."),
            "before_delivery": N_("%(kind)s: until the goods are delivered."),
        }
        return Sentence(msgids[window.clock], {"kind": offer.kind})
    if window.clock == "promise":
        return Sentence(N_("%(kind)s: once the promised day has passed, until %(days)s after it."), params)
    return Sentence(N_("%(kind)s: within %(days)s of the delivery."), params)


def _terms(document: Document, rule: Rule, offer: Offer) -> Iterator[Sentence]:
    if offer.right:
        yield Sentence(N_("This is your right. The shop does not have to agree first."))
    else:
        yield Sentence(N_("The shop decides on your request within the time of 5.1."))
    if offer.evidence:
        yield Sentence(N_("You need to send: %(evidence)s."), {"evidence": list(offer.evidence)})
    if offer.automatic is not None:
        yield from _automatic(document, offer.automatic)
    if KINDS[offer.kind].goods_return:
        yield from _way_back(document, rule, offer)
    if offer.restocking_basis_points:
        msgid = N_("A restocking fee of %(basis_points)s of the price is taken off the refund.")
        yield Sentence(msgid, {"basis_points": offer.restocking_basis_points})
    instead = instead_of_money(KINDS[offer.kind])
    if instead is not None:
        yield Sentence(instead)
    elif offer.outbound_shipping_refunded:
        yield Sentence(N_("What you paid for the delivery is refunded for these pieces."))
    else:
        yield Sentence(N_("What you paid for the delivery is not refunded."))


def _automatic(document: Document, automatic: Automatic) -> Iterator[Sentence]:
    parts: list[tuple[str, dict[str, Any]]] = []
    if automatic.max_value_minor is not None:
        params = {"value_minor": automatic.max_value_minor, "currency": document.currency}
        parts.append((N_("what you ask for cost %(value_minor)s or less in total"), params))
    if automatic.segments:
        parts.append((N_("you are one of these customers: %(names)s"), {"names": list(automatic.segments.shown)}))
    if automatic.min_orders is not None:
        parts.append((N_("orders you have placed, at least: %(count)s"), {"count": automatic.min_orders}))
    if automatic.max_returns is not None:
        msgid = N_("returns you have made in the last 365 days, at most: %(count)s")
        parts.append((msgid, {"count": automatic.max_returns}))
    if automatic.evidence:
        parts.append((N_("you have also sent: %(evidence)s"), {"evidence": list(automatic.evidence)}))
    if not parts:
        yield Sentence(N_("The shop agrees at once when everything asked for has been sent."))
        return
    yield Sentence(N_("The shop agrees at once if all of this holds: %(conditions)s."), {"conditions": parts})


def _way_back(document: Document, rule: Rule, offer: Offer) -> Iterator[Sentence]:
    if offer.shipping is not None:
        yield shipping_sentence(document, offer.shipping)
        return
    places = sorted({numbers.COSTS[REASONS[reason].fault] for reason in rule.when.reasons})
    yield Sentence(N_("Who pays for the way back: see %(numbers)s."), {"numbers": places})


def _exclusions(document: Document) -> Iterator[Entry]:
    for place, exclusion in enumerate(document.exclusions, start=1):
        sentences = tuple(_exclusion(exclusion))
        yield Entry(numbers.of_exclusion(place), sentences, item_id=exclusion.exclusion_id)


def _exclusion(exclusion: Exclusion) -> Iterator[Sentence]:
    yield Sentence(N_("%(because)s."), {"because": exclusion.because})
    if exclusion.traits - {exclusion.because}:
        yield Sentence(N_("This holds for goods marked as: %(traits)s."), {"traits": sorted(exclusion.traits)})
    if exclusion.categories:
        yield Sentence(N_("This holds for goods of: %(names)s."), {"names": list(exclusion.categories.shown)})
    if exclusion.skus:
        yield Sentence(N_("This holds for the articles: %(names)s."), {"names": list(exclusion.skus.shown)})
    if exclusion.if_opened:
        yield Sentence(N_("Only if you have opened them."))
    if exclusion.needs_confirmation:
        yield Sentence(N_("Only if you confirmed this expressly when you bought them."))
    if exclusion.reasons == BUYER_REASONS:
        yield Sentence(N_("Faulty, damaged or wrong goods can always go back as section 2 says."))
    else:
        reasons = [code for code in REASONS if code in exclusion.reasons]
        yield Sentence(N_("Only for these reasons: %(reasons)s."), {"reasons": reasons})
    if exclusion.stages != {"in_transit", "delivered"}:
        yield Sentence(N_("Only while the goods are: %(stages)s."), {"stages": sorted(exclusion.stages)})
    if exclusion.basis:
        yield Sentence(N_("Legal basis: %(articles)s."), {"articles": list(exclusion.basis)})
