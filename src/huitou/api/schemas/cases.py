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
from huitou.api.schemas.replacements import ReplacementOut
from huitou.api.schemas.returns import ReturnOut
from huitou.cases.at_work import waited_for
from huitou.cases.machine import CASE
from huitou.cases.messages import author_for
from huitou.cases.models import Case, Kind, Message, Offer
from huitou.cases.values import say_state
from huitou.cases.wishing import WishedLine
from huitou.core.actors import Role
from huitou.refunds.models import StoredSheet
from huitou.refunds.sheet import Sheet
from huitou.refunds.sheet_texts import bill

A_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
A_SENTENCE = "陶杯社 has 47 hours to answer. If it says nothing, your request counts as agreed."


class WishIn(Strict):
    """What is asked for. `line` is the id of an order line; `reason` one of those that the verdict names.

    A line may have a `kind` of its own; an exchange names the `variant` (without it the same again is sent), a partial
    refund or a price adjustment its `amount_minor`.
    """

    order: str = Field(examples=["100234"], description="The order's number or id.")
    kind: Kind = Field(examples=["return_and_refund"])
    lines: list[WishedLine] = Field(
        min_length=1,
        max_length=500,
        examples=[[{"line": "01920000-0000-7000-8000-000000000001", "quantity": 1, "reason": "no_longer_wanted"}]],
    )


class PreviewIn(WishIn):
    evidence: list[str] = Field(default_factory=list, max_length=20, examples=[["photo"]])


class CaseIn(WishIn):
    """`seen_minor` and `seen_extra_minor` are the preview's sums: when one has changed since, nothing is opened and
    you are told.
    """

    note: str = Field(default="", max_length=4000)
    evidence: list[UUID] = Field(default_factory=list, max_length=12, description="Ids of pictures uploaded before.")
    seen_minor: int | None = Field(default=None, examples=[12800])
    seen_extra_minor: int | None = Field(
        default=None, examples=[0], description="What is paid on top for exchanges, as the preview's `extra` says."
    )


class BillRow(Schema):
    code: str = Field(examples=["goods"])
    label: str = Field(examples=["1 × 青瓷主人杯"])
    why: str = Field(examples=["The price of the items that are refunded."])
    amount: Amount


class SheetOut(Schema):
    """The explained sum: rows that add up to the total, each with its reason."""

    total: Amount
    rows: list[BillRow]
    digest: str | None = Field(
        default=None,
        description="SHA-256 of facts and sheet; null for a preview.",
        examples=[A_DIGEST],
    )


class PreviewOut(Schema):
    verdict: VerdictOut
    sheet: SheetOut
    extra: Amount = Field(description="What the buyer pays on top for exchanges into something dearer.")
    policy_version: str = Field(examples=["01920000-0000-7000-8000-000000000001"])


class CaseLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    title: str = Field(examples=["青瓷主人杯"])
    quantity: int
    reason: str = Field(examples=["damaged"])
    kind: str = Field(examples=["exchange"], description="How these pieces are settled.")
    variant: str | None = Field(
        description="What an exchange brings; null: the same again.", examples=["01920000-0000-7000-8000-000000000002"]
    )
    surcharge: Amount = Field(description="What it costs more, as it was shown.")
    settled: bool


class OfferOut(Schema):
    """What one side offered, and what became of it."""

    by: str = Field(description="Who offered: `buyer` or `merchant`.", examples=["buyer"])
    amount: Amount
    remedy: str | None = Field(
        description="What is offered instead of money: `exchange`, `reship` or `repair`.", examples=[None]
    )
    variants: dict[str, str] = Field(
        description="Order line → the variant that an exchange brings, where it is not the same again.", examples=[{}]
    )
    surcharge: Amount = Field(description="What the buyer pays on top.")
    keeps_goods: bool
    state: str = Field(
        description="`open`, `accepted`, `declined`, `countered`, `lapsed`, `replaced` or `recalled`.",
        examples=["open"],
    )
    made_at: datetime
    answered_at: datetime | None
    answered_by: str | None = Field(
        description="The side that ended it; null: silence, or still open.", examples=[None]
    )


