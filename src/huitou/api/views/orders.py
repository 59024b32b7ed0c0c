"""Orders: taken from the shop's own system, shown, judged."""

from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import AwareDatetime, Field

from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import PICTURE, refuses
from huitou.api.schemas.cases import EvidenceOut
from huitou.api.schemas.orders import (
    InvoiceIn,
    OrderIn,
    OrderOut,
    OrderPage,
    OrderVerdict,
    ParcelOut,
    Strict,
    options_out,
    order_out,
    parcel_out,
)
from huitou.api.views.common import answers, who
from huitou.cases.judging import NoPolicy, binding_version, returns_lately
from huitou.cases.models import EvidenceKind
from huitou.cases.verbs import upload_evidence
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.core.errors import Forbidden
from huitou.core.videos.patches import Seekable
from huitou.orders.access import access_order, orders_for
from huitou.orders.connectors.values import codes_of
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, PromotionDraft, Where
from huitou.orders.models import Order
from huitou.orders.queries import lines_of
from huitou.orders.verbs import note_invoice, place_order
from huitou.orders.verbs.note_invoice import InvoiceNumberMalformed
from huitou.orders.verbs.place_order import OrderKeyReused, OrderRefused
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.queries import facts, parcels_of
from huitou.parcels.verbs import ParcelExists, ParcelLineInvalid, ScanInvalid, announce_parcel, record_scan
from huitou.parcels.weights import WeightInvalid
from huitou.policies.queries import document_of
from huitou.policies.rules import options
from huitou.services.cover import with_warranties

router = Router()
ScanState = Literal["announced", "collected", "in_transit", "delivered", "returned", "lost"]


class PiecesIn(Strict):
    """So many pieces of an order line."""

    line: UUID
    quantity: int = Field(ge=1, le=1_000_000, examples=[1])


class AnnouncedIn(Strict):
    """A parcel that will leave. `external_id` is the shop's own name of it, unique within the order."""

    direction: Literal["outbound", "replacement"] = "outbound"
    lines: list[PiecesIn] | None = Field(default=None, max_length=500)
    external_id: str = Field(default="", max_length=120, examples=["p-2"])
    carrier: str = Field(default="", max_length=60, examples=["sf"])
    tracking_number: str = Field(default="", max_length=80, examples=["SF1402938475610"])
    promised_at: AwareDatetime | None = Field(default=None, examples=["2026-11-05T18:00:00+08:00"])


class ScanIn(Strict):
    """What was reported of a parcel, at the time that it happened."""

    state: ScanState = Field(examples=["delivered"])
    occurred_at: AwareDatetime = Field(examples=["2026-11-05T14:20:00+08:00"])
    weight_grams: int | None = Field(default=None, examples=[430], description="What the scale said at this scan.")


@router.post("/orders", response=answers(201, OrderOut), summary="Take an order")
@refuses(OrderKeyReused, OrderRefused, Forbidden)
@idempotent(required=False)
def create_order(request: HttpRequest, body: OrderIn) -> Status[Any]:
    """Write the order; the same (source, external_id) with the same content again gives the same order."""
    caller = who(request)
    order = place_order(draft=_draft(body), actor=caller.actor, at=caller.at, then=write_parcels)
    with reading(caller):
        return Status(201, _whole(order))


