"""The three acts of a payment: mark the call and commit · call outside any transaction · settle under the lock.

Run by jobs. If it dies between two acts, the deadline of the state that it left behind takes over; nothing is
called twice without having been asked for first.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection

from huitou.core.actors import Actor, Role, system_actor
from huitou.core.flow import NotTheirTurn
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.decide import Said
from huitou.refunds.freezing import PaymentFrozen
from huitou.refunds.gateways.protocol import AnswerLost, GatewayError, LineBack, RefundRequest, Retryable
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.models import Refund, RefundLine
from huitou.refunds.restocking import back_in_stock
from huitou.refunds.verbs.call import NotConfirmed, become_unknown, call
from huitou.refunds.verbs.need_person import need_person
from huitou.refunds.verbs.pauses import RefundsPaused
from huitou.refunds.verbs.settle import settle

log = structlog.get_logger(__name__)
# A worker that lives is not taken over; a job that is delivered twice at once is not from the dead.
CALLER_IS_DEAD_AFTER = timedelta(seconds=20)


class CalledInsideTransaction(RuntimeError):
    """A programming error: a gateway was about to be called while a transaction holds locks."""


def gateway_actor(shop_id: UUID, code: str) -> Actor:
    """Who acts when a gateway's answer moves a refund."""
    return Actor(role=Role.GATEWAY, shop_id=shop_id, id=f"gateway:{code}")


def account_of(shop_id: UUID) -> str:
    """The name of the shop's account at a gateway."""
    return str(shop_id)


def perform_refund(*, shop_id: UUID, refund_id: UUID, at: datetime) -> None:
    """Pay a reserved refund. One that is not reserved is somebody else's, or done: nothing happens."""
    try:
        refund = _begin(shop_id, refund_id, at)
    except PaymentFrozen:
        _stop(shop_id, refund_id, at)
        return
    except (NotTheirTurn, NotConfirmed, RefundsPaused) as reason:
        log.info("refund.not_called", refund=str(refund_id), reason=reason.code)
        _take_over_from_the_dead(shop_id, refund_id, at)
        return
    said = _pay(refund)
    settle(actor=gateway_actor(shop_id, refund.gateway), at=at, refund_id=refund.pk, said=said, kind="answer")


def _take_over_from_the_dead(shop_id: UUID, refund_id: UUID, at: datetime) -> None:
    """The job came again while the call is under way: whoever made the call has died, so the gateway is asked now.

    Never called again here: what the gateway knows nothing of counts only after `NOT_THERE_COUNTS_AFTER`.
    """
    with in_shop(shop_id):
        called = Refund.objects.filter(pk=refund_id, state="calling").values_list("called_at", flat=True).first()
    if called is None or at - called < CALLER_IS_DEAD_AFTER:
        return
    lose: Callable[..., Refund] = become_unknown
    try:
        lose(actor=system_actor(shop_id), at=at, refund=refund_id, failure_code="caller_died")
    except NotTheirTurn:
        return  # answered in this very moment
    ask_about_refund(shop_id=shop_id, refund_id=refund_id, at=at)


def _begin(shop_id: UUID, refund_id: UUID, at: datetime) -> Refund:
    begin: Callable[..., Refund] = call
    return begin(actor=system_actor(shop_id), at=at, refund=refund_id)


def _stop(shop_id: UUID, refund_id: UUID, at: datetime) -> None:
    """A chargeback was opened on the payment before it was called: a person sees it, and why."""
    with in_shop(shop_id):
        refund = Refund.objects.get(pk=refund_id)
    if refund.state == "reserved":
        actor = gateway_actor(shop_id, refund.gateway)
        need_person(actor=actor, at=at, refund=refund, failure_code="chargeback_open", surely_unpaid=True)


def ask_about_refund(*, shop_id: UUID, refund_id: UUID, at: datetime) -> None:
    """Ask for a refund whose outcome is open, and act on what is known."""
    with in_shop(shop_id):
        refund = Refund.objects.select_related("payment").filter(pk=refund_id).first()
    if refund is None or refund.state not in ("unknown", "accepted"):
        return
    said = _find(refund)
    settle(actor=gateway_actor(shop_id, refund.gateway), at=at, refund_id=refund.pk, said=said, kind="question")


def _pay(refund: Refund) -> Said:
    _outside_transactions()
    try:
        return gateway(refund.gateway).refund(_request(refund))
    except GatewayError as failure:
        return failure
    except Exception as error:
        # An adapter's bug must not hide a payment: whether it paid is not known, so it is asked.
        log.exception("gateway.failed_unexpectedly", gateway=refund.gateway, refund=refund.ref)
        return AnswerLost("unexpected_error", type(error).__name__)


def _request(refund: Refund) -> RefundRequest:
    request = RefundRequest(
        key=refund.key,
        account=account_of(refund.shop_id),
        payment=refund.payment.external_id,
        money=refund.money,
        reference=refund.ref,
        captured=Money(refund.payment.captured_minor, refund.currency),
    )
    if not gateway(refund.gateway).capabilities.asks_for_order:
        return request
    with in_shop(refund.shop_id):
        rows = RefundLine.objects.filter(refund=refund).select_related("line").order_by("line__position")
        back = back_in_stock(refund.cause_id)
        lines = tuple(
            LineBack(row.line.external_id, row.quantity, restock=back.get(row.line_id, 0) >= row.quantity)
            for row in rows
            if row.quantity
        )
        return replace(request, order=refund.order.external_id, lines=lines)


def _find(refund: Refund) -> Said:
    _outside_transactions()
    try:
        return gateway(refund.gateway).find(account_of(refund.shop_id), refund.key, refund.payment.external_id)
    except GatewayError as failure:
        return failure
    except Exception as error:
        log.exception("gateway.failed_unexpectedly", gateway=refund.gateway, refund=refund.ref)
        return Retryable("unexpected_error", type(error).__name__)


def _outside_transactions() -> None:
    if connection.in_atomic_block:
        raise CalledInsideTransaction("a gateway is never called inside a transaction")
