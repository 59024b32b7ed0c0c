"""A second person lets a refund above the shop's limit go out."""

from datetime import datetime
from typing import Any

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.jobs import perform
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.second_person import second_look


@verb(REFUND, "confirm")
def confirm(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Look at it and let it go out. Who agreed to it is not who confirms it, unless they are alone in the shop.

    Raises PersonNeeded, SecondPersonNeeded.
    """
    alone = second_look(actor, refund.agreed_by)
    refund.confirmed_by = actor.id
    jobs.enqueue(perform, shop=str(refund.shop_id), refund=str(refund.pk))
    return {
        "order": refund.order_id,
        "cause": refund.cause_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "agreed_by": refund.agreed_by,
        "alone": alone,
    }
