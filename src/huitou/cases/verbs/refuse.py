"""The shop refuses, and says why."""

from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case
from huitou.cases.offers import replace_open_offer
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb


class Refusal(TextChoices):
    """Why the shop refuses, in codes that can be counted."""

    NOT_AS_DESCRIBED = "claim_not_shown", _("What was sent in does not show it")
    USED = "used", _("The goods were used beyond trying them out")
    PARTS_MISSING = "parts_missing", _("Parts or accessories are missing")
    OTHER_ITEM = "other_item", _("It is not the item that we sold")
    DELIVERED = "delivered", _("The carrier shows that it was delivered")
    OTHER = "other", _("Another reason")


class ReasonMissing(Invalid):
    """A refusal needs words: the buyer reads them."""

    code = "refusal_reason_missing"
    message = _("Write to the buyer in a sentence why you refuse, and what they can still do.")


@verb(CASE, "refuse")
def refuse(*, case: Case, actor: Actor, at: datetime, reason: Refusal, note: str) -> dict[str, Any]:
    """Refuse a request with a reason and a sentence for the buyer, who may revise it or call in the platform.

    Raises: ReasonMissing, NotTheirTurn.
    """
    if len(note.strip()) < 4:
        raise ReasonMissing()
    replace_open_offer(case, actor, at)
    message = write_message(case, actor, at, body=note, with_action="refuse")
    case.refusal = str(reason)
    case.answered_at = case.answered_at or at
    return {"reason": str(reason), "note": message.told}
