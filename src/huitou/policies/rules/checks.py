"""Checks between the rules of a policy: empty, contradictory, unreachable. Called by `rules.reading`.

Overlaps are no fault: rules are read from the top and the first that fits decides. A rule that can then never
decide is one, and is refused with the names of the rules that come before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from huitou.policies.rules.document import Document, Exclusion, Offer, Rule
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.space import Box, Space, TooComplicated, meet, without
from huitou.policies.rules.vocabulary import CLOCK_STAGES, FAULT_REASONS, KINDS, N_


def check(document: Document) -> list[Problem]:
    """Return everything that is wrong between the parts of a document that was read without fault."""
    problems = [*_doubled_names(document)]
    for number, rule in enumerate(document.rules, start=1):
        problems.extend(_rule_problems(number, rule))
    if not problems:
        try:
            problems.extend(_never_reached(document))
        except TooComplicated as error:
            problems.append(Problem("too_complicated", "rules", error.msgid))
    return problems


def _name(section: int, number: int, item: Rule | Exclusion) -> str:
    return f"{section}.{number} {item.rule_id if isinstance(item, Rule) else item.exclusion_id}"


def _doubled_names(document: Document) -> Iterator[Problem]:
    ids = [rule.rule_id for rule in document.rules] + [x.exclusion_id for x in document.exclusions]
    for name, times in Counter(ids).items():
        if times > 1:
            yield Problem("doubled_name", name, N_('the name "%(name)s" stands for two rules'), {"name": name})


def _rule_problems(number: int, rule: Rule) -> Iterator[Problem]:
    where = _name(2, number, rule)
    for kind, times in Counter(offer.kind for offer in rule.offers).items():
        if times > 1:
            msgid = N_("the rule offers the same kind twice: %(kind)s")
            yield Problem("contradictory", where, msgid, {"kind": kind})
    for offer in rule.offers:
        yield from _offer_problems(where, rule, offer)


def _offer_problems(where: str, rule: Rule, offer: Offer) -> Iterator[Problem]:
    clock = offer.window.clock
    if not rule.when.stages <= CLOCK_STAGES[clock]:
        yield Problem(
            "contradictory",
            where,
            N_('the clock "%(clock)s" cannot run for goods that are: %(stages)s'),
            {"clock": clock, "stages": sorted(rule.when.stages - CLOCK_STAGES[clock])},
        )
    if KINDS[offer.kind].goods_return and "not_shipped" in rule.when.stages:
        msgid = N_("goods that were never shipped cannot come back, so the kind cannot be: %(kind)s")
        yield Problem("contradictory", where, msgid, {"kind": offer.kind})
    if offer.restocking_basis_points and rule.when.reasons & FAULT_REASONS:
        msgid = N_("a restocking fee cannot be taken for a fault that is not the buyer's: %(reasons)s")
        yield Problem("contradictory", where, msgid, {"reasons": sorted(rule.when.reasons & FAULT_REASONS)})
    if offer.restocking_basis_points and not KINDS[offer.kind].goods_return:
        msgid = N_("a restocking fee needs goods that come back, which this kind does not have: %(kind)s")
        yield Problem("contradictory", where, msgid, {"kind": offer.kind})
    if offer.right and offer.automatic is not None:
        msgid = N_("a right is always agreed at once, so it takes no conditions for automatic approval")
        yield Problem("contradictory", where, msgid)


def _never_reached(document: Document) -> Iterator[Problem]:
    space = Space.of(document)
    earlier: list[tuple[str, Box]] = []
    for number, exclusion in enumerate(document.exclusions, start=1):
        closed = space.of_exclusion(exclusion)
        if closed is not None:
            earlier.append((_name(3, number, exclusion), closed))
    for number, rule in enumerate(document.rules, start=1):
        own = space.of_rule(rule.when)
        problem = _reach_problem(_name(2, number, rule), own, earlier)
        if problem is not None:
            yield problem
        earlier.append((_name(2, number, rule), own))


def _reach_problem(where: str, own: Box, earlier: list[tuple[str, Box]]) -> Problem | None:
    if not all(own):
        return Problem("unreachable", where, N_("the rule is for countries that the policy does not cover"))
    rest = [own]
    covering = []
    for name, box in earlier:
        if any(meet(piece, box) for piece in rest):
            covering.append(name)
            rest = without(rest, box)
        if not rest:
            break
    if rest:
        return None
    same = [name for name, box in earlier if box == own]
    if same:
        msgid = N_("the rule has the same conditions as %(others)s, which comes first; join them or change one")
        return Problem("contradictory", where, msgid, {"others": same[0]})
    msgid = N_("the rule can never decide, because %(others)s come first; move it up or narrow them")
    return Problem("unreachable", where, msgid, {"others": ", ".join(covering)})
