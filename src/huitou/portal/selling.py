"""What is for sale beside a parcel, as the page shows it. Links lead through us, so that clicks can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from huitou.core.models import Shop
from huitou.orders.models import Order
from huitou.retention.links import Way, sealed
from huitou.retention.models import Showing
from huitou.retention.offering import Offers
from huitou.retention.recommending import Recommended


@dataclass(frozen=True, slots=True)
class Good:
    """A product with the address of its link."""

    shown: Recommended
    url: str


def goods_of(shop: Shop, order: Order, offers: Offers) -> Sequence[Good]:
    """The products that are shown beside the order."""
    tokens = [sealed(shop.pk, Way(one.url, order.pk, Showing.Block.PRODUCTS)) for one in offers.products]
    return [
        Good(one, reverse("portal:go", args=[shop.slug, token]))
        for one, token in zip(offers.products, tokens, strict=True)
    ]
