"""What gateways tell us without being asked. Called by webhooks (after their signature was checked) and the sandbox."""

from datetime import datetime
from uuid import UUID

import structlog

from huitou.core.tenancy import in_shop
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.protocol import GatewayAnswer
from huitou.refunds.models import Refund
from huitou.refunds.verbs.settle import settle

log = structlog.get_logger(__name__)


def receive_notice(*, shop_id: UUID, code: str, answer: GatewayAnswer, at: datetime) -> Refund | None:
    """Settle the refund of the notice's key; None when we have no such key (reconciliation reports the payment)."""
    with in_shop(shop_id):
        refund = Refund.objects.filter(key=answer.key, gateway=code).first()
    if refund is None:
        log.warning("gateway.notice_of_unknown_key", gateway=code, key=answer.key)
        return None
    settled: Refund = settle(actor=gateway_actor(shop_id, code), at=at, refund_id=refund.pk, said=answer, kind="notice")
    return settled
