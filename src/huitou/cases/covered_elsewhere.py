"""Hears of money that left without us, and lets it count for the case that it was for."""

from huitou.cases.verbs.cover import cover, uncover
from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.core.verbs import past
from huitou.refunds.models import Chargeback, RefundElsewhere

LOST = tuple(f"refunds.chargeback.{past(action)}" for action in ("lose", "record_loss"))


@subscriber("refunds.elsewhere.recorded", at_once=True)
def paid_back_elsewhere(event: Event) -> None:
    """Somebody paid in the back office of the gateway or of the shop system."""
    row = RefundElsewhere.objects.get(pk=event.subject_id)
    if row.reversed_at is None and row.cause_id is None:
        cover(actor=system_actor(row.shop_id), at=event.at, outflow=row)


@subscriber("refunds.elsewhere.reversed", at_once=True)
def came_back_after_all(event: Event) -> None:
    """That payment failed later."""
    uncover(actor=system_actor(event.shop_id), at=event.at, outflow=RefundElsewhere.objects.get(pk=event.subject_id))


@subscriber(*LOST, at_once=True)
def taken_by_the_bank(event: Event) -> None:
    """The bank has given the money to the buyer."""
    row = Chargeback.objects.get(pk=event.subject_id)
    if row.cause_id is None:
        cover(actor=system_actor(row.shop_id), at=event.at, outflow=row)