@router.get("/orders", response=answers(200, OrderPage), summary="List orders")
def list_orders(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> dict[str, Any]:
    """The orders that the caller may see, newest first."""
    caller = who(request)
    with reading(caller):
        found, following = page(orders_for(caller.actor), by="placed_at", cursor=cursor, limit=limit)
        return {"items": [order_out(order) for order in found], "next": following}


@router.get("/orders/{ref}", response=answers(200, OrderOut), summary="Show an order")
def show_order(request: HttpRequest, ref: str) -> dict[str, Any]:
    """By number. With its lines and parcels."""
    caller = who(request)
    with reading(caller):
        return _whole(access_order(caller.actor, ref))


@router.get("/orders/{ref}/verdict", response=answers(200, OrderVerdict), summary="What can be done")
@refuses(NoPolicy)
def order_verdict(request: HttpRequest, ref: str) -> dict[str, Any]:
    """For each line and reason: what can be done, until when, who pays, and why, naming the rule."""
    caller = who(request)
    with reading(caller):
        order = access_order(caller.actor, ref)
        version = binding_version(order)
        known = with_warranties(order, facts(order, returns=returns_lately(order.customer_id, caller.at)))
        found = options(document_of(version), known, caller.at)
        return {
            "order": order.number,
            "policy_version": str(version.pk),
            "lines": [options_out(line, order.currency) for line in found],
        }


@router.post("/orders/{ref}/invoice", response=answers(200, OrderOut), summary="Note an order's invoice")
@refuses(InvoiceNumberMalformed, Forbidden)
@idempotent(required=False)
def note_order_invoice(request: HttpRequest, ref: str, body: InvoiceIn) -> dict[str, Any]:
    """Write down the number of the tax invoice that the buyer got; empty takes it away."""
    caller = who(request)
    order = note_invoice(order=ref, number=body.number, actor=caller.actor, at=caller.at)
    with reading(caller):
        return _whole(order)


@router.post("/orders/{ref}/parcels", response=answers(201, ParcelOut), summary="Announce a parcel")
@refuses(ParcelExists, ParcelLineInvalid, Forbidden)
@idempotent(required=False)
def create_parcel(request: HttpRequest, ref: str, body: AnnouncedIn) -> Status[Any]:
    """Say that a parcel leaves the shop; without `lines` it holds everything. Then report its scans."""
    caller = who(request)
    with reading(caller):
        order_id = access_order(caller.actor, ref).pk
    parcel = announce_parcel(
        order_id=order_id,
        direction=body.direction,
        lines={one.line: one.quantity for one in body.lines} if body.lines is not None else None,
        external_id=body.external_id,
        carrier=body.carrier,
        tracking_number=body.tracking_number,
        promised_at=body.promised_at,
        actor=caller.actor,
        at=caller.at,
    )
    return Status(201, parcel_out(parcel))


@router.post("/parcels/{ref}/scans", response=answers(200, ParcelOut), summary="Report on a parcel")
@refuses(ScanInvalid, WeightInvalid, Forbidden)
@idempotent(required=False)
def scan_parcel(request: HttpRequest, ref: str, body: ScanIn) -> dict[str, Any]:
    """Say what happened to a parcel, late or twice as it comes; the state follows from all reports."""
    caller = who(request)
    parcel = record_scan(parcel=ref, state=body.state, occurred_at=body.occurred_at, actor=caller.actor, at=caller.at,
                         source="api", weight_grams=body.weight_grams)  # fmt: skip
    return parcel_out(parcel)


@router.post("/orders/{ref}/evidence", response=answers(201, EvidenceOut), summary="Upload a picture")
@refuses(*PICTURE, TooManyFiles, Forbidden)
@idempotent(required=False)
def upload(
    request: HttpRequest,
    ref: str,
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
    kind: EvidenceKind = Form(EvidenceKind.PHOTO),  # type: ignore[type-arg]  # noqa: B008
) -> Status[Any]:
    """Keep a photo or a video for an application; name its id when you open the case. `kind`: what it shows."""
    caller = who(request)
    kept = upload_evidence(
        order=ref, file=cast(Seekable, file), kind=kind, name=file.name or "", actor=caller.actor, at=caller.at
    )
    return Status(201, kept_out(kept))


def kept_out(kept: Any) -> dict[str, Any]:
    """A kept picture as JSON."""
    return {
        "id": str(kept.pk),
        "kind": kept.kind,
        "sha256": kept.sha256,
        "shown_sha256": kept.shown_sha256,
        "media_type": kept.media_type,
        "size_bytes": kept.size_bytes,
        "at": kept.at,
    }


def _whole(order: Order) -> dict[str, Any]:
    return order_out(order, lines_of(order), parcels_of(order))


def _frozen(part: Strict) -> dict[str, Any]:
    """The part's fields, lists as tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in part.model_dump().items()}


def _draft(body: OrderIn) -> OrderDraft:
    fields = {name: getattr(body, name) for name in (
        "source", "external_id", "number", "currency", "placed_at", "state", "country", "region", "locale",
        "tax_included", "invoice_number",
    )}  # fmt: skip
    return OrderDraft(
        where=Where("api", 1),
        customer=CustomerDraft(**_frozen(body.customer)),
        lines=tuple(LineDraft(**_frozen(line)) for line in body.lines),
        payments=tuple(PaymentDraft(**payment.model_dump()) for payment in body.payments),
        parcels=tuple(ParcelDraft(**parcel.model_dump()) for parcel in body.parcels),
        promotions=tuple(PromotionDraft(**_frozen(promotion)) for promotion in body.promotions),
        discount_codes=codes_of(body.discount_codes),
        **fields,
    )
