"""A refund that a chargeback had stopped goes on by itself, under the same guard as at its first start."""

from datetime import datetime
from typing import Any

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.jobs import perform
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund


@verb(REFUND, "thaw")
def thaw(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """The bank has left the money with the shop: pay. `call` looks for another chargeback once more."""
    refund.failure_code = ""
    jobs.enqueue(perform, shop=str(refund.shop_id), refund=str(refund.pk))
    return {
        "order": refund.order_id,
        "cause": refund.cause_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
    }
