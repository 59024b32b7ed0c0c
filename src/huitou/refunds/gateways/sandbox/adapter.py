"""The sandbox as a Gateway. Its books are written outside our transactions, as a real provider's are.

It keeps a key for ever, pays at most once for it, and refuses the same key with other content.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.bulk import insert_rows
from huitou.core.ids import new_ref
from huitou.core.money import Money
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    Misconfigured,
    Outcome,
    Permanent,
    RefundRequest,
    Retryable,
)
from huitou.refunds.gateways.sandbox.faults import Kind, next_fault
from huitou.refunds.gateways.sandbox.models import Payout, PlannedFault

COLUMNS = tuple(field.attname for field in Payout._meta.concrete_fields if not field.primary_key)


class SandboxGateway:
    """A provider that moves no money."""

    code = "sandbox"
    title = _("Test payments")
    capabilities = Capabilities(finds_by_key=True, lists=True)

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Pay back, unless a fault is planned. Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        fault = next_fault(request.account, "refund")
        _before_paying(fault)
        payout = _pay(request, fault)
        if payout.state == Payout.State.REFUSED:
            raise Permanent(payout.failure_code)
        answer = _answer(payout)
        _after_paying(fault, answer, request.account)
        return answer

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """What is in the books under the key. Raises Retryable, Misconfigured."""
        fault = next_fault(account, "find")
        if fault is not None and fault.kind == Kind.UNAUTHORISED:
            raise Misconfigured("unauthorised")
        if fault is not None:
            raise Retryable(fault.kind)
        payout = Payout.objects.filter(account=account, key=key).first()
        return None if payout is None else _answer(_ripened(payout))

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """Paid and accepted payouts asked for from `since` to before `until`."""
        rows = Payout.objects.filter(account=account, at__gte=since, at__lt=until)
        for payout in rows.exclude(state=Payout.State.REFUSED).order_by("at", "pk").iterator():
            yield _answer(_ripened(payout))


def _before_paying(fault: PlannedFault | None) -> None:
    if fault is None:
        return
    if fault.kind == Kind.UNREACHABLE:
        raise Retryable("unreachable", "connection refused")
    if fault.kind == Kind.UNAUTHORISED:
        raise Misconfigured("unauthorised")
    if fault.kind == Kind.ERROR:
        raise AnswerLost("server_error", "HTTP 500")
    if fault.kind == Kind.SLOW:
        time.sleep(fault.seconds)


def _after_paying(fault: PlannedFault | None, answer: GatewayAnswer, account: str) -> None:
    if fault is None:
        return
    if fault.kind == Kind.LOSE_ANSWER:
        raise AnswerLost("time_out", "no answer within the time limit")
    if fault.kind == Kind.ANSWER_TWICE:
        # As a webhook would: the notice may arrive before the answer does.
        from huitou.refunds.notices import receive_notice

        receive_notice(shop_id=UUID(account), code=SandboxGateway.code, answer=answer, at=clock.now())


def _pay(request: RefundRequest, fault: PlannedFault | None) -> Payout:
    """The payout of the key: made now, or the one that there is. Raises Permanent for other content."""
    made = _draft(request, fault, clock.now())
    if insert_rows(Payout, COLUMNS, [[getattr(made, name) for name in COLUMNS]], "ON CONFLICT DO NOTHING"):
        return made
    payout = Payout.objects.get(account=request.account, key=request.key)
    same = (payout.asked_minor, payout.currency, payout.payment) == (
        request.money.minor,
        request.money.currency,
        request.payment,
    )
    if not same:
        raise Permanent("key_reused", "the key was used for another refund")
    return _ripened(_called_again(payout, made))


def _called_again(payout: Payout, made: Payout) -> Payout:
    """Count the call; what was refused before is tried anew."""
    with transaction.atomic():
        payout = Payout.objects.select_for_update().get(pk=payout.pk)
        payout.calls += 1
        if payout.state == Payout.State.REFUSED:
            for name in ("state", "failure_code", "pays_at", "amount_minor", "at"):
                setattr(payout, name, getattr(made, name))
        payout.save()
    return payout


def _draft(request: RefundRequest, fault: PlannedFault | None, now: datetime) -> Payout:
    kind = fault.kind if fault is not None else ""
    state, pays_at = Payout.State.PAID, None
    if kind == Kind.REFUSE:
        state = Payout.State.REFUSED
    elif fault is not None and kind == Kind.LATE:
        state, pays_at = Payout.State.ACCEPTED, now + timedelta(seconds=fault.seconds)
    more = fault.minor if fault is not None and kind == Kind.PAY_DIFFERENT else 0
    return Payout(
        account=request.account,
        key=request.key,
        reference=new_ref("SBX"),
        payment=request.payment,
        asked_minor=request.money.minor,
        amount_minor=request.money.minor + more,
        currency=request.money.currency,
        state=state,
        failure_code="card_closed" if state == Payout.State.REFUSED else "",
        at=now,
        pays_at=pays_at,
    )


def _ripened(payout: Payout) -> Payout:
    """An accepted payout whose time has come is paid."""
    if payout.state == Payout.State.ACCEPTED and payout.pays_at is not None and payout.pays_at <= clock.now():
        payout.state = Payout.State.PAID
        payout.save(update_fields=["state"])
    return payout


def _answer(payout: Payout) -> GatewayAnswer:
    return GatewayAnswer(
        key=payout.key,
        outcome=Outcome(payout.state),
        reference=payout.reference,
        money=Money(payout.amount_minor, payout.currency),
        at=payout.at,
        failure_code=payout.failure_code,
    )
