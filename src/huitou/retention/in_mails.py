"""The coupon that a mail about a parcel may carry. Called by the news of parcels, inside the verb that tells."""

from datetime import datetime

from django.utils.translation import gettext as _

from huitou.core.actors import system_actor
from huitou.core.models import Shop
from huitou.lanes.stages import stage_of
from huitou.orders.models import Order
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.retention.offering import note_shown, offers_of, take_code


def coupon_for_mail(shop: Shop, parcel: Parcel, order: Order, at: datetime) -> str:
    """The coupon's sentence for a mail about the parcel, in the active language; "" where there is none to give.

    Inside a verb: the code is given, and counted as shown.
    """
    stages = [(stage_of(parcel.status, parcel.state), False)]
    offers = offers_of(shop, order, lines_of(order), stages, at, place="mail")
    system = system_actor(shop.pk)
    note_shown(order=order.pk, offers=offers, actor=system, at=at)
    code = take_code(order=order.pk, offers=offers, actor=system, at=at)
    if offers.coupon is None or not code:
        return ""
    coupon = offers.coupon.coupon
    said = {"title": coupon.title, "code": code, "day": coupon.ends_on.isoformat(), "terms": coupon.terms}
    return (_("%(title)s with the code %(code)s, until %(day)s. %(terms)s") % said).strip()
