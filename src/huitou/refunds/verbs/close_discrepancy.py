"""A difference between the books is explained by a person, and closed by another who looked again."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy
from huitou.refunds.second_person import MAY, behind, others_may
from huitou.refunds.verbs.succeed import checked_reason


class SecondLookNeeded(Conflict):
    """Whoever explained a difference does not close it as well, where somebody else can look."""

    code = "second_look_needed"
    message = _("You explained this difference yourself. Somebody else who may settle refunds closes it.")


class NotExplained(Conflict):
    """There is nothing to look at again."""

    code = "not_explained"
    message = _("Nobody has explained this difference yet. Write down first what it was.")


@verb
def explain_discrepancy(*, actor: Actor, at: datetime, discrepancy_id: UUID, note: str) -> Discrepancy:
    """Write down what the difference was; it stays open for a second look. Again: the new words count.

    Moves no money. Raises: Forbidden, NotFound, ReasonMissing.
    """
    row = _open(actor, discrepancy_id)
    row.closing_note = checked_reason(note)
    row.explained_at, row.explained_by = at, actor.id
    events.record(row, "refunds.discrepancy.explained", actor=actor, at=at, facts=_facts(row))
    row.save()
    return row


@verb
def close_discrepancy(*, actor: Actor, at: datetime, discrepancy_id: UUID) -> Discrepancy:
    """Agree with the explanation after a look of one's own; the difference is closed.

    In a shop where nobody else may settle refunds the same person looks twice, and the event says so.
    Raises: Forbidden, NotFound, NotExplained, SecondLookNeeded.
    """
    row = _open(actor, discrepancy_id)
    if row.explained_at is None:
        raise NotExplained()
    if needs_another(row, actor):
        raise SecondLookNeeded()
    alone = behind(row.explained_by) == behind(actor.id)
    row.closed_at, row.closed_by = at, actor.id
    facts = {**_facts(row), "explained_by": row.explained_by, "alone": alone}
    events.record(row, "refunds.discrepancy.closed", actor=actor, at=at, facts=facts)
    row.save()
    return row


def needs_another(row: Discrepancy, actor: Actor) -> bool:
    """Whether it was explained by the same person, and somebody else could look again."""
    return row.explained_at is not None and behind(row.explained_by) == behind(actor.id) and others_may(actor)


def _open(actor: Actor, discrepancy_id: UUID) -> Discrepancy:
    actor.require(MAY)
    row = Discrepancy.objects.select_for_update().filter(pk=discrepancy_id, closed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    return row


def _facts(row: Discrepancy) -> dict[str, object]:
    return {
        "kind": row.kind,
        "gateway": row.gateway,
        "refund": row.refund_id,
        "ours_minor": row.ours_minor,
        "theirs_minor": row.theirs_minor,
        "currency": row.currency,
    }
