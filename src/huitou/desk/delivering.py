"""Wishes for deliveries on the desk: rows with what to say to the carrier, where to say it, and the two answers.

Called by the views of deliveries and the queue, inside `visit.reading()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.cases.queries.queue import COUNT_LIMIT, waiting_states
from huitou.changes.deliveries.access import visible_deliveries
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import say_delivery, values_of
from huitou.changes.deliveries.wishes import Wish
from huitou.changes.models import DeliveryRequest
from huitou.core.actions import Action, available
from huitou.core.actors import Role
from huitou.desk.forms.deliveries import DeliveryForm, form_for
from huitou.lanes.carrier_pages import carrier_page, manage_page

N_ = str
SHOWN = 20
TO_SAY: Mapping[str, str] = {
    Wish.INSTRUCTIONS: N_("Ask the carrier to note this for the courier."),
    Wish.SAFE_PLACE: N_("Ask the carrier to leave it there without a signature. The buyer has agreed to that."),
    Wish.NEIGHBOUR: N_("Ask the carrier to hand it to this neighbour. The buyer has agreed to that."),
    Wish.PICKUP_POINT: N_("Ask the carrier to bring it to this pick-up point, and for how long it waits there."),
    Wish.ANOTHER_DAY: N_("Ask the carrier not to bring it before this day."),
    Wish.HOLD: N_("Ask the carrier to keep it until this day."),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An action with what it asks for."""

    action: Action
    url: str
    form: DeliveryForm


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One wish. `say`: what to ask the carrier for; `page`: where, as far as we know."""

    request: DeliveryRequest
    sentence: str
    say: str
    carrier: str
    page: str
    unclear: bool
    deeds: Sequence[Deed]


def waiting_deliveries(visit: StaffVisit) -> list[DeliveryRow]:
    """What waits for the shop, most urgent first. One query."""
    states = waiting_states(DELIVERY_REQUEST, Role.MERCHANT)
    rows = visible_deliveries(visit.actor).filter(state__in=states, closed_at=None)
    return rows_of(visit, with_all(rows).order_by("deadline_at", "pk")[:SHOWN])


def count_deliveries(visit: StaffVisit, shown: Sequence[DeliveryRow] | None = None) -> int:
    """How many wait. `shown`: those that were read already; no query where these are all."""
    if shown is not None and len(shown) < SHOWN:
        return len(shown)
    states = waiting_states(DELIVERY_REQUEST, Role.MERCHANT)
    rows = visible_deliveries(visit.actor).filter(state__in=states, closed_at=None)
    return int(rows.order_by()[: COUNT_LIMIT + 1].count())


def with_all(rows: "QuerySet[DeliveryRequest, Any]") -> "QuerySet[DeliveryRequest, Any]":
    """The wishes with everything that a row shows."""
    return rows.select_related("order", "parcel", "words")


def rows_of(visit: StaffVisit, requests: Iterable[DeliveryRequest]) -> list[DeliveryRow]:
    """The wishes as lists show them. They come with order, parcel and words."""
    return [_row(visit, request) for request in requests]


def _row(visit: StaffVisit, request: DeliveryRequest) -> DeliveryRow:
    parcel = request.parcel
    deeds = [
        Deed(
            action=action,
            url=reverse("desk:delivery_act", args=[visit.shop.slug, request.ref, action.name]),
            form=form_for(action.name)(auto_id=f"{request.ref}_%s"),
        )
        for action in available(DELIVERY_REQUEST, request, visit.actor, values_of(request, visit.shop, visit.at))
        if action.name not in ("give_time", "stop_clock", "start_clock")
    ]
    return DeliveryRow(
        request=request,
        sentence=say_delivery(request, Role.MERCHANT, visit.shop, visit.at),
        say=_(TO_SAY[request.kind]) if request.state == "to_arrange" else "",
        carrier=carrier_name(parcel.carrier),
        page=manage_page(parcel.carrier) or carrier_page(parcel.carrier, parcel.tracking_number),
        unclear=request.answer == "unknown" and request.state == "to_arrange",
        deeds=deeds,
    )
