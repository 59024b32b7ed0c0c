"""Cases in and out: the wish, its preview, the case with what can be done now, its events and messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.api.schemas.orders import Strict, VerdictOut
from huitou.api.schemas.refunds import RefundOut
from huitou.api.schemas.returns import ReturnOut
from huitou.cases.judging import WishedLine
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Message, Offer
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.refunds.models import StoredSheet
from huitou.refunds.sheet import Sheet
from huitou.refunds.sheet_texts import bill


class WishIn(Strict):
    """What is asked for. `line` is the id of an order line; `reason` one of those that the verdict names."""

    order: str = Field(examples=["100234"], description="The order's number or id.")
    kind: Case.Kind = Field(examples=["return_and_refund"])
    lines: list[WishedLine] = Field(
        min_length=1,
        max_length=500,
        examples=[[{"line": "01920000-0000-7000-8000-000000000001", "quantity": 1, "reason": "no_longer_wanted"}]],
    )


class PreviewIn(WishIn):
    evidence: list[str] = Field(default_factory=list, max_length=20, examples=[["photo"]])


class CaseIn(WishIn):
    """`seen_minor` is the sum of the preview: when it has changed since, nothing is opened and you are told."""

    note: str = Field(default="", max_length=4000)
    evidence: list[UUID] = Field(default_factory=list, max_length=12, description="Ids of pictures uploaded before.")
    seen_minor: int | None = Field(default=None, examples=[12800])


class BillRow(Schema):
    code: str
    label: str
    why: str
    amount: Amount


class SheetOut(Schema):
    """The explained sum: rows that add up to the total, each with its reason."""

    total: Amount
    rows: list[BillRow]
    digest: str | None = Field(default=None, description="SHA-256 of facts and sheet; null for a preview.")


class PreviewOut(Schema):
    verdict: VerdictOut
    sheet: SheetOut
    policy_version: str


class CaseLineOut(Schema):
    line: str
    title: str
    quantity: int
    reason: str


class OfferOut(Schema):
    amount: Amount
    keeps_goods: bool
    state: str
    made_at: datetime
    answered_at: datetime | None


class CaseBrief(Wait):
    ref: str = Field(examples=["R-7F3K-Q2MX"])
    order: str = Field(examples=["100234"])
    kind: str
    state: str
    sentence: str = Field(description="What is happening, what you can do, what happens if nobody does anything.")
    total: Amount
    entitled: bool
    allowed: bool
    opened_at: datetime
    closed_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)
    goods_return: str | None = Field(default=None, description="The reference of its return.")


class CaseOut(CaseBrief):
    lines: list[CaseLineOut]
    sheet: SheetOut
    offers: list[OfferOut]
    return_: ReturnOut | None = Field(default=None, alias="return")
    refunds: list[RefundOut]
    evidence: list[dict[str, Any]]


class CasePageOut(Schema):
    items: list[CaseBrief]
    next: str | None


class EventOut(Schema):
    """An entry of the hash chain: `hash` = SHA-256(`prev_hash` + `body`), both hashes in hex."""

    seq: int
    subject: str
    kind: str
    at: datetime
    actor_role: str
    told: str | None
    body: str
    prev_hash: str
    hash: str


class MessageIn(Strict):
    body: str = Field(min_length=1, max_length=4000, examples=["杯口有一道裂纹。"])


class MessageOut(Schema):
    id: str
    role: str
    author: str
    body: str
    with_action: str
    at: datetime


class EvidenceOut(Schema):
    id: str
    sha256: str
    media_type: str
    size_bytes: int
    at: datetime


def sheet_out(sheet: Sheet, digest: str | None = None) -> dict[str, Any]:
    """A sheet in words, in the active language."""
    return {
        "total": Amount.of(sheet.total_minor, sheet.currency),
        "digest": digest,
        "rows": [
            {
                "code": row.code,
                "label": row.label,
                "why": row.why,
                "amount": Amount.of(row.amount_minor, sheet.currency),
            }
            for row in bill(sheet)
        ],
    }


def stored_sheet_out(stored: StoredSheet) -> dict[str, Any]:
    """A kept sheet in words."""
    return sheet_out(stored.as_sheet(), stored.digest)


def case_brief(
    case: Case, caller: Caller, offer: Offer | None = None, actions: list[Any] | None = None
) -> dict[str, Any]:
    """A case as the caller sees it in one glance. `case.order` must be loaded."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    return {
        "ref": case.ref,
        "order": case.order.number,
        "kind": case.kind,
        "state": case.state,
        **wait_of(CASE, case.state, case.deadline_at),
        "sentence": say_state(case, reader, caller.shop, caller.at, offer),
        "total": Amount.of(case.sheet.total_minor, case.sheet.currency),
        "entitled": case.entitled,
        "allowed": case.allowed,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
        "goods_return": case.goods_return.ref if case.goods_return else None,
    }


def offer_out(offer: Offer, currency: str) -> dict[str, Any]:
    """An offer as JSON."""
    return {
        "amount": Amount.of(offer.amount_minor, currency),
        "keeps_goods": offer.keeps_goods,
        "state": offer.state,
        "made_at": offer.made_at,
        "answered_at": offer.answered_at,
    }


def message_out(message: Message) -> dict[str, Any]:
    """A message as JSON."""
    return {
        "id": str(message.pk),
        "role": message.role,
        "author": message.author_name,
        "body": message.body,
        "with_action": message.with_action,
        "at": message.at,
    }
