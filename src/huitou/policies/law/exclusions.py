"""Holds the exclusions of a policy against those that the law knows. Used by `law.compare`.

The evaluator is asked about every combination of reason, stage, category, article, trait, confirmation and seal that
the exclusions tell apart: no goods may be shut out but on a ground that the law knows, with what it demands.

Why single traits and single confirmations are exact. Goods with several traits are shut out by the first exclusion
that any one of them meets, so the same exclusion shuts out goods with that trait alone; more traits only add grounds.
An exclusion asks for at most one confirmation, its own; taking all others away leaves it the first to fit, or uncovers
none before it, and fewer confirmations only take grounds away. So a fault anywhere is a fault at one of these points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product

from huitou.policies.law.statute import NoReason
from huitou.policies.rules.document import Document, Exclusion
from huitou.policies.rules.matching import Point as Goods
from huitou.policies.rules.matching import first_exclusion
from huitou.policies.rules.space import OTHER
from huitou.policies.rules.vocabulary import BUYER_REASONS, N_, Stage

UNKNOWN = N_("the law knows no such exclusion (%(because)s): %(article)s (%(country)s)")
UNCONFIRMED = N_("the buyer must have confirmed this for each purchase (%(because)s): %(article)s (%(country)s)")
UNOPENED = N_("this holds only for opened goods (%(because)s): %(article)s (%(country)s)")


def unlawful(document: Document, law: NoReason) -> Iterator[tuple[int, Exclusion, str]]:
    """Yield each exclusion (its place from 1) that shuts out goods the law lets go back, with the reason why."""
    stages: tuple[Stage, ...] = ("not_shipped", "in_transit", "delivered") if law.before_delivery else ("delivered",)
    seen: set[tuple[int, str]] = set()
    for goods, reason, stage, opened in _cells(document, stages):
        found = first_exclusion(document, goods, reason, stage, opened)
        if found is None:
            continue
        fault = _fault(law, found[1], goods, opened)
        if fault and (found[0], fault) not in seen:
            seen.add((found[0], fault))
            yield *found, fault


def _fault(law: NoReason, exclusion: Exclusion, goods: Goods, opened: bool) -> str:
    """Return why these goods may not be shut out, "" where they may."""
    claimed = goods.category in exclusion.categories.folded or goods.sku in exclusion.skus.folded
    grounds = goods.traits | ({exclusion.because} if claimed else frozenset())
    faults = [_lacking(law, ground, goods, opened) for ground in sorted(grounds)]
    return "" if "" in faults else max(faults, key=(UNKNOWN, UNCONFIRMED, UNOPENED).index)


def _lacking(law: NoReason, ground: str, goods: Goods, opened: bool) -> str:
    demand = law.exclusions.get(ground)
    if demand is None:
        return UNKNOWN
    if demand == "confirmed" and ground not in goods.confirmed:
        return UNCONFIRMED
    if demand == "opened" and not opened:
        return UNOPENED
    return ""


def _cells(document: Document, stages: tuple[Stage, ...]) -> Iterator[tuple[Goods, str, Stage, bool]]:
    exclusions = document.exclusions
    reasons = _told_apart(BUYER_REASONS, [x.reasons for x in exclusions])
    categories = _told_apart(_named(x.categories.folded for x in exclusions), [x.categories.folded for x in exclusions])
    skus = _told_apart(_named(x.skus.folded for x in exclusions), [x.skus.folded for x in exclusions])
    traits = [frozenset[str](), *({one} for one in sorted(_named(x.traits for x in exclusions) - {OTHER}))]
    confirmed = [frozenset[str](), *({one} for one in sorted({x.because for x in exclusions}))]
    for category, sku, marks, said in product(categories, skus, traits, confirmed):
        goods = Goods(category, sku, OTHER, document.country, frozenset(), 0, frozenset(marks), frozenset(said))
        for reason, stage, opened in product(reasons, stages, (False, True)):
            yield goods, reason, stage, opened


def _named(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset({OTHER}).union(*sets)


def _told_apart(values: Collection[str], sets: list[frozenset[str]]) -> list[str]:
    """Return one value of each group that lies in the same of the sets."""
    groups = {tuple(value in found for found in sets): value for value in sorted(values, reverse=True)}
    return sorted(groups.values())
