"""Say once, before it is passed on, that a refund still has to be paid by hand."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb
from huitou.refunds.models import Refund

HAND_WARNED = "refunds.refund.neared_deadline"


@verb
def warn_of_hand(*, actor: Actor, at: datetime, ahead: timedelta) -> int:
    """Write it down for each that waits for the shop and falls due within `ahead`; once for each deadline; how many."""
    untold = Q(warned_of__isnull=True) | ~Q(warned_of=F("deadline_at"))
    waiting = Refund.objects.filter(untold, state="by_hand", deadline_at__gt=at, deadline_at__lte=at + ahead)
    rows = lock_rows(waiting)
    for row in rows:
        row.warned_of = row.deadline_at
        facts = {"order": row.order_id, "amount_minor": row.amount_minor, "currency": row.currency}
        events.record(row, HAND_WARNED, actor=actor, at=at, facts=facts)
        row.save()
    return len(rows)
