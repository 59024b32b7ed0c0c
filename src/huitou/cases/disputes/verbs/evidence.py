"""The rounds of evidence: a side says that it has shown all, answers a question, or lets the time pass."""

from datetime import datetime
from typing import Any

from huitou.cases.disputes.conflicts import demand_no_conflict
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.verbs.assign import taken_by
from huitou.cases.disputes.words import demand_words, said
from huitou.cases.models import Dispute, Evidence
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(DISPUTE, "rest")
def rest(*, dispute: Dispute, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Say that this is all. What was shown until now counts; the other side has the rest of the same time."""
    dispute.round_ends_at = dispute.deadline_at  # it may have been moved since the round began
    return {"note": said(dispute, actor, at, note, "rest"), "evidence": _shown(dispute, actor)}


@verb(DISPUTE, "ask_buyer")
def ask_buyer(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Put a question to the buyer; the arbitrator's own clock stands still meanwhile.

    Raises: WordsMissing, ConflictOfInterest, TakenByAnother.
    """
    return _ask(dispute, actor, at, note, "ask_buyer")


@verb(DISPUTE, "ask_merchant")
def ask_merchant(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Put a question to the shop; the arbitrator's own clock stands still meanwhile.

    Raises: WordsMissing, ConflictOfInterest, TakenByAnother.
    """
    return _ask(dispute, actor, at, note, "ask_merchant")


@verb(DISPUTE, "answer")
def answer(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Answer the arbitrator's question, or the other side's appeal. Raises: WordsMissing."""
    demand_words(note)
    return {"note": said(dispute, actor, at, note, "answer"), "evidence": _shown(dispute, actor)}


@verb(DISPUTE, "close_round")
def close_round(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """The time is over: it goes on with what is there."""
    return {}


def stop_the_clock(dispute: Dispute, at: datetime) -> None:
    """Keep what is left of the arbitrator's clock until the sides have answered."""
    dispute.ruling_left = dispute.deadline_at - at if dispute.deadline_at is not None else None


def _ask(dispute: Dispute, actor: Actor, at: datetime, note: str, action: str) -> dict[str, Any]:
    demand_no_conflict(actor, dispute)
    demand_words(note)
    taken_by(dispute, actor)
    stop_the_clock(dispute, at)
    dispute.questions += 1
    return {"note": said(dispute, actor, at, note, action)}


def _shown(dispute: Dispute, actor: Actor) -> int:
    """How many files this side has given in the case."""
    return Evidence.objects.filter(case_id=dispute.case_id, role=str(actor.role)).count()
