"""Proves that a policy gives at least what the law gives, or names every shortfall with its rule and article.

Called by `verbs.publish` and by tests; never repairs. It goes through every cell of the space of cases
(`rules.space`), puts one case of each before the policy's own evaluator at the moments that matter (`law.trial`), and
compares the clocks (`law.terms`) and the exclusions (`law.exclusions`). The argument why that is exact stands there.
Orders in other currencies are part of the space: no sum of the policy speaks of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huitou.policies.law.book import COUNTRIES, of_country
from huitou.policies.law.exclusions import unlawful
from huitou.policies.law.statute import MONEY_BACK, Fault, NoReason, Statute
from huitou.policies.law.terms import clocks_below
from huitou.policies.law.trial import Trial
from huitou.policies.rules.deciding import Decision
from huitou.policies.rules.document import Document
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.space import Point, TooComplicated, points
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS, N_


def compare(document: Document, day: date) -> list[Problem]:
    """Return where the policy gives less than the law of its own country or of a market that it names."""
    found: dict[tuple[str, str, object], Problem] = {}
    for country in covered(document):
        for problem in _Comparison(document, country, of_country(country, day)).problems():
            found.setdefault((problem.where, problem.msgid, problem.params.get("article")), problem)
    return list(found.values())


def covered(document: Document) -> list[str]:
    """Return the countries whose law we hold a policy against.

    Those that it names (as markets, as places it delivers to, in a rule) and its own; all must be covered by it.
    """
    named = {document.country} | document.markets | document.serves.countries
    named |= {country for rule in document.rules for country in rule.when.countries}
    return sorted(country for country in named & COUNTRIES if not document.markets or country in document.markets)


def unchecked(document: Document) -> list[str]:
    """Return the countries that the policy names and of whose law we know nothing: nobody has held it against that."""
    named = {document.country} | document.markets | document.serves.countries
    named |= {country for rule in document.rules for country in rule.when.countries}
    return sorted(country for country in named - COUNTRIES if not document.markets or country in document.markets)


class _Comparison:
    """One document against the law of one country."""

    def __init__(self, document: Document, country: str, statutes: tuple[Statute, ...]) -> None:
        self.document = document
        self.country = country
        self.statutes = statutes

    def problems(self) -> Iterator[Problem]:
        """Yield every shortfall."""
        yield from clocks_below(self.document.terms, self.statutes, self.country)
        try:
            for statute in self.statutes:
                if isinstance(statute.says, NoReason):
                    yield from self._no_reason(statute, statute.says)
                elif isinstance(statute.says, Fault):
                    yield from self._fault(statute, statute.says)
        except TooComplicated as error:
            yield Problem("too_complicated", "rules", error.msgid)

    def _less(self, where: str, msgid: str, article: str, **params: object) -> Problem:
        return Problem("below_law", where, msgid, {**params, "article": article, "country": self.country})

    def _where(self, decision: Decision) -> str:
        return f"2.{decision.place} {decision.rule.rule_id}" if decision.rule is not None else "rules"

    def _no_reason(self, statute: Statute, law: NoReason) -> Iterator[Problem]:
        for point in points(self.document, self.country, BUYER_REASONS, ("delivered",)):
            yield from self._no_reason_at(statute, law, point)
        for place, exclusion, msgid in unlawful(self.document, law):
            where = f"3.{place} {exclusion.exclusion_id}"
            yield self._less(where, msgid, law.exclusions_article, because=exclusion.because)
        if law.before_delivery:
            for point in points(self.document, self.country, BUYER_REASONS, ("not_shipped", "in_transit")):
                yield from self._before_delivery_at(statute, point)

    def _no_reason_at(self, statute: Statute, law: NoReason, point: Point) -> Iterator[Problem]:
        trial = Trial(self.document, point)
        least: list[Problem] | None = None
        for kind in MONEY_BACK:
            answers = list(trial.after_delivery(kind, law.days))
            if any(answer.outcome == "excluded" for answer in answers):
                return  # `unlawful` looks at every exclusion
            moved = trial.after_delivery(kind, law.days, weekends_move=True) if law.weekend_article else ()
            problems = list(self._shortfalls(statute, law, point, answers, list(moved)))
            if not problems:
                return
            if least is None or (answers[0].offer is not None and least[0].where == "rules"):
                least = problems
        yield from least or ()

    def _shortfalls(
        self, statute: Statute, law: NoReason, point: Point, answers: list[Decision], moved: list[Decision]
    ) -> Iterator[Problem]:
        """Yield what is lacking in one kind of answer at one point."""
        first = answers[0]
        offer, where = first.offer, self._where(first)
        if offer is None:
            yield self._nothing(statute, law, point, first)
            return
        if not all(answer.allowed for answer in answers):
            msgid = N_("the window is shorter than %(days)s: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article, days=law.days)
        elif not all(answer.allowed for answer in moved):
            msgid = N_("a last day on a weekend must move to the next working day: %(article)s (%(country)s)")
            yield self._less("calendar", msgid, law.weekend_article)
        if not offer.right:
            msgid = N_("a return without reason is a right and needs no agreement: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article)
        if offer.evidence:
            msgid = N_("a return without reason needs no evidence: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article)
        if offer.restocking_basis_points:
            msgid = N_("no restocking fee may be taken: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article)
        if law.outbound_refunded and not offer.outbound_shipping_refunded:
            msgid = N_("what the buyer paid for the delivery must be refunded too: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article)
        if law.merchant_pays and self._buyer_pays(first):
            msgid = N_("the shop must pay for the way back: %(article)s (%(country)s)")
            yield self._less(where, msgid, statute.article)

    def _nothing(self, statute: Statute, law: NoReason, point: Point, first: Decision) -> Problem:
        if first.rule is not None:
            msgid = N_("the rule gives no return without reason; at least %(days)s: %(article)s (%(country)s)")
            return self._less(self._where(first), msgid, statute.article, days=law.days)
        msgid = N_(
            "no rule gives a return without reason to: %(example)s; at least %(days)s: %(article)s (%(country)s)"
        )
        return self._less("rules", msgid, statute.article, days=law.days, example=_words(point))

    def _before_delivery_at(self, statute: Statute, point: Point) -> Iterator[Problem]:
        trial = Trial(self.document, point)
        for kind in MONEY_BACK:
            answers = list(trial.before_delivery(kind))
            if any(answer.outcome == "excluded" for answer in answers):
                return
            if all(answer.allowed and answer.offer is not None and answer.offer.right for answer in answers):
                return
        if answers[0].rule is not None:
            msgid = N_("a buyer can withdraw before the delivery too, as a right: %(article)s (%(country)s)")
            yield self._less(self._where(answers[0]), msgid, statute.article)
            return
        msgid = N_("no rule lets a buyer withdraw while the goods are: %(stage)s; %(article)s (%(country)s)")
        yield self._less("rules", msgid, statute.article, stage=point.stage)

    def _fault(self, statute: Statute, law: Fault) -> Iterator[Problem]:
        if law.listed_only and not self.document.listed:
            return
        for point in points(self.document, self.country, law.reasons, ("delivered",)):
            if not law.listed_only or point.category in self.document.listed.folded:
                yield from self._fault_at(statute, law, point)

    def _fault_at(self, statute: Statute, law: Fault, point: Point) -> Iterator[Problem]:
        trial = Trial(self.document, point)
        given = {kind: list(trial.after_delivery(kind, law.days)) for kind in law.kinds}
        long_enough = [found[0] for found in given.values() if all(answer.allowed for answer in found)]
        if any(not self._buyer_pays(found) for found in long_enough):
            return
        params = {"days": law.days, "kinds": list(law.kinds)}
        ruled = next((found[0] for found in given.values() if found[0].rule is not None), None)
        if long_enough:
            msgid = N_("for faulty or wrong goods the shop pays for the way back: %(article)s (%(country)s)")
            yield self._less(self._where(long_enough[0]), msgid, statute.article)
        elif ruled is not None:
            msgid = N_(
                "for faulty or wrong goods the buyer has at least %(days)s (%(kinds)s): %(article)s (%(country)s)"
            )
            yield self._less(self._where(ruled), msgid, statute.article, **params)
        else:
            msgid = N_("no rule helps with faulty or wrong goods for: %(example)s; %(article)s (%(country)s)")
            yield self._less("rules", msgid, statute.article, example=_words(point))

    def _buyer_pays(self, decision: Decision) -> bool:
        """Whether the goods come back, and at the buyer's cost."""
        if not KINDS[decision.kind].goods_return:
            return False
        return self.document.shipping_for(decision.reason, decision.offer).by == "buyer"


def _words(point: Point) -> str:
    return ", ".join(f"{name} {value}" for name, value in point.named.items())
