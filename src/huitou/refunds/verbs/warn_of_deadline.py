"""Say once, before it is too late, that evidence against a chargeback is still missing."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb
from huitou.refunds.models import Chargeback

WARNED = "refunds.chargeback.neared_deadline"


@verb
def warn_of_deadline(*, actor: Actor, at: datetime, ahead: timedelta) -> int:
    """Write it down for each that waits for the shop and falls due within `ahead`; once for each turn; how many."""
    untold = Q(warned_at__isnull=True) | Q(warned_at__lt=F("turn_at"))
    waiting = Chargeback.objects.filter(
        untold, state__in=("inquiry", "opened"), deadline_at__gt=at, deadline_at__lte=at + ahead
    )
    rows = lock_rows(waiting)
    for row in rows:
        row.warned_at = at
        facts = {"order": row.order_id, "amount_minor": row.amount_minor, "currency": row.currency}
        events.record(row, WARNED, actor=actor, at=at, facts=facts)
        row.save()
    return len(rows)
