"""Webhooks of gateways: verified, kept once, answered at once, and read in a job.

Called by the web for every `/hooks/<gateway>/<shop>/`. What is not verified changes nothing; what is read here moves
refunds and chargebacks through the same verbs as answers and reconciliation do.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog

from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.core.webhooks import Called, HookAnswer, HookNotSetUp
from huitou.refunds.gateway_calls import account_of, gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Hooked, ListsPayment, News, Notice, PaymentTouched
from huitou.refunds.gateways.protocol import GatewayAnswer, Misconfigured
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.models import GatewayNotice, Refund
from huitou.refunds.notice_jobs import read_notice
from huitou.refunds.notices import receive_notice
from huitou.refunds.verbs.chargeback_news import hear_chargeback
from huitou.refunds.verbs.elsewhere import record_elsewhere

log = structlog.get_logger(__name__)
LARGEST_BODY = 512 * 1024


def take_in(*, code: str, shop_id: UUID, called: Called) -> HookAnswer:
    """Verify the call and keep it; what the gateway wants to hear. Raises NotFound for one that sends none."""
    if code not in codes():
        raise NotFound()
    adapter = gateway(code)
    if not isinstance(adapter, Hooked):
        raise NotFound()
    try:
        notice = adapter.verify_webhook(account_of(shop_id), called)
    except Misconfigured as missing:
        log.warning("hook.not_set_up", gateway=code, shop=str(shop_id), reason=missing.failure_code)
        return adapter.answer_webhook(HookNotSetUp())
    except HuitouError as refused:
        log.warning("hook.refused", gateway=code, shop=str(shop_id), reason=getattr(refused, "reason", refused.code))
        return adapter.answer_webhook(refused)
    keep_notice(actor=gateway_actor(shop_id, code), at=called.at, code=code, notice=notice, body=called.body)
    return adapter.answer_webhook(None)


@verb
def keep_notice(*, actor: Actor, at: datetime, code: str, notice: Notice, body: bytes) -> bool:
    """Keep the call, once per event of the gateway, and start the job that reads it; whether it was new."""
    made = GatewayNotice(
        id=new_id(), shop_id=actor.shop_id, gateway=code, event_id=notice.event_id[:120], kind=notice.kind[:80],
        payload=dict(notice.payload), body_hash=hashlib.sha256(body).digest(), size=len(body), said_at=notice.at,
        received_at=at,
    )  # fmt: skip
    GatewayNotice.objects.bulk_create([made], ignore_conflicts=True)
    kept = GatewayNotice.objects.get(gateway=code, event_id=made.event_id)
    if kept.pk != made.pk:
        if kept.payload != made.payload:
            log.warning("hook.same_event_other_content", gateway=code, event_id=made.event_id)
        return False
    enqueue(read_notice, shop=str(actor.shop_id), notice=str(made.pk))
    return True


def read(*, shop_id: UUID, notice_id: UUID, at: datetime) -> None:
    """Act on what a kept notice says. Run by the job, outside any transaction; safe to run twice."""
    with in_shop(shop_id):
        kept = GatewayNotice.objects.filter(pk=notice_id).first()
    if kept is None:
        return
    adapter = gateway(kept.gateway)
    if isinstance(adapter, Hooked):
        for news in adapter.read_notice(kept.payload):
            receive(shop_id=shop_id, code=kept.gateway, news=news, at=at)


def receive(*, shop_id: UUID, code: str, news: News, at: datetime) -> None:
    """One piece of news, from a webhook or from the gateway's list."""
    if isinstance(news, ChargebackNews):
        hear_chargeback(actor=gateway_actor(shop_id, code), at=at, gateway=code, news=news)
    elif isinstance(news, PaymentTouched):
        for answer in _asked(shop_id, code, news):
            receive_answer(shop_id=shop_id, code=code, answer=answer, at=at)
    else:
        receive_answer(shop_id=shop_id, code=code, answer=news, at=at)


def _asked(shop_id: UUID, code: str, news: PaymentTouched) -> Sequence[GatewayAnswer]:
    """What the gateway, asked, says of the payment that was touched."""
    adapter, account = gateway(code), account_of(shop_id)
    if news.key:
        found = adapter.find(account, news.key, news.payment)
        return [found] if found is not None else []
    return adapter.refunds_of(account, news.payment) if isinstance(adapter, ListsPayment) else []


def receive_answer(*, shop_id: UUID, code: str, answer: GatewayAnswer, at: datetime) -> None:
    """A refund as the gateway tells it: ours by its key, or one that was made elsewhere."""
    if answer.key and _is_ours(shop_id, code, answer.key):
        receive_notice(shop_id=shop_id, code=code, answer=answer, at=at)
        return
    record_elsewhere(actor=gateway_actor(shop_id, code), at=at, gateway=code, answer=answer)


def _is_ours(shop_id: UUID, code: str, key: str) -> bool:
    with in_shop(shop_id):
        return bool(Refund.objects.filter(key=key, gateway=code).exists())
