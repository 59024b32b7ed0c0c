"""What is known of a return and its cover, read from the rows.

Called by verbs and pages, inside the shop. Never writes.
"""

from huitou.cases.models import Case
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.refusing import PAID_BY_BUYER, ClaimFacts
from huitou.logistics.models import GoodsReturn, ReturnLabel, ReturnLine, Way
from huitou.orders.models import Order
from huitou.parcels.models import Parcel, ParcelLine


def covers_of(order: Order) -> list[FreightCover]:
    """The covers of the order's parcels that are in force, the first first."""
    return list(FreightCover.objects.filter(order=order, state="in_force").order_by("starts_at", "pk"))


def cover_for(goods_return: GoodsReturn) -> FreightCover | None:
    """The cover that the return is claimed on: of a parcel that brought these goods, unpaid before; else any of the
    order's, so that the claim says why nothing is paid. None: nothing of the order is insured.
    """
    covers = list(FreightCover.objects.filter(order_id=goods_return.order_id).order_by("starts_at", "pk"))
    if not covers:
        return None
    bound = bound_parcels(goods_return)
    paid = set(
        FreightClaim.objects.filter(cover__in=covers).exclude(state="refused").values_list("cover_id", flat=True)
    )
    return min(covers, key=lambda one: (one.parcel_id not in bound, one.state != "in_force", one.pk in paid, one.pk))


def bound_parcels(goods_return: GoodsReturn) -> set[object]:
    """The parcels that brought the goods of the return."""
    lines = ReturnLine.objects.filter(goods_return=goods_return).values_list("order_line_id", flat=True)
    rows = ParcelLine.objects.filter(parcel__order=goods_return.order_id, order_line_id__in=list(lines))
    return set(rows.values_list("parcel_id", flat=True))


def facts_of(claim: FreightClaim) -> ClaimFacts:
    """Everything that decides about the claim."""
    cover, back = claim.cover, claim.goods_return
    earlier = FreightClaim.objects.filter(cover=cover).exclude(pk=claim.pk)
    return ClaimFacts(
        in_force=cover.state == "in_force",
        bound=cover.parcel_id in bound_parcels(back),
        parcel_state=str(Parcel.objects.get(pk=cover.parcel_id).state),
        starts_at=cover.starts_at,
        ends_at=cover.ends_at,
        handed_over_at=back.handed_over_at,
        received_at=back.arrived_at,
        paid_before=earlier.filter(state__in=["filed", "needs_person", "escalated", "paid"]).exists(),
        way=back.way,
        way_cost_minor=_way_cost(back),
        cover_minor=cover.cover_minor,
    )


def _way_cost(back: GoodsReturn) -> int | None:
    """What the way cost the buyer by the shop's own fees; None where the buyer paid a carrier."""
    labelled = ReturnLabel.objects.filter(goods_return=back, voided_at=None).exists()
    if back.way in PAID_BY_BUYER and not labelled:
        return None
    cost = int(back.ways.get(back.way, 0))
    if not labelled and back.way != Way.SHOP_LABEL:
        return cost
    case = Case.objects.select_related("sheet").filter(goods_return=back).first()
    items = case.sheet.as_sheet().items if case is not None else ()
    return max(cost, sum(-item.amount_minor for item in items if item.code.startswith("return_shipping")))
