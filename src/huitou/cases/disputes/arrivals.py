"""What comes with a state of a dispute, whichever way it is reached: shared clocks, stopped clocks, the end."""

from datetime import datetime, timedelta

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.precedents import write_precedent
from huitou.cases.models import Dispute, Ruling
from huitou.core.actors import Actor
from huitou.core.verbs import on_arrival

# A question at the last minute still leaves the arbitrator the time to read the answer.
LEAST_TO_RULE = timedelta(hours=24)


@on_arrival(DISPUTE, "evidence", "mediating", "appealable")
def start_round(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """The clock that both sides share begins."""
    dispute.round_ends_at = dispute.deadline_at


@on_arrival(
    DISPUTE,
    "evidence_of_buyer",
    "evidence_of_merchant",
    "mediating_buyer",
    "mediating_merchant",
    "appealable_by_buyer",
    "appealable_by_merchant",
)
def share_the_clock(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """One side is done: the other one has the rest of the same time, not a new one."""
    if dispute.round_ends_at is not None:
        dispute.deadline_at = dispute.round_ends_at


@on_arrival(DISPUTE, "deliberating")
def resume_the_clock(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """Back from a question or a proposal: the arbitrator's clock goes on where it was stopped."""
    if dispute.ruling_left is not None:
        dispute.deadline_at = at + max(dispute.ruling_left, LEAST_TO_RULE)
        dispute.ruling_left = None


@on_arrival(DISPUTE, "second_opinion", "appealed", "escalated")
def look_for_somebody_else(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """Another person decides from here on, so it goes back to the queue."""
    dispute.arbitrator_id = ""


@on_arrival(DISPUTE, "settled", "withdrawn")
def end(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """Over without a ruling. Drafts that nobody was told of are forgotten."""
    dispute.closed_at = at
    Ruling.objects.filter(dispute=dispute).exclude(draft="").update(draft="")


@on_arrival(DISPUTE, "ruled")
def end_by_ruling(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """Over by a ruling, which is a precedent from now on."""
    end(dispute, actor, at)
    write_precedent(dispute, at)
