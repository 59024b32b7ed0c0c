"""Ask the gateway what became of a refund."""

from datetime import datetime
from typing import Any

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.jobs import ask_gateway
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund


@verb(REFUND, "ask")
def ask(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Start the question; the state stays, the next question comes later than this one did."""
    refund.asks += 1
    jobs.enqueue(ask_gateway, shop=str(refund.shop_id), refund=str(refund.pk))
    return {"asks": refund.asks}
