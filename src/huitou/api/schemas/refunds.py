"""Money on its way back."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.cases.models import Case
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.payment_kinds import kind_of
from huitou.refunds.values import say_state


class RefundOut(Wait):
    ref: str = Field(examples=["F-9M2C-7KQT"])
    state: str = Field(examples=["succeeded"])
    sentence: str = Field(examples=["¥128.00 was paid back."])
    amount: Amount
    paid: Amount | None
    gateway: str = Field(examples=["sandbox"])
    gateway_reference: str = Field(examples=["SBX-4QWX-8H2M"])
    failure_code: str = Field(examples=[""])
    requested_at: datetime
    settled_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class WholeRefundOut(RefundOut):
    """`goes_back`: as the money that it was, or as a gift card, points or credit of the shop."""

    order: str = Field(examples=["1001"])
    case: str | None = Field(examples=["R-7F3K-Q2MX"])
    goes_back: str = Field(examples=["money"])


class RefundPage(Schema):
    items: list[WholeRefundOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def refund_out(refund: Refund, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """A refund as the caller sees it."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    return {
        "ref": refund.ref,
        "state": refund.state,
        **wait_of(REFUND, refund.state, refund.deadline_at),
        "sentence": say_state(refund, reader, caller.at),
        "amount": Amount.of(refund.amount_minor, refund.currency),
        "paid": Amount.of(refund.paid_minor, refund.currency) if refund.paid_minor else None,
        "gateway": refund.gateway,
        "gateway_reference": refund.gateway_reference,
        "failure_code": refund.failure_code,
        "requested_at": refund.requested_at,
        "settled_at": refund.settled_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }


def whole_refund_out(refund: Refund, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """The same with what it belongs to. `refund` comes from `with_what_it_is_of`."""
    return {
        **refund_out(refund, caller, actions),
        "order": refund.order.number,
        "case": refund.case_ref,  # type: ignore[attr-defined]
        "goes_back": kind_of(refund.payment.method),
    }


def with_what_it_is_of(rows: "QuerySet[Refund]") -> "QuerySet[Refund]":
    """The refunds with their orders, payments and the references of their cases: one query."""
    case = Case.objects.filter(pk=OuterRef("cause_id")).values("ref")[:1]
    return rows.select_related("order", "payment").annotate(case_ref=Subquery(case))
