"""Wishes for deliveries on the buyer's pages: what can be wished of a parcel, the wishes there are, the first help.

Called by the parcels' views inside `visit.reading()`. What is possible, and what it means, is `changes.deliveries`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import say_delivery, values_of
from huitou.changes.deliveries.wishes import KINDS, Kind, Wish, possible, rule_of
from huitou.changes.models import DeliveryRequest
from huitou.core.actions import available
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop
from huitou.lanes.carrier_pages import carrier_page
from huitou.lanes.stages import Stage
from huitou.orders.models import Order
from huitou.orders.naming import segment_of
from huitou.parcels.models import Parcel

N_ = str
# Some couriers scan at the beginning of the street, or the evening before.
SCANNED_EARLY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WishRow:
    """One wish as the pages show it. `withdraw_url`: where it can be taken back, "" where it cannot."""

    request: DeliveryRequest
    label: str
    sentence: str
    withdraw_url: str

    @property
    def open(self) -> bool:
        """Whether it still counts."""
        return self.request.closed_at is None


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that can be wished now."""

    wish: Wish
    kind: Kind
    label: str
    means: str


def delivery_path(shop: Shop, order: Order, parcel: Parcel) -> str:
    """Where wishes for the parcel are made."""
    return reverse("portal:delivery", args=[shop.slug, segment_of(order), parcel.ref])


def not_received_path(shop: Shop, order: Order, parcel: Parcel) -> str:
    """The first help for a parcel that is said to have come."""
    return reverse("portal:not_received", args=[shop.slug, segment_of(order), parcel.ref])


def offered(stage: Stage, wishes: Sequence[DeliveryRequest] = ()) -> list[Offered]:
    """What can be wished at this stage, beside the wishes that are open, in the active language."""
    found, taken = [], {one.topic for one in wishes if one.closed_at is None}
    for wish in possible(stage):
        kind = KINDS[wish]
        if kind.topic in taken:
            continue
        found.append(Offered(wish, kind, _(kind.label), _(kind.means)))
    return found


def rule_words(stage: Stage) -> str:
    """Why not everything can be wished now, in the active language."""
    rule = rule_of(stage)
    return _(rule) if rule else ""


def rows_of(wishes: Sequence[DeliveryRequest], buyer: Actor, shop: Shop, at: datetime) -> list[WishRow]:
    """The wishes for one parcel. No query."""
    rows = []
    for request in wishes:
        actions = available(DELIVERY_REQUEST, request, buyer, values_of(request, shop, at))
        free = any(action.name == "withdraw" for action in actions)
        url = reverse("portal:delivery_deed", args=[shop.slug, request.ref, "withdraw"]) if free else ""
        said = say_delivery(request, Role.BUYER, shop, at)
        rows.append(WishRow(request, str(request.get_kind_display()), said, url))
    return rows


# Where to look first, by what the carrier said last; a status that is not named is looked for everywhere.
_LOOK: Mapping[str, str] = {
    "delivered.neighbour": N_("The carrier says that a neighbour took it in: ring at the doors beside yours."),
    "delivered.locker": N_("The carrier says that it lies in a locker: look for its code among your messages."),
    "delivered.proxy": N_("Somebody took it in for you: ask at home, at the reception, at the gate."),
    "delivered.signed": N_("Somebody signed for it: ask at home, at the reception, at the gate."),
    "delivered.collected": N_("It was collected at the pick-up point: ask who has the code or the card."),
}
_LOOK_EVERYWHERE = N_("Look in the letter box, at the door, with neighbours, in lockers and at the reception.")


def first_help(parcel: Parcel, taken_on: Sequence[DeliveryRequest], at: datetime) -> list[str]:
    """What to look for before a report, in the active language. Nothing of it has to be done."""
    said = [_(_LOOK.get(parcel.status, _LOOK_EVERYWHERE))]
    for request in taken_on:
        if request.parcel_id == parcel.pk:
            said.append(_("You asked for this: %(wish)s. Look there first.") % {"wish": request.get_kind_display()})
    if carrier_page(parcel.carrier, parcel.tracking_number):
        said.append(_("%(carrier)s often shows a photo on its own page.") % {"carrier": carrier_name(parcel.carrier)})
    if parcel.delivered_at is not None and at - parcel.delivered_at < SCANNED_EARLY:
        said.append(_("It was scanned less than a day ago. Some couriers scan before they ring: it may still come."))
    return said
