"""The withdrawal function for programs: a shop's own pages can offer it and hand the statement over here."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from huitou.api.idempotent import idempotent
from huitou.api.refusals import refuses
from huitou.api.schemas.orders import Strict
from huitou.api.views.common import answers, who
from huitou.cases.verbs import withdraw_contract
from huitou.core.errors import Forbidden

router = Router()


class StatementIn(Strict):
    """The buyer's statement. The order is named in the address, the contact is the order's."""

    name: str = Field(min_length=1, max_length=120, examples=["Anna Weber"])


class KeptOut(Schema):
    """An item that the statement does not send back."""

    title: str = Field(examples=["Engraved cup"])
    why: str = Field(examples=["This cannot go back for such a reason: goods made to the buyer's order."])


class WithdrawalOut(Schema):
    """What became of the statement. `receipt` is the mail, as it was sent."""

    order: str = Field(examples=["4F7Q"])
    received_at: datetime
    cases: list[str] = Field(description="References of the cases that were opened.", examples=[["R-7F3K-Q2MX"]])
    kept: list[KeptOut]
    receipt: str = Field(description="The receipt in plain text.", examples=["Receipt of your withdrawal"])
    receipt_sent_to: str = Field(examples=["anna@example.com"])


@router.post("/orders/{ref}/withdraw", response=answers(201, WithdrawalOut), summary="Withdraw from the contract")
@refuses(Forbidden)
@idempotent(required=True)
def withdraw_order(request: HttpRequest, ref: str, body: StatementIn) -> Status[Any]:
    """Open a case for all that goes back as a right and send the receipt; what stays is named with its reason."""
    caller = who(request)
    done = withdraw_contract(order=ref, name=body.name, actor=caller.actor, at=caller.at, locale=get_language() or "")
    return Status(
        201,
        {
            "order": done.order.number,
            "received_at": caller.at,
            "cases": [case.ref for case in done.cases],
            "kept": [{"title": one.title, "why": one.why} for one in done.kept],
            "receipt": done.receipt.text,
            "receipt_sent_to": done.receipt.to_email,
        },
    )
