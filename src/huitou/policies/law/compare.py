"""Compares a policy with the statutory floors: exact over the whole space of its conditions, not by samples.

Called by `verbs.publish` and by tests. Returns every shortfall with the rule and the article; never repairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huitou.policies.law import br, cn, eu, kr, tw, uk
from huitou.policies.law.floor import Fault, Floor, NoReason
from huitou.policies.rules.document import Document, Exclusion, Offer, Rule
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.space import Box, Space, TooComplicated, example, walk
from huitou.policies.rules.vocabulary import BUYER_REASONS, N_

FLOORS: tuple[Floor, ...] = (*cn.FLOORS, *eu.FLOORS, *uk.FLOORS, *tw.FLOORS, *kr.FLOORS, *br.FLOORS)
WEEKEND = frozenset({5, 6})
LONGEST_MOVE = 4  # days by which a weekend with holidays can move a last day


def floor_of(country: str, day: date) -> Floor | None:
    """Return the floor of a country on a day, None where we know of none."""
    return next((floor for floor in FLOORS if country in floor.countries and floor.holds_on(day)), None)


def compare(document: Document, day: date) -> list[Problem]:
    """Return where the policy gives less than the law of its own country or of a market that it names."""
    found: dict[tuple[str, str, str], Problem] = {}
    for country in sorted({document.country} | document.markets):
        floor = floor_of(country, day)
        if floor is None or (document.markets and country not in document.markets):
            continue
        for problem in _Comparison(document, floor, country).problems():
            found.setdefault((problem.code, problem.where, problem.msgid), problem)
    return list(found.values())


class _Comparison:
    """One document against one floor in one country."""

    def __init__(self, document: Document, floor: Floor, country: str) -> None:
        self.document = document
        self.floor = floor
        self.country = country
        self.space = Space.of(document, countries=(country,))

    def problems(self) -> Iterator[Problem]:
        """Yield every shortfall."""
        yield from self._terms()
        try:
            if self.floor.no_reason is not None:
                yield from self._no_reason(self.floor.no_reason)
            if self.floor.fault is not None:
                yield from self._fault(self.floor.fault)
        except TooComplicated as error:
            yield Problem("too_complicated", "rules", error.msgid)

    def _less(self, where: str, msgid: str, article: str, **params: object) -> Problem:
        return Problem("below_law", where, msgid, {**params, "article": article, "country": self.country})

    def _rule_name(self, place: int) -> str:
        return f"2.{place} {self.document.rules[place - 1].rule_id}"

    def _terms(self) -> Iterator[Problem]:
        terms, floor = self.document.terms, self.floor
        if floor.refund_days is not None and terms.inspect_days + terms.refund_days > floor.refund_days:
            msgid = N_(
                "inspection and refund take more than %(days)s after the goods arrive: %(article)s (%(country)s)"
            )
            yield self._less("terms", msgid, floor.refund_article, days=floor.refund_days)
        if floor.hand_over_days is not None and terms.hand_over_days < floor.hand_over_days:
            msgid = N_("the buyer must have at least %(days)s to send the goods: %(article)s (%(country)s)")
            yield self._less("terms", msgid, floor.hand_over_article, days=floor.hand_over_days)

    def _decided(self, reasons: frozenset[str], stages: frozenset[str]) -> tuple[dict[int, list[Box]], list[Box]]:
        start = self.space.narrowed(reason=reasons, stage=stages, country=(self.country,))
        decided: dict[int, list[Box]] = {}
        rest = walk(self.document, start, self.space, lambda place, box: decided.setdefault(place, []).append(box))
        return decided, rest

    def _no_reason(self, law: NoReason) -> Iterator[Problem]:
        decided, rest = self._decided(BUYER_REASONS, frozenset({"delivered"}))
        for place, boxes in decided.items():
            yield from self._no_reason_rule(law, place, self.document.rules[place - 1], boxes)
        if rest:
            msgid = N_(
                "no rule gives a return without reason to: %(example)s; at least %(days)s: %(article)s (%(country)s)"
            )
            yield self._less("rules", msgid, law.article, days=law.days, example=_words(rest[0]))
        for place, exclusion in enumerate(self.document.exclusions, start=1):
            yield from self._exclusion(law, place, exclusion)
        if law.before_delivery:
            yield from self._before_delivery(law)

    def _no_reason_rule(self, law: NoReason, place: int, rule: Rule, boxes: list[Box]) -> Iterator[Problem]:
        where = self._rule_name(place)
        offer = rule.offer("return_and_refund") or rule.offer("refund_only")
        if offer is None:
            msgid = N_("the rule gives no return without reason; at least %(days)s: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article, days=law.days)
            return
        if _shorter(offer, law.days):
            msgid = N_("the window is shorter than %(days)s: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article, days=law.days)
        if not offer.right:
            msgid = N_("a return without reason is a right and needs no agreement: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article)
        if offer.evidence:
            msgid = N_("a return without reason needs no evidence: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article)
        if offer.restocking_basis_points:
            msgid = N_("no restocking fee may be taken: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article)
        if law.outbound_refunded and not offer.outbound_shipping_refunded:
            msgid = N_("what the buyer paid for the delivery must be refunded too: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article)
        if law.merchant_pays and self._buyer_pays(offer, boxes):
            msgid = N_("the shop must pay for the way back: %(article)s (%(country)s)")
            yield self._less(where, msgid, law.article)
        if law.weekend_article and _shorter(offer, law.days + LONGEST_MOVE) and not self._weekends_move():
            msgid = N_("a last day on a weekend must move to the next working day: %(article)s (%(country)s)")
            yield self._less("calendar", msgid, law.weekend_article)

    def _weekends_move(self) -> bool:
        calendar = self.document.calendar
        return calendar.next_working_day and calendar.days_off >= WEEKEND

    def _buyer_pays(self, offer: Offer, boxes: list[Box]) -> bool:
        reasons = {str(reason) for box in boxes for reason in box[0]}
        return any(self.document.shipping_for(reason, offer).by == "buyer" for reason in reasons)

    def _exclusion(self, law: NoReason, place: int, exclusion: Exclusion) -> Iterator[Problem]:
        if "delivered" not in exclusion.stages:
            return
        where, params = f"3.{place} {exclusion.exclusion_id}", {"because": exclusion.because}
        if exclusion.because not in law.exclusions:
            msgid = N_("the law knows no such exclusion (%(because)s): %(article)s (%(country)s)")
            yield self._less(where, msgid, law.exclusions_article, **params)
            return
        demand = law.exclusions[exclusion.because]
        if demand == "confirmed" and not exclusion.needs_confirmation:
            msgid = N_("the buyer must have confirmed this for each purchase (%(because)s): %(article)s (%(country)s)")
            yield self._less(where, msgid, law.exclusions_article, **params)
        if demand == "opened" and not exclusion.if_opened:
            msgid = N_("this holds only for opened goods (%(because)s): %(article)s (%(country)s)")
            yield self._less(where, msgid, law.exclusions_article, **params)

    def _before_delivery(self, law: NoReason) -> Iterator[Problem]:
        for stage in ("not_shipped", "in_transit"):
            decided, rest = self._decided(BUYER_REASONS, frozenset({stage}))
            for place in decided:
                if not any(offer.right for offer in self.document.rules[place - 1].offers):
                    msgid = N_("a buyer can withdraw before the delivery too, as a right: %(article)s (%(country)s)")
                    yield self._less(self._rule_name(place), msgid, law.article)
            if rest:
                msgid = N_("no rule lets a buyer withdraw while the goods are: %(stage)s; %(article)s (%(country)s)")
                yield self._less("rules", msgid, law.article, stage=stage)

    def _fault(self, law: Fault) -> Iterator[Problem]:
        decided, rest = self._decided(law.reasons, frozenset({"delivered"}))
        for place, boxes in decided.items():
            rule = self.document.rules[place - 1]
            offers = [offer for offer in rule.offers if law.kind in (None, offer.kind)]
            if all(_shorter(offer, law.days) for offer in offers):
                msgid = N_("for faulty or wrong goods the buyer has at least %(days)s: %(article)s (%(country)s)")
                yield self._less(self._rule_name(place), msgid, law.article, days=law.days)
            if any(self._buyer_pays(offer, boxes) for offer in offers):
                msgid = N_("for faulty or wrong goods the shop pays for the way back: %(article)s (%(country)s)")
                yield self._less(self._rule_name(place), msgid, law.article)
        if rest:
            msgid = N_("no rule helps with faulty or wrong goods for: %(example)s; %(article)s (%(country)s)")
            yield self._less("rules", msgid, law.article, example=_words(rest[0]))


def _shorter(offer: Offer, days: int) -> bool:
    return offer.window.days is not None and offer.window.days < days


def _words(box: Box) -> str:
    return ", ".join(f"{name} {value}" for name, value in example(box).items())
