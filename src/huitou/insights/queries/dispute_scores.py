"""How a shop fares in disputes: what was ruled against it, what it gave up itself, and whether it answered in time.

Measured from the events of the disputes that ended in the period, so every figure can be counted again by hand; `refs`
names the disputes that were counted. Below `ENOUGH` there is no score. Called within `in_shop`; never writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.models import Dispute
from huitou.core.actors import Role
from huitou.core.models import Event
from huitou.insights.queries.figures import Period

# So few disputes say nothing of a shop.
ENOUGH = 10
# In these states the shop owes a word; a proposal and the time for an appeal it may let pass.
SHOPS_TURN = ("evidence", "evidence_of_merchant", "asked_merchant", "appealed_by_buyer")
N_ = str
WORDS = {
    "lost": N_("For the buyer"),
    "in_part": N_("In part"),
    "won": N_("For the shop"),
    "conceded": N_("Given up by the shop"),
    "settled": N_("Settled"),
    "withdrawn": N_("Taken back by the buyer"),
}
SHOWN = "cases.evidence.added"


@dataclass(frozen=True, slots=True)
class Turn:
    """Once it was the shop's turn in a dispute, and whether it said or showed something before the time was over."""

    began_at: datetime
    ended_at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """One dispute that came to its end. `how`: lost, in_part, won, conceded, settled, withdrawn."""

    ref: str
    how: str
    turns: Sequence[Turn]


@dataclass(frozen=True, slots=True)
class DisputeScore:
    """`refs`: by `how` they ended, the disputes. `turns`: of the shop; `answered` of them in time."""

    refs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    turns: int = 0
    answered: int = 0

    def count(self, *how: str) -> int:
        """How many ended so."""
        return sum(len(self.refs.get(one, ())) for one in how)

    @property
    def lost(self) -> int:
        return self.count("lost")

    @property
    def in_part(self) -> int:
        return self.count("in_part")

    @property
    def won(self) -> int:
        return self.count("won")

    @property
    def given_up(self) -> int:
        """Conceded by the shop after somebody had called in the platform."""
        return self.count("conceded")

    @property
    def ruled(self) -> int:
        return self.count("lost", "in_part", "won")

    @property
    def decided(self) -> int:
        """By a ruling, or because the shop gave in."""
        return self.ruled + self.given_up

    @property
    def named(self) -> list[tuple[str, Sequence[str]]]:
        """How they ended, in words, each with the disputes: what somebody needs to count again."""
        return [(gettext(WORDS[how]), self.refs[how]) for how in WORDS if self.refs.get(how)]

    @property
    def ended(self) -> int:
        return sum(len(found) for found in self.refs.values())

    @property
    def enough(self) -> bool:
        """Whether enough disputes were decided, by a ruling or by giving in, for a rate to mean something."""
        return self.decided >= ENOUGH

    @property
    def lost_per_cent(self) -> int | None:
        """Of those decided, the ones that went wholly to the buyer, by ruling or by giving in; rounded down."""
        return (self.lost + self.given_up) * 100 // self.decided if self.enough else None

    @property
    def answered_per_cent(self) -> int | None:
        """Of the shop's turns, those that it used in time; rounded down. None with too few."""
        return self.answered * 100 // self.turns if self.enough and self.turns else None


def dispute_score(period: Period) -> DisputeScore:
    """The open shop's disputes that ended in the period. Three queries."""
    rows = Dispute.objects.filter(closed_at__gte=period.since, closed_at__lt=period.until)
    about = {pk: (ref, case) for pk, ref, case in rows.values_list("pk", "ref", "case_id")}
    told: dict[UUID, list[Event]] = {pk: [] for pk in about}
    for event in Event.objects.filter(subject_id__in=about).order_by("subject_id", "seq"):
        told[event.subject_id].append(event)
    shown: dict[UUID, list[datetime]] = {}
    cases = [case for _ref, case in about.values()]
    by_shop = Event.objects.filter(kind=SHOWN, actor_role=Role.MERCHANT, subject_id__in=cases)
    for case, at in by_shop.values_list("subject_id", "at"):
        shown.setdefault(case, []).append(at)
    return counted(read(ref, told[pk], shown.get(case, ())) for pk, (ref, case) in about.items())


def counted(found: Iterable[Ended]) -> DisputeScore:
    """The score of these disputes."""
    refs: dict[str, list[str]] = {}
    turns = answered = 0
    for one in found:
        refs.setdefault(one.how, []).append(one.ref)
        turns += len(one.turns)
        answered += sum(turn.answered for turn in one.turns)
    return DisputeScore({how: sorted(named) for how, named in sorted(refs.items())}, turns, answered)


def read(ref: str, events: Sequence[Event], shown: Sequence[datetime] = ()) -> Ended:
    """One dispute, told by its own chain, and by when the shop showed something in its case."""
    return Ended(ref, _how(events), tuple(_turns(events, shown)))


def _how(events: Sequence[Event]) -> str:
    moves = [event for event in events if event.facts.get("to") in DISPUTE.states]
    end = moves[-1].facts["to"] if moves else ""
    if end != "ruled":
        conceded = any(event.kind == "cases.dispute.conceded" for event in events)
        return "conceded" if conceded else ("settled" if end == "settled" else "withdrawn")
    outcome = next((event.facts["outcome"] for event in reversed(events) if event.facts.get("outcome")), "")
    return {"wish": "lost", "sum": "in_part"}.get(outcome, "won")


def _turns(events: Sequence[Event], shown: Sequence[datetime]) -> Iterable[Turn]:
    """Each time the shop was waited for. One that the buyer's own step only prolongs (`evidence` →
    `evidence_of_merchant`) is one turn; one that the dispute's early end cuts off is none.
    """
    began: datetime | None = None
    for event in events:
        to = event.facts.get("to")
        if to not in DISPUTE.states:
            continue
        left = event.facts.get("from", "")
        if left in SHOPS_TURN and began is not None and not (to in SHOPS_TURN and event.actor_role == Role.BUYER):
            by_shop = event.actor_role == Role.MERCHANT or any(began <= at <= event.at for at in shown)
            if by_shop or event.actor_role == Role.SYSTEM:
                yield Turn(began, event.at, by_shop)
            began = None
        if to in SHOPS_TURN and began is None:
            began = event.at
