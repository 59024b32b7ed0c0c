"""The letters about wishes for deliveries: the shop gets a task, the buyer what came of it. Reads events, once each."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from huitou.accounts.buyers import door_to, signed_link
from huitou.changes.deliveries.queries import say_delivery
from huitou.changes.models import DeliveryRequest
from huitou.core.actors import Role
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.notifications.languages import supported
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact
from huitou.orders.naming import segment_of

N_ = str
ABOUT = "changes.deliveryrequest"
KIND = "changes.delivery_request."
TO_BUYER: Mapping[str, str] = {
    f"{KIND}accepted": N_("Your delivery is arranged: order %(order)s"),
    f"{KIND}arranged": N_("Your delivery is arranged: order %(order)s"),
    f"{KIND}declined": N_("That cannot be done: order %(order)s"),
    f"{KIND}lapsed": N_("The parcel comes as planned: order %(order)s"),
}
TO_STAFF: Mapping[str, str] = {
    f"{KIND}asked": N_("To arrange with the carrier: order %(order)s"),
    f"{KIND}passed_on": N_("To arrange with the carrier: order %(order)s"),
}


@reader(*TO_BUYER, *TO_STAFF)
def tell_of_deliveries(events: Sequence[Event]) -> None:
    """Write the letters that these events call for, as the wishes stand when they are written."""
    shop = open_shop_row()
    wanted: set[UUID] = {event.subject_id for event in events}
    rows = DeliveryRequest.objects.select_related("order", "parcel").filter(pk__in=wanted)
    found = {row.pk: row for row in rows}
    for event in events:
        request = found[event.subject_id]
        if event.kind in TO_BUYER:
            _tell_buyer(event, request, shop)
        elif event.facts.get("to") == "to_arrange":
            _tell_staff(event, request, shop)


def _tell_buyer(event: Event, request: DeliveryRequest, shop: Shop) -> None:
    customer = request.order.customer_id
    contact = CustomerContact.objects.filter(customer_id=customer).first()
    locale = supported((contact.locale if contact else "") or request.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=customer, order_id=request.order_id, at=event.at)
    page = f"{reverse('portal:order', args=[shop.slug, segment_of(request.order)])}parcels/"
    url = door_to(shop, page, secret)
    with override(locale):
        letter = _letter(event, request, shop, Role.BUYER, TO_BUYER[event.kind], url, contact.name if contact else "")
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer", to_email=contact.email if contact else None,
        to_name=contact.name if contact else "", locale=locale, letter=letter, about=(ABOUT, request.pk), at=event.at,
    )  # fmt: skip


def _tell_staff(event: Event, request: DeliveryRequest, shop: Shop) -> None:
    url = f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/deliveries/"
    send_to_staff(
        shop_id=shop.pk, permission="changes.decide", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: _letter(event, request, shop, Role.MERCHANT, TO_STAFF[event.kind], url),
        about=(ABOUT, request.pk), at=event.at,
    )  # fmt: skip


def _letter(
    event: Event, request: DeliveryRequest, shop: Shop, to: Role, subject: str, url: str, name: str = ""
) -> Letter:
    """In the active language. What the buyer wrote for the courier stands on the pages only."""
    return Letter(
        subject=one_line(gettext(subject) % {"order": request.order.number}),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=say_delivery(request, to, shop, event.at),
        facts=[
            Fact(gettext("Order"), request.order.number),
            Fact(gettext("Wish for the delivery"), str(request.get_kind_display())),
            Fact(gettext("Tracking number"), request.parcel.tracking_number or request.parcel.ref),
        ],
        button=Link(gettext("Look at the parcel") if to == Role.BUYER else gettext("Open the list"), url),
        why=gettext("You get this mail because of a wish for the delivery of order %(order)s.")
        % {"order": request.order.number},
        secrets=[url.partition("#")[2]] if "#" in url else [],
    )