class CaseBrief(Wait):
    ref: str = Field(examples=["R-7F3K-Q2MX"])
    order: str = Field(examples=["100234"])
    kind: str = Field(examples=["return_and_refund"])
    state: str = Field(examples=["requested"])
    sentence: str = Field(
        description="What is happening, what you can do, what happens if nobody does anything.",
        examples=[A_SENTENCE],
    )
    total: Amount
    entitled: bool
    allowed: bool
    opened_at: datetime
    closed_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)
    goods_return: str | None = Field(default=None, description="The reference of its return.", examples=["B-4QWX-8H2M"])
    replacement: str | None = Field(
        default=None, description="The reference of what is sent instead.", examples=["X-4QWX-8H2M"]
    )
    repair: str | None = Field(default=None, description="The reference of its repair.", examples=["W-4QWX-8H2M"])
    dispute: str | None = Field(default=None, description="The reference of its dispute.", examples=["D-2K8P-V7XM"])
    merged_into: str | None = Field(
        default=None, description="The case in which a `merged` one goes on.", examples=["R-2K8P-V7XM"]
    )


class CaseOut(CaseBrief):
    lines: list[CaseLineOut]
    sheet: SheetOut
    offers: list[OfferOut]
    return_: ReturnOut | None = Field(default=None, alias="return")
    sent: ReplacementOut | None = Field(default=None, description="What goes out instead of the goods.")
    refunds: list[RefundOut]
    evidence: list["EvidenceOut"]
    verdict: VerdictOut = Field(description="What the policy said to the wish when it was made.")


class CasePageOut(Schema):
    items: list[CaseBrief]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class EventOut(Schema):
    """An entry of the hash chain: `hash` = SHA-256(`prev_hash` + `body`), both hashes in hex."""

    seq: int
    subject: str = Field(examples=["cases.case"])
    kind: str = Field(examples=["cases.case.opened"])
    at: datetime
    actor_role: str = Field(examples=["buyer"])
    told: str | None = Field(examples=["You asked for ¥128.00."])
    body: str = Field(examples=['{"actor":{"id":"buyer:…","role":"buyer"},…}'])
    prev_hash: str = Field(examples=[""])
    hash: str = Field(examples=[A_DIGEST])


class MessageIn(Strict):
    body: str = Field(min_length=1, max_length=4000, examples=["杯口有一道裂纹。"])


class MessageOut(Schema):
    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    role: str = Field(examples=["buyer"])
    author: str = Field(examples=["陈小暖"])
    body: str = Field(examples=["杯口有一道裂纹。"])
    with_action: str = Field(examples=["open"])
    at: datetime


class EvidenceOut(Schema):
    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    kind: str = Field(examples=["photo_label"], description="What it shows, in the words of the policy's evidence.")
    sha256: str = Field(examples=[A_DIGEST], description="Of the file as it was sent.")
    shown_sha256: str = Field(examples=[A_DIGEST], description="Of the copy without metadata that others see.")
    media_type: str = Field(examples=["image/jpeg"])
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
        **_wait(case),
        "sentence": say_state(case, reader, caller.shop, caller.at, offer),
        "total": Amount.of(case.sheet.total_minor, case.sheet.currency),
        "entitled": case.entitled,
        "allowed": case.allowed,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
        "goods_return": case.goods_return.ref if case.goods_return else None,
        "replacement": case.replacement.ref if case.replacement else None,
        "repair": case.repair.ref if case.repair else None,
        "dispute": case.dispute.ref if case.dispute else None,
        "merged_into": case.merged_into.ref if case.merged_into else None,
    }


def _wait(case: Case) -> dict[str, Any]:
    """Whose turn it is in the case, or in the part (return, replacement, repair, dispute) that it waits for."""
    part = waited_for(case)
    if part is not None:
        return wait_of(part.machine, part.subject.state, part.subject.deadline_at)
    return wait_of(CASE, case.state, case.deadline_at)


def offer_out(offer: Offer, currency: str) -> dict[str, Any]:
    """An offer as JSON."""
    return {
        "amount": Amount.of(offer.amount_minor, currency),
        "by": offer.by,
        "remedy": offer.remedy or None,
        "variants": {line: one["variant"] for line, one in offer.variants.items()},
        "surcharge": Amount.of(offer.surcharge_minor, currency),
        "keeps_goods": offer.keeps_goods,
        "state": offer.state,
        "made_at": offer.made_at,
        "answered_at": offer.answered_at,
        "answered_by": offer.answered_by or None,
    }


def message_out(message: Message, reader: Role) -> dict[str, Any]:
    """A message as JSON."""
    return {
        "id": str(message.pk),
        "role": message.role,
        "author": author_for(message, reader),
        "body": message.body,
        "with_action": message.with_action,
        "at": message.at,
    }
