"""The gateway has taken the refund and pays later, or hands it to a person of the shop."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund


@verb(REFUND, "accept")
def accept(*, refund: Refund, actor: Actor, at: datetime, reference: str) -> dict[str, Any]:
    """The gateway has accepted the refund and will confirm the payment; it is asked until it does."""
    refund.gateway_reference = reference
    refund.asks = 0
    refund.failure_code = ""
    return {"gateway_reference": reference}


@verb(REFUND, "hand_to_shop")
def hand_to_shop(*, refund: Refund, actor: Actor, at: datetime, reference: str) -> dict[str, Any]:
    """This payment cannot be refunded by a machine: the shop pays by transfer or cash and records it."""
    refund.gateway_reference = reference
    refund.outcome_open = False
    refund.failure_code = ""
    return {"gateway_reference": reference}
