"""What a gateway lists and is not ours: refunds of its back office, and chargebacks. Called by reconciliation.

They go the same way as webhooks do, so what was missed there is found here, and what came there changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from huitou.core.tenancy import in_shop
from huitou.refunds.gateway_calls import account_of
from huitou.refunds.gateways.notices import ListsChargebacks, WithAccount
from huitou.refunds.gateways.protocol import Gateway, GatewayAnswer
from huitou.refunds.hooks import receive
from huitou.refunds.models import GatewayAccount


def has_account(shop_id: UUID, adapter: Gateway) -> bool:
    """Whether there is anything to compare: at gateways that need no account there always is."""
    if not isinstance(adapter, WithAccount):
        return True
    with in_shop(shop_id):
        return bool(GatewayAccount.objects.filter(gateway=adapter.code, closed_at__isnull=True).exists())


def take_what_is_not_ours(
    shop_id: UUID, adapter: Gateway, listed: Iterable[GatewayAnswer], *, since: datetime, at: datetime
) -> tuple[list[GatewayAnswer], int]:
    """Ours among the listed, and how many others there were, which are counted now.

    Raises Retryable, Misconfigured.
    """
    ours, others = [], 0
    for answer in listed:
        if answer.key or not answer.payments:
            ours.append(answer)
            continue
        receive(shop_id=shop_id, code=adapter.code, news=answer, at=at)
        others += 1
    if isinstance(adapter, ListsChargebacks):
        for news in list(adapter.chargebacks(account_of(shop_id), since, at)):
            receive(shop_id=shop_id, code=adapter.code, news=news, at=at)
            others += 1
    return ours, others
