"""What the law of a country gives a buyer, in sentences, from the same data that policies are held against.

Called by the portal (rights page, refused and closed cases) and the API. Pure: English msgids with raw params, as on
the policy page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huitou.policies.law.bodies import BODIES, Body
from huitou.policies.law.book import of_country
from huitou.policies.law.statute import (
    AtLeast,
    AtMost,
    Fault,
    Function,
    Money,
    NoReason,
    Proof,
    RepairLimits,
    Source,
    Statute,
)
from huitou.policies.rules.page import Sentence
from huitou.policies.rules.vocabulary import N_


@dataclass(frozen=True, slots=True)
class Right:
    """One rule of law in words, with its article and where it was read."""

    topic: str
    article: str
    sentences: tuple[Sentence, ...]
    since: date
    source: Source


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything that is known for a country on a day."""

    country: str
    rights: tuple[Right, ...]
    bodies: tuple[Body, ...]

    def __bool__(self) -> bool:
        return bool(self.rights)


# Days that stand for whole months in the book (the longest ones), and for how many.
MONTHS = {92: 3, 184: 6, 366: 12, 731: 24, 1827: 60, 2192: 72}


def rights_of(country: str, day: date) -> Rights:
    """Return the rights of buyers in a country on a day; empty where we know of none, which says nothing of the law."""
    found = tuple(
        Right(statute.topic, statute.article, tuple(_said(statute)), statute.valid_from, statute.source)
        for statute in of_country(country, day)
    )
    return Rights(country, found, BODIES.get(country, ()))


def _said(statute: Statute) -> Iterator[Sentence]:
    match statute.says:
        case NoReason() as law:
            yield from _no_reason(law)
        case Fault() as law:
            yield from _fault(law)
        case Money() as law:
            yield from _money(law)
        case RepairLimits() as law:
            yield from _repair(law)
        case Function():
            yield from _function()
        case Proof(days=days):
            msgid = N_(
                "Where a fault shows within %(period)s of the delivery, the shop must prove that it was not there."
            )
            yield Sentence(msgid, {"period": _period(days)})
        case AtLeast(days=days):
            yield Sentence(N_("You have %(days)s to send the goods after you withdrew."), {"days": days})
        case AtMost(days=days) if statute.topic == "answer":
            yield Sentence(N_("The shop must deal with your request within %(days)s."), {"days": days})
        case AtMost(days=days):
            msgid = N_("Where nothing else is agreed, the goods must come within %(days)s of the purchase.")
            yield Sentence(msgid, {"days": days})


def _period(days: int) -> tuple[str, int]:
    """Return how the law itself counts: in months where it means months."""
    return ("months", MONTHS[days]) if days in MONTHS else ("days", days)


def _no_reason(law: NoReason) -> Iterator[Sentence]:
    yield Sentence(
        N_("You can send goods back within %(days)s of the delivery without giving a reason."), {"days": law.days}
    )
    if law.before_delivery:
        yield Sentence(N_("You can also withdraw before the goods are there."))
    if law.weekend_article:
        yield Sentence(N_("A last day on a weekend or holiday moves to the next working day."))
    if law.merchant_pays:
        yield Sentence(N_("The shop bears the cost of the way back."))
    else:
        yield Sentence(N_("You bear the cost of the way back unless the shop takes it on."))
    if law.outbound_refunded:
        yield Sentence(N_("What you paid for the standard delivery is refunded too."))
    yield Sentence(N_("Left out are only: %(traits)s."), {"traits": [g for g, d in law.exclusions.items() if not d]})
    opened = [ground for ground, demand in law.exclusions.items() if demand == "opened"]
    confirmed = [ground for ground, demand in law.exclusions.items() if demand == "confirmed"]
    if opened:
        yield Sentence(N_("Once you have opened them, also: %(traits)s."), {"traits": opened})
    if confirmed:
        yield Sentence(
            N_("Only if you confirmed it expressly for this purchase, also: %(traits)s."), {"traits": confirmed}
        )


def _fault(law: Fault) -> Iterator[Sentence]:
    params = {"period": _period(law.days), "kinds": list(law.kinds), "reasons": sorted(law.reasons)}
    if law.listed_only:
        msgid = N_("For goods under the three guarantees you can ask for %(kinds)s within %(period)s (%(reasons)s).")
    else:
        msgid = N_("Where goods are faulty or wrong (%(reasons)s) you can ask for %(kinds)s within %(period)s.")
    yield Sentence(msgid, params)
    yield Sentence(N_("The shop bears the cost."))


def _money(law: Money) -> Iterator[Sentence]:
    params = {"days": law.days, "counted_in": law.counted_in}
    if law.counted_from == "arrival":
        yield Sentence(N_("The money is due within %(days)s of the goods' return to the shop."), params)
        return
    if law.counted_from == "sent":
        msgid = N_("The money is due within %(days)s of the goods' return, or of your proof that you sent them.")
        yield Sentence(msgid, params)
        return
    yield Sentence(N_("The money is due within %(days)s of your withdrawal."), params)
    yield Sentence(N_("The shop may wait until it has the goods, or your proof that you sent them."))


def _function() -> Iterator[Sentence]:
    yield Sentence(
        N_("The shop's pages let you withdraw in two steps during the whole time, and send you a receipt at once.")
    )


def _repair(law: RepairLimits) -> Iterator[Sentence]:
    if law.failures is not None:
        msgid = N_("After %(count)s failed repairs you can ask for an exchange or your money.")
        yield Sentence(msgid, {"count": law.failures})
    if law.days is not None:
        msgid = N_("The same holds once a repair takes longer than %(days)s.")
        yield Sentence(msgid, {"days": law.days})
    if law.extends_days:
        yield Sentence(N_("A repair makes the guarantee twelve months longer, once."))
    if law.failures is None and law.days is None:
        yield Sentence(N_("A repair must be done within a reasonable time and without great inconvenience to you."))
