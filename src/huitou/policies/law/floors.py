"""What the law asks for at least, or at most, beside each field of the policy editor. Words only: `compare` judges.

Called by the desk. Reads the same statutes as `law.compare`; a floor that is not told here is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from huitou.policies.law.book import of_country
from huitou.policies.law.compare import covered
from huitou.policies.law.statute import MONEY_BACK, AtLeast, AtMost, Fault, Money, NoReason
from huitou.policies.rules.document import Document, Rule
from huitou.policies.rules.page import Sentence
from huitou.policies.rules.vocabulary import BUYER_REASONS, N_

# The clock of the editor beside which a topic of the law is told.
CLOCK_OF: Mapping[str, str] = {
    "money": "refund_days",
    "hand_over": "hand_over_days",
    "answer": "answer_hours",
    "delivery": "promise_days",
}


@dataclass(frozen=True, slots=True)
class Floor:
    """One bound. `days`: of the law; `sentence`: it with the article."""

    days: int
    sentence: Sentence


def of_rule(document: Document, rule: Rule, day: date) -> dict[str, list[Floor]]:
    """By kind: how long the law gives at least for the reasons of this rule, after the delivery."""
    found: dict[str, list[Floor]] = {}
    if "delivered" not in rule.when.stages:
        return found
    for country in covered(document):
        for statute in of_country(country, day):
            for kind, days in _kinds(rule, statute.says):
                said = N_("At least %(days)s: %(article)s (%(country)s).")
                found.setdefault(kind, []).append(_floor(said, days, statute.article, country))
    return found


def of_clocks(document: Document, day: date) -> dict[str, list[Floor]]:
    """By clock: the law's bound."""
    found: dict[str, list[Floor]] = {}
    for country in covered(document):
        for statute in of_country(country, day):
            if isinstance(statute.says, Money) and statute.says.counted_from != "arrival":
                said = N_("At most %(days)s: %(article)s (%(country)s).")
                found.setdefault("notice_days", []).append(
                    _floor(said, statute.says.least_days, statute.article, country)
                )
            clock = CLOCK_OF.get(statute.topic)
            if clock is None:
                continue
            match statute.says:
                case Money(least_days=days):
                    said = N_("Together with the check of the goods at most %(days)s: %(article)s (%(country)s).")
                case AtLeast(days=days):
                    said = N_("At least %(days)s: %(article)s (%(country)s).")
                case AtMost(days=days):
                    said = N_("At most %(days)s: %(article)s (%(country)s).")
                case _:
                    continue
            found.setdefault(clock, []).append(_floor(said, days, statute.article, country))
    return found


def _kinds(rule: Rule, says: object) -> Iterator[tuple[str, int]]:
    """The kinds by which a rule can satisfy the law, with its days."""
    if isinstance(says, NoReason) and rule.when.reasons & BUYER_REASONS:
        yield from ((kind, says.days) for kind in MONEY_BACK)
    if isinstance(says, Fault) and rule.when.reasons & says.reasons and not says.listed_only:
        yield from ((kind, says.days) for kind in says.kinds)


def _floor(msgid: str, days: int, article: str, country: str) -> Floor:
    return Floor(days, Sentence(msgid, {"days": days, "article": article, "country": country}))
