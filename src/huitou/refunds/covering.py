"""Money that left a payment without us and counts as paid for what a cause owes: back-office refunds, lost chargebacks.

Which cause that is the area above decides (`cases.verbs.cover`); a row covers one cause at most.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from huitou.core.actors import Actor, Role
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb_of
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Chargeback, Refund, RefundElsewhere

# Nothing of these is on its way; whoever is calling, or has called, may have paid.
NOT_CALLED = ("to_confirm", "reserved", "needs_person", "escalated")


def covered_for(cause_id: UUID | None) -> int:
    """Minor units that count as paid for the cause; two queries, none without a cause."""
    if cause_id is None:
        return 0
    rows = (
        RefundElsewhere.objects.filter(cause_id=cause_id, reversed_at__isnull=True),
        Chargeback.objects.filter(cause_id=cause_id, state="lost"),
    )
    return sum(int(found.aggregate(sum=Sum("covers_minor"))["sum"] or 0) for found in rows)


def lock_refunds(cause_id: UUID) -> None:
    """Hold the refunds of the cause, so that what `is_under_way` says stays so: no worker calls one meanwhile."""
    lock_rows(Refund.objects.filter(cause_id=cause_id))


def is_under_way(cause_id: UUID) -> bool:
    """Whether a refund of the cause was paid, or may have been: its money does not wait to be counted."""
    rows = Refund.objects.filter(cause_id=cause_id).exclude(state="failed")
    return rows.exclude(state__in=NOT_CALLED, outcome_open=False).exists()


def paid_back(payment_id: UUID) -> int:
    """Minor units that our own refunds of the payment have paid, or may have paid; one query."""
    rows = Refund.objects.filter(payment_id=payment_id).exclude(state="failed")
    return int(rows.exclude(state__in=NOT_CALLED, outcome_open=False).aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def drop_uncalled(cause_id: UUID, *, gateway: str, shop_id: UUID, at: datetime) -> int:
    """Give up the refunds of the cause that were surely not called, so that less can be asked for; how many."""
    actor = Actor(role=Role.GATEWAY, shop_id=shop_id, id=f"gateway:{gateway}")
    waiting = Refund.objects.filter(cause_id=cause_id, state__in=NOT_CALLED, outcome_open=False)
    refunds = lock_rows(waiting)
    for refund in refunds:
        verb_of(REFUND, "fall_away")(refund=refund, actor=actor, at=at)
    return len(refunds)
