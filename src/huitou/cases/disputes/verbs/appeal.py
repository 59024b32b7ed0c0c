"""After a ruling: one appeal with new evidence, or both sides accept and it is carried out at once."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.verbs.rule import granted
from huitou.cases.disputes.words import demand_words, said
from huitou.cases.models import Dispute, Evidence
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb


class NewEvidenceMissing(Invalid):
    """The same file would be judged twice."""

    code = "appeal_without_new_evidence"
    message = _("Add what the arbitrator has not seen yet (a photo, a video, a document), then appeal.")


@verb(DISPUTE, "appeal")
def appeal(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Appeal, once, with words and with evidence that was added after the ruling.

    Raises: WordsMissing, NewEvidenceMissing, TooLate.
    """
    demand_words(note)
    mine = Evidence.objects.filter(case_id=dispute.case_id, role=str(actor.role), at__gte=dispute.ruled_at)
    if not mine.exists():
        raise NewEvidenceMissing()
    dispute.appealed_by = str(actor.role)
    return {**granted(dispute), "note": said(dispute, actor, at, note, "appeal"), "evidence": mine.count()}


@verb(DISPUTE, "accept_ruling")
def accept_ruling(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """Accept the ruling. Once both sides have, it is carried out without waiting."""
    dispute.round_ends_at = dispute.deadline_at
    return granted(dispute)


@verb(DISPUTE, "withdraw_appeal")
def withdraw_appeal(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """Take the appeal back: the ruling is carried out."""
    return granted(dispute)
