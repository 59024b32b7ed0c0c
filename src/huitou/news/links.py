"""The addresses in a message: the parcels' page behind a signed link, the short way for short messages."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from huitou.accounts.buyers import door_to
from huitou.accounts.domains.addresses import page_url
from huitou.accounts.short_links import make_short_link
from huitou.core.models import Shop
from huitou.notifications.models import Medium
from huitou.orders.models import Order
from huitou.orders.naming import segment_of


def order_url(shop: Shop, order: Order) -> str:
    """The order's page, for who is signed in."""
    return page_url(shop, reverse("portal:order", args=[shop.slug, segment_of(order)]))


def parcels_url(shop: Shop, order: Order, *, ref: str, secret: str) -> str:
    """The order's parcels; `secret` opens them, `ref` tells which message led there."""
    return door_to(shop, _parcels(shop, order, ref), secret)


def link_over(channel: str, shop: Shop, order: Order, *, ref: str, at: datetime) -> str:
    """Where a short message leads: the order's parcels by a short address. What the shop's own system gets shows the
    parcel by its number alone: a buyer's door is the buyer's. Within the open transaction."""
    if channel == Medium.WEBHOOK:
        return short_url(shop, ref)
    place = _parcels(shop, order, ref)
    return make_short_link(shop=shop, customer_id=order.customer_id, order_id=order.pk, place=place, at=at)


def _parcels(shop: Shop, order: Order, ref: str) -> str:
    return f"{reverse('portal:order', args=[shop.slug, segment_of(order)])}parcels/?news={ref}"


def short_url(shop: Shop, ref: str) -> str:
    """A short address that leads to the parcel by its number alone."""
    return page_url(shop, reverse("portal:news", args=[shop.slug, ref]))


def tracking_url(shop: Shop, number: str) -> str:
    """The parcel by its number alone; "" without one."""
    track = reverse("portal:track", args=[shop.slug])
    return f"{page_url(shop, track)}?{urlencode({'number': number})}" if number else ""
