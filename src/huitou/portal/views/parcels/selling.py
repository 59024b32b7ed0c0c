"""Clicks on what is for sale beside a parcel, and the buyer's own code of a coupon."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from huitou.core.actors import system_actor
from huitou.core.errors import NotFound
from huitou.orders.queries import lines_of
from huitou.parcels.queries import parcels_of
from huitou.portal.addresses import order_named, order_path
from huitou.portal.parcel_shown import shown_parcels
from huitou.portal.visit import Visit, portal_view
from huitou.retention.links import is_own, opened
from huitou.retention.offering import note_click, offers_of, take_code
from huitou.retention.visits import is_visit


@require_safe
@portal_view
def go(visit: Visit, token: str) -> HttpResponseBase:
    """To the shop's own website, and nowhere else: the address was sealed by us and is looked at again."""
    way = opened(visit.shop.pk, token)
    if way is None or not is_own(visit.shop.domain, way.url):
        raise NotFound()
    if is_visit(visit.request.META["REQUEST_METHOD"], visit.request.headers):
        note_click(order=way.order, block=way.block, actor=system_actor(visit.shop.pk), at=visit.at)
    return HttpResponseRedirect(way.url)


@require_http_methods(["GET", "POST"])
@portal_view
def coupon(visit: Visit, number: str) -> HttpResponseBase:
    """Give the buyer their code of the coupon that stands beside the order; it is shown there from now on."""
    with visit.reading() as buyer:
        bought = order_named(buyer, number)
        shown = shown_parcels(visit.shop, parcels_of(bought), visit.at, private=False)
        stages = [(one.stage, one.late) for one in shown]
        offers = offers_of(visit.shop, bought, lines_of(bought), stages, visit.at)
    if visit.request.method == "POST":
        take_code(order=bought.pk, offers=offers, actor=system_actor(visit.shop.pk), at=visit.at)
        note_click(order=bought.pk, block="coupon", actor=system_actor(visit.shop.pk), at=visit.at)
    return redirect(f"{order_path(visit.shop, bought)}parcels/#offers")
