"""All rules of law together, refused as a whole where their dates leave a gap or overlap.

Asked by `law.compare`, `law.rights`, the portal and the pages of policies. Pure Python, no I/O.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from huitou.policies.law import br, cn, eu, kr, tw, uk
from huitou.policies.law.articles import ARTICLES
from huitou.policies.law.statute import NoReason, Statute, Topic


class BookRefused(ValueError):
    """The rules of law contradict each other or leave a day without a rule. `faults` names each place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def checked(statutes: Iterable[Statute]) -> tuple[Statute, ...]:
    """Return the statutes unchanged.

    For every country and topic the dates must follow each other without gap or overlap, and only the last may be open;
    every article must have a name. Raises: BookRefused with every fault.
    """
    book = tuple(statutes)
    faults = [*_dates(book), *_articles(book)]
    if faults:
        raise BookRefused(faults)
    return book


def _dates(book: tuple[Statute, ...]) -> Iterable[str]:
    by_question: dict[tuple[str, str], list[Statute]] = defaultdict(list)
    for statute in book:
        if statute.valid_until is not None and statute.valid_until <= statute.valid_from:
            yield f"{statute.article} ({statute.topic}) ends before it begins"
        for country in statute.countries:
            by_question[country, statute.topic].append(statute)
    for (country, topic), answers in sorted(by_question.items()):
        for earlier, later in pairwise(sorted(answers, key=lambda statute: statute.valid_from)):
            if earlier.valid_until is None or earlier.valid_until > later.valid_from:
                yield f"{country}, {topic}: {earlier.article} and {later.article} overlap on {later.valid_from}"
            elif earlier.valid_until < later.valid_from:
                yield f"{country}, {topic}: no rule from {earlier.valid_until} to {later.valid_from}"


def _articles(book: tuple[Statute, ...]) -> Iterable[str]:
    for statute in book:
        named = [statute.article]
        if isinstance(statute.says, NoReason):
            named += filter(None, (statute.says.exclusions_article, statute.says.weekend_article))
        for article in named:
            if article not in ARTICLES:
                yield f"{article} ({statute.topic}) has no name"


STATUTES: tuple[Statute, ...] = checked(
    (*cn.STATUTES, *eu.STATUTES, *uk.STATUTES, *tw.STATUTES, *kr.STATUTES, *br.STATUTES)
)
COUNTRIES: frozenset[str] = frozenset().union(*(statute.countries for statute in STATUTES))


def in_force(country: str, topic: Topic, day: date) -> Statute | None:
    """Return what the law of a country says to a question on a day, None where we know of nothing."""
    return next((found for found in of_country(country, day) if found.topic == topic), None)


def of_country(country: str, day: date) -> tuple[Statute, ...]:
    """Return all rules that hold in a country on a day, in the order of the book."""
    return tuple(found for found in STATUTES if country in found.countries and found.holds_on(day))


def has_withdrawal_function(country: str, day: date) -> bool:
    """Say whether a shop that sells there must have the withdrawal function on its pages."""
    return in_force(country, "withdrawal_function", day) is not None
