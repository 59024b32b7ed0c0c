"""Try a stopped refund again: ask first, pay only if nothing was paid, always with the same key."""

from datetime import datetime
from typing import Any

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.jobs import ask_gateway
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund


@verb(REFUND, "retry")
def retry(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Ask the gateway now; where it knows nothing of the key or refused it before, the call is made again."""
    refund.retry_wanted = True
    refund.attempts = 0
    refund.asks = 0
    jobs.enqueue(ask_gateway, shop=str(refund.shop_id), refund=str(refund.pk))
    return {"failure_code": refund.failure_code}
