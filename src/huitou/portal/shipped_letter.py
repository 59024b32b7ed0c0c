"""The letter that a parcel has left: where it is, when it comes, what is in it; and the same as data for mail programs.

Called by `portal.subscribers`. The days and the line are those of the parcel's page.
"""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.cases.letters import stops_of
from huitou.core.models import Shop
from huitou.core.turning_words import in_words
from huitou.core.when import written
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.stages import stage_of
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.orders.models import Order, OrderAddress
from huitou.parcels.models import Parcel
from huitou.portal import parcel_words
from huitou.portal.addresses import order_path
from huitou.portal.parcel_markup import Shipment, parcel_delivery
from huitou.portal.promise_words import expected


def shipped_letter(
    shop: Shop, parcel: Parcel, order: Order, word: DeliveryPromise | None, *, name: str, secret: str, at: datetime
) -> Letter:
    """In the active language. `parcel` with its lines; `secret` opens the order's pages."""
    zone = ZoneInfo(shop.timezone)
    carrier, stage = carrier_name(parcel.carrier), stage_of(parcel.status, parcel.state)
    when = expected([word] if word else [], carrier=carrier, zone=zone, today=at.astimezone(zone).date())
    moments = parcel_words.Moments(
        collected=written(parcel.shipped_at, zone, "day") if parcel.shipped_at else "",
        expected=when.last if when else "",
    )
    line = parcel_words.journey(stage, moments)
    place = f"{order_path(shop, order)}parcels/"
    opened = f"{settings.HUITOU_PUBLIC_URL}{reverse('portal:enter', args=[shop.slug])}?to={place}#{secret}"
    things = [f"{part.order_line.title} × {part.quantity}" for part in parcel.lines.all()]
    carried = [Fact(_("Carrier"), carrier)] if carrier else []
    numbered = [Fact(_("Tracking number"), parcel.tracking_number)] if parcel.tracking_number else []
    return Letter(
        subject=_("On its way to you: order %(order)s") % {"order": one_line(order.number, 80)},
        preheader=when.line if when else "",
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        sentence=" ".join(part for part in (_("Your parcel has left the shop."), when.line if when else "") if part),
        journey=in_words(line),
        stops=stops_of(line),
        facts=[
            Fact(_("Order"), order.number),
            *carried,
            *numbered,
            *(Fact(_("In this parcel"), one) for one in things),
        ],
        button=Link(_("Follow the parcel"), opened),
        why=_("You get this mail because the shop has sent something that you ordered."),
        secrets=[secret],
        markup=parcel_delivery(_shipment(shop, parcel, order, word, carrier)),
    )


def _shipment(shop: Shop, parcel: Parcel, order: Order, word: DeliveryPromise | None, carrier: str) -> Shipment:
    address = OrderAddress.objects.filter(order=order, erased_at=None).first()
    base = settings.HUITOU_PUBLIC_URL
    track = reverse("portal:track", args=[shop.slug])
    return Shipment(
        shop=shop.name,
        order_number=order.number,
        order_url=f"{base}{order_path(shop, order)}",
        carrier=carrier,
        tracking_number=parcel.tracking_number,
        tracking_url=f"{base}{track}?{urlencode({'number': parcel.tracking_number})}" if parcel.tracking_number else "",
        address={
            "name": address.name if address else "",
            "streetAddress": address.street if address else "",
            "addressLocality": address.city if address else "",
            "addressRegion": (address.region if address else "") or order.region,
            "postalCode": address.postcode if address else "",
            "addressCountry": (address.country if address else "") or order.country,
        },
        items=[(part.order_line.title, part.order_line.sku, part.quantity) for part in parcel.lines.all()],
        earliest=word.earliest_on if word else None,
        latest=word.latest_on if word else None,
    )
