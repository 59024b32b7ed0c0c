"""Tells a buyer that a parcel has left, once, where the shop's people recorded it here.

What a carrier or a connected store reports is told by them: two mails about one parcel help nobody.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.core.actors import Role, system_actor
from huitou.core.events import reader
from huitou.core.models import Event
from huitou.core.tenancy import open_shop_row
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.verbs import revise_promise
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send
from huitou.orders.models import CustomerContact, Order
from huitou.parcels.models import Parcel
from huitou.parcels.queries import parcels_of
from huitou.portal.shipped_letter import shipped_letter
from huitou.retention.in_mails import coupon_for_mail

N_ = str
LEFT = ("parcels.parcel.collected", "parcels.parcel.went_on")
ABOUT = "parcels.parcel"


@reader(*LEFT)
def tell_it_left(events: Sequence[Event]) -> None:
    """Write the letters."""
    for event in events:
        if event.actor_role == Role.MERCHANT and event.facts.get("from") == Parcel.State.ANNOUNCED:
            _tell(event)


def _tell(event: Event) -> None:
    shop = open_shop_row()
    order = Order.objects.get(pk=event.facts["order"])
    parcel = next(one for one in parcels_of(order) if one.pk == event.subject_id)
    if parcel.direction != Parcel.Direction.OUTBOUND:
        return  # a return's and a replacement's case writes for itself
    # The day belongs into the letter; whoever comes first finds it, the other nothing to change.
    revise_promise(parcel=parcel.pk, actor=system_actor(event.shop_id), at=event.at)
    word = DeliveryPromise.objects.filter(parcel=parcel).order_by("-number").first()
    contact = CustomerContact.objects.filter(customer_id=order.customer_id).first()
    locale = supported((contact.locale if contact else "") or order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=event.at)
    with override(locale):
        letter = shipped_letter(
            shop, parcel, order, word, name=contact.name if contact else "", secret=secret, at=event.at
        )
        letter = replace(letter, closing=coupon_for_mail(shop, parcel, order, event.at))
    send(
        shop_id=shop.pk, key=f"portal.shipped:{parcel.pk}", to_email=contact.email if contact else None,
        to_name=contact.name if contact else "", locale=locale, letter=letter, about=(ABOUT, parcel.pk), at=event.at,
    )  # fmt: skip
