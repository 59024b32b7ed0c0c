"""Mediation: the arbitrator proposes a sum to both sides; it binds only when both accept in time."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.conflicts import demand_no_conflict
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.sums import sheet_of_sum
from huitou.cases.disputes.verbs.assign import taken_by
from huitou.cases.disputes.verbs.evidence import stop_the_clock
from huitou.cases.disputes.words import demand_words, said
from huitou.cases.models import About, Dispute, Outcome, Proposal
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb


class ProposalEmpty(Invalid):
    """A proposal of nothing is a ruling for the shop."""

    code = "proposal_empty"
    message = _("Propose an amount above zero. If the buyer should get nothing, rule so.")


@verb(DISPUTE, "propose")
def propose(
    *, dispute: Dispute, actor: Actor, at: datetime, amount_minor: int, note: str, keeps_goods: bool = True
) -> dict[str, Any]:
    """Propose `amount_minor` to both sides, with reasons; with `keeps_goods` the buyer keeps the items.

    Raises: AmountOutOfBounds, ProposalEmpty, WordsMissing, ConflictOfInterest, TakenByAnother.
    """
    demand_no_conflict(actor, dispute)
    demand_words(note)
    taken_by(dispute, actor)
    if amount_minor == 0:
        raise ProposalEmpty()
    back = not keeps_goods or dispute.about == About.GOODS  # contested goods are at the shop already
    sheet = sheet_of_sum(dispute.case, amount_minor, goods_back=back, ruled=False, actor=actor, at=at)
    made = Proposal.objects.create(
        shop_id=actor.shop_id, dispute=dispute, sheet=sheet, amount_minor=amount_minor, keeps_goods=not back, made_at=at
    )
    stop_the_clock(dispute, at)
    dispute.proposed += 1
    return {
        "proposal": made.pk,
        "amount_minor": amount_minor,
        "currency": dispute.currency,
        "keeps_goods": made.keeps_goods,
        "sheet": sheet.digest,
        "note": said(dispute, actor, at, note, "propose"),
    }


@verb(DISPUTE, "accept_proposal")
def accept_proposal(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """Accept the arbitrator's proposal. The second acceptance settles the dispute: its sheet is what is paid."""
    dispute.round_ends_at = dispute.deadline_at
    open_one = _open_proposal(dispute)
    if dispute.state != "mediating":
        open_one.state, open_one.answered_at = Proposal.State.ACCEPTED, at
        open_one.save(update_fields=["state", "answered_at"])
        dispute.outcome, dispute.outcome_minor = Outcome.SUM, open_one.amount_minor
        dispute.outcome_sheet, dispute.goods_back = open_one.sheet, not open_one.keeps_goods
    return {"proposal": open_one.pk, "amount_minor": open_one.amount_minor, "currency": dispute.currency}


@verb(DISPUTE, "decline_proposal")
def decline_proposal(*, dispute: Dispute, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Decline the proposal: the arbitrator rules instead. Declining is not held against anybody."""
    declined = _close(dispute, Proposal.State.DECLINED, at, by=str(actor.role))
    return {"proposal": declined.pk, "note": said(dispute, actor, at, note, "decline_proposal")}


@verb(DISPUTE, "lapse_proposal")
def lapse_proposal(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """Not both sides accepted in time: the arbitrator rules."""
    return {"proposal": _close(dispute, Proposal.State.LAPSED, at).pk}


def drop_open_proposal(dispute: Dispute, at: datetime) -> None:
    """The dispute ends otherwise: an open proposal no longer counts."""
    if dispute.state.startswith("mediating"):
        _close(dispute, Proposal.State.LAPSED, at)


def _open_proposal(dispute: Dispute) -> Proposal:
    return Proposal.objects.select_related("sheet").get(dispute=dispute, state=Proposal.State.OPEN)


def _close(dispute: Dispute, state: Proposal.State, at: datetime, *, by: str = "") -> Proposal:
    closed = _open_proposal(dispute)
    closed.state, closed.answered_at, closed.declined_by = state, at, by
    closed.save(update_fields=["state", "answered_at", "declined_by"])
    return closed
