"""Chargebacks, as JSON: where one stands, until when it can be answered, and what the bank says."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.chargeback_words import reason_of, say_chargeback
from huitou.refunds.models import Chargeback


class ChargebackOut(Wait):
    """`deadline` is the shop's own date, twelve hours before `due_at`, the bank's."""

    ref: str = Field(examples=["B-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    state: str = Field(examples=["opened"])
    sentence: str = Field(examples=["The bank decided for the shop: ¥84.00 is yours again."])
    amount: Amount
    fee: Amount | None
    gateway: str = Field(examples=["stripe"])
    gateway_reference: str = Field(examples=["dp_1HuitouA"])
    reason: str = Field(examples=["product_not_received"])
    reason_text: str = Field(examples=["the buyer says that the goods did not come"])
    due_at: datetime | None
    opened_at: datetime
    answered_at: datetime | None
    settled_at: datetime | None
    failure_code: str = Field(examples=[""])
    actions: list[ActionOut] = Field(default_factory=list)


class ChargebackPage(Schema):
    items: list[ChargebackOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def chargeback_out(chargeback: Chargeback, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """A chargeback."""
    fee = chargeback.fee_minor
    return {
        "ref": chargeback.ref, "order": chargeback.order.number, "state": chargeback.state,
        **wait_of(CHARGEBACK, chargeback.state, chargeback.deadline_at),
        "sentence": say_chargeback(chargeback, Role.MERCHANT, caller.at),
        "amount": Amount.of(chargeback.amount_minor, chargeback.currency),
        "fee": Amount.of(fee, chargeback.fee_currency) if fee else None,
        "gateway": chargeback.gateway, "gateway_reference": chargeback.reference,
        "reason": chargeback.reason, "reason_text": reason_of(chargeback.reason), "due_at": chargeback.due_at,
        "opened_at": chargeback.opened_at, "answered_at": chargeback.answered_at,
        "settled_at": chargeback.settled_at, "failure_code": chargeback.failure_code,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }  # fmt: skip
