"""What the worker does with covers: has an insurer take them, and insures what left without a word. Called by jobs."""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import system_actor
from huitou.core.tenancy import every_shop, in_shop, open_shop_row
from huitou.insurance.access import terms_of_shop
from huitou.insurance.insurers.protocol import CoverRequest, Place
from huitou.insurance.insurers.registry import insurer
from huitou.insurance.models import FreightCover
from huitou.orders.models import Line, Order, OrderAddress, Payment
from huitou.parcels.models import Parcel
from huitou.refunds.gateways.protocol import Permanent

BATCH = 500


def place_cover(shop_id: UUID, cover_id: UUID, *, at: datetime) -> None:
    """Call the insurer outside any transaction. What may come right is tried again by the job; a refusal is kept."""
    from huitou.insurance.verbs.insure import record_cover, record_decline

    system = system_actor(shop_id)
    with in_shop(shop_id):
        cover = FreightCover.objects.get(pk=cover_id)
        if cover.state != "placing":
            return
        request = _request(cover)
    if not request.holder or not request.payment:
        record_decline(cover=cover_id, failure_code="holder_missing", actor=system, at=at)
        return
    try:
        answer = insurer(cover.insurer).insure(request)
    except Permanent as error:
        record_decline(cover=cover_id, failure_code=error.failure_code, actor=system, at=at)
        return
    record_cover(
        cover=cover_id, reference=answer.reference, premium=answer.premium_minor, covers=answer.cover_minor,
        ends_at=answer.ends_at, actor=system, at=at,
    )  # fmt: skip


def insure_every_shop(*, at: datetime) -> int:
    """Insure the parcels of every shop that insures all, if they left lately and have no cover; how many."""
    return sum(insure_shop(shop_id, at=at) for shop_id in every_shop())


def insure_shop(shop_id: UUID, *, at: datetime) -> int:
    """The same of one shop. A parcel that cannot be insured is passed over."""
    from huitou.insurance.verbs.insure import INSURED_WITHIN, CannotBeInsured, insure

    with in_shop(shop_id):
        if not terms_of_shop(shop_id).insure_all:
            return 0
        left = Parcel.objects.filter(direction=Parcel.Direction.OUTBOUND, shipped_at__gte=at - INSURED_WITHIN)
        covered = FreightCover.objects.filter(starts_at__gte=at - 2 * INSURED_WITHIN).values("parcel_id")
        keys = list(left.exclude(pk__in=covered).order_by("shipped_at", "pk").values_list("pk", flat=True)[:BATCH])
    insured = 0
    for key in keys:
        try:
            insure(parcel=key, actor=system_actor(shop_id), at=at)
        except CannotBeInsured:
            continue
        insured += 1
    return insured


def payment_of(order_id: UUID) -> str:
    """The number of the order's first payment at its provider: what an insurer knows the order by."""
    rows = Payment.objects.filter(order_id=order_id).order_by("position")
    return rows.values_list("external_id", flat=True).first() or ""


def _request(cover: FreightCover) -> CoverRequest:
    order = Order.objects.get(pk=cover.order_id)
    payment = Payment.objects.filter(order=order).order_by("position").first()
    address = OrderAddress.objects.filter(order=order).first()
    shop = open_shop_row()
    from_place = Place("", "", "", shop.address)
    to_place = Place(address.region, address.city, "", address.street) if address else Place(order.region, "", "", "")
    goods = Line.objects.filter(order=order).order_by("position").values_list("title", "image")
    return CoverRequest(
        holder=cover.holder,
        payment=payment.external_id if payment else "",
        paid_at=payment.paid_at if payment else order.placed_at,
        paid_minor=payment.captured_minor if payment else order.total_minor,
        tracking_number=Parcel.objects.values_list("tracking_number", flat=True).get(pk=cover.parcel_id),
        send_from=from_place,
        send_to=to_place,
        page=f"s/{shop.slug}/",
        goods=tuple(goods),
    )
