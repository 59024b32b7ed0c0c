"""The addresses in a message: the parcels' page behind a signed link, the short way for short messages."""

from urllib.parse import urlencode

from django.urls import reverse

from huitou.accounts.buyers import door_to
from huitou.accounts.domains.addresses import page_url
from huitou.core.models import Shop
from huitou.orders.models import Order
from huitou.orders.naming import segment_of


def order_url(shop: Shop, order: Order) -> str:
    """The order's page, for who is signed in."""
    return page_url(shop, reverse("portal:order", args=[shop.slug, segment_of(order)]))


def parcels_url(shop: Shop, order: Order, *, ref: str, secret: str) -> str:
    """The order's parcels; `secret` opens them, `ref` tells which message led there."""
    place = f"{reverse('portal:order', args=[shop.slug, segment_of(order)])}parcels/?news={ref}"
    return door_to(shop, place, secret)


def short_url(shop: Shop, ref: str) -> str:
    """A short address that leads to the parcel by its number alone."""
    return page_url(shop, reverse("portal:news", args=[shop.slug, ref]))


def tracking_url(shop: Shop, number: str) -> str:
    """The parcel by its number alone; "" without one."""
    track = reverse("portal:track", args=[shop.slug])
    return f"{page_url(shop, track)}?{urlencode({'number': number})}" if number else ""
