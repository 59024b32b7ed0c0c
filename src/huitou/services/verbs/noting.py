"""What every step of the workshop writes besides its state: when it was, and words. Called by the verbs of repairs."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.personal import salted_digest
from huitou.services.models import Repair, RepairNote

LONGEST = 2_000
# The buyer decides or pays, or the shop looks for the money: nothing is done to the goods meanwhile.
OFF_THE_CLOCK = ("quoted", "awaiting_payment", "payment_said", "payment_to_check")


class RepairWordsMissing(Invalid):
    """A step that must be explained came without words."""

    code = "repair_words_missing"
    message = _("Say in a few words what was found or done: the buyer reads it.")


class RepairWordsTooLong(Invalid):
    """More than a note holds."""

    code = "repair_words_too_long"
    message = _("This text has %(length)s characters; at most %(most)s fit into one note. Shorten it.")


def step(repair: Repair, at: datetime) -> None:
    """Count the time that the decision and the payment took, and remember when this step was.

    The clock of the whole goes by it.
    """
    if repair.state in OFF_THE_CLOCK:
        repair.buyer_took += max(at - repair.moved_at, timedelta())
    repair.moved_at = at


def note(
    repair: Repair, action: str, words: str, *, actor: Actor, at: datetime, needed: bool = False
) -> dict[str, Any]:
    """Keep the words of a step; what its event may tell of them. Raises RepairWordsMissing, RepairWordsTooLong."""
    text = words.replace("\x00", "").encode(errors="ignore").decode().strip()
    if not text:
        if needed:
            raise RepairWordsMissing()
        return {}
    if len(text) > LONGEST:
        raise RepairWordsTooLong(length=len(text), most=LONGEST)
    row = RepairNote(
        id=new_id(), shop_id=repair.shop_id, repair=repair, action=action, body=text, author_id=actor.id, at=at
    )
    row.save(force_insert=True)
    return {"note": str(row.pk), "digest": salted_digest(row, row.body)}
