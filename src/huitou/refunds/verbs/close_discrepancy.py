"""A person has looked into a difference and says what it was."""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy
from huitou.refunds.verbs.succeed import checked_reason


@verb
def close_discrepancy(*, actor: Actor, at: datetime, discrepancy_id: UUID, note: str) -> Discrepancy:
    """Close the difference with a note; it moves no money. Raises Forbidden, NotFound, ReasonMissing."""
    actor.require("refunds.resolve")
    note = checked_reason(note)
    row = Discrepancy.objects.select_for_update().filter(pk=discrepancy_id, closed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    row.closed_at, row.closed_by, row.closing_note = at, actor.id, note
    row.save(update_fields=["closed_at", "closed_by", "closing_note"])
    return row
