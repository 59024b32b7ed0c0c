"""Sends the letters of changes. Reads events in its own time, once each; a key is the event and its audience."""

from collections.abc import Sequence

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.changes.letters import TOLD, Told, letter_for
from huitou.changes.models import OrderChange
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact

ABOUT = "changes.orderchange"


@reader(*TOLD)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for, as their changes stand when they are written."""
    shop = open_shop_row()
    rows = OrderChange.objects.select_related("order")
    changes = {row.pk: row for row in rows.filter(pk__in={event.subject_id for event in events})}
    for event in events:
        # What was settled at once is told by the event that settled it.
        if event.facts.get("at_once"):
            continue
        for told in TOLD[event.kind]:
            if not told.states or event.facts.get("to") in told.states:
                _SENDERS[told.audience](event, changes[event.subject_id], shop, told)


def _tell_buyer(event: Event, change: OrderChange, shop: Shop, told: Told) -> None:
    customer = change.order.customer_id
    contact = CustomerContact.objects.filter(customer_id=customer).first()
    locale = supported((contact.locale if contact else "") or change.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=customer, order_id=change.order_id, at=event.at)
    with override(locale):
        letter = letter_for(change, shop, told, event.at, name=contact.name if contact else "", secret=secret)
    send(
        shop_id=shop.pk,
        key=f"{event.pk}:buyer:{told.subject}",
        to_email=contact.email if contact else None,
        to_name=contact.name if contact else "",
        locale=locale,
        letter=letter,
        about=(ABOUT, change.pk),
        at=event.at,
    )


def _tell_staff(event: Event, change: OrderChange, shop: Shop, told: Told) -> None:
    send_to_staff(
        shop_id=shop.pk,
        permission="changes.decide",
        topic="cases",
        key=f"{event.pk}:staff",
        letter=lambda _: letter_for(change, shop, told, event.at),
        about=(ABOUT, change.pk),
        at=event.at,
    )


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff}
