"""The coupon that a mail about a parcel may carry. Called by the news of parcels, inside the verb that tells."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.core.actors import system_actor
from huitou.core.models import Shop
from huitou.core.when import day_text
from huitou.lanes.queries import promises_of
from huitou.lanes.stages import OVER, Stage, stage_of
from huitou.orders.models import Order
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.retention.offering import note_shown, offers_of, take_code


def coupon_for_mail(shop: Shop, parcel: Parcel, order: Order, at: datetime) -> str:
    """The coupon's sentence for a mail about the parcel, in the active language; "" where there is none to give.

    Inside a verb: the code is given, and counted as shown.
    """
    offers = offers_of(shop, order, lines_of(order), _stages(shop, parcel, order, at), at, place="mail")
    system = system_actor(shop.pk)
    note_shown(order=order.pk, offers=offers, actor=system, at=at)
    code = take_code(order=order.pk, offers=offers, actor=system, at=at)
    if offers.coupon is None or not code:
        return ""
    coupon = offers.coupon.coupon
    said = {"title": coupon.title, "code": code, "day": day_text(coupon.ends_on), "terms": coupon.terms}
    return (_("%(title)s with the code %(code)s, until %(day)s. %(terms)s") % said).strip()


def _stages(shop: Shop, told: Parcel, order: Order, at: datetime) -> list[tuple[Stage, bool]]:
    """Of all parcels of the order, each with whether it is late, as their page says: one in trouble is enough."""
    others = Parcel.objects.filter(order=order).exclude(pk=told.pk)
    parcels = [told, *others]
    promises, today = promises_of(parcels), at.astimezone(ZoneInfo(shop.timezone)).date()
    found = []
    for parcel in parcels:
        stage, words = stage_of(parcel.status, parcel.state), promises[parcel.pk]
        awaited = stage not in OVER and parcel.direction != Parcel.Direction.RETURN
        found.append((stage, awaited and bool(words) and words[0].latest_on < today))
    return found
