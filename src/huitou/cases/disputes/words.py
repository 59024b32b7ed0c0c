"""What somebody writes in a dispute: it stands in the case's stream, and the event holds only its digest.

Also the round of evidence: what comes after it is refused. Called by the dispute's verbs and by those for evidence.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.machine import ROUNDS
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Dispute
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid

SHORTEST = 4


class WordsMissing(Invalid):
    """A question, an answer, a proposal or an appeal without words."""

    code = "dispute_words_missing"
    message = _("Write a sentence or two: both sides and the arbitrator read it.")


class EvidenceRoundOver(Conflict):
    """Evidence after its round: the other side could no longer answer it."""

    code = "evidence_round_over"
    message = _(
        "The time for evidence is over. You can add something again when the arbitrator asks you, or when you appeal."
    )


def said(dispute: Dispute, actor: Actor, at: datetime, note: str, action: str) -> dict[str, Any] | None:
    """Write the words into the case's stream; what the event may tell of them, None where there are none."""
    if not note.strip():
        return None
    return dict(write_message(dispute.case, actor, at, body=note, with_action=action).told)


def demand_words(note: str) -> None:
    """Raise WordsMissing for less than a short sentence."""
    if len(note.strip()) < SHORTEST:
        raise WordsMissing()


def demand_round(case: Case, actor: Actor, at: datetime) -> None:
    """Raise EvidenceRoundOver where the case is in dispute and it is not this side's time to show something."""
    rounds = ROUNDS.get(actor.role)
    if rounds is None or case.state not in ("disputed", "goods_disputed"):
        return
    dispute = Dispute.objects.filter(case=case, closed_at=None).first()
    if dispute is None:
        return
    late = dispute.deadline_at is not None and at >= dispute.deadline_at
    if dispute.state not in rounds or late:
        raise EvidenceRoundOver()
