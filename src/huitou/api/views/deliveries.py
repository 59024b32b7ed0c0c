"""Wishes for the delivery of parcels: made, shown, answered."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_ASKING_DELIVERIES, OF_DELIVERIES, refuses
from huitou.api.schemas.deliveries import DeliveryIn, DeliveryOut, DeliveryPage, delivery_out
from huitou.api.views.common import act, answers, who
from huitou.changes.deliveries.access import access_delivery, visible_deliveries
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import values_of
from huitou.changes.deliveries.verbs import ask_for_delivery
from huitou.changes.models import DeliveryRequest
from huitou.changes.tries import count_try
from huitou.core.actions import available
from huitou.core.errors import NotFound

router = Router()


def _counted(caller: Caller, path: dict[str, Any]) -> None:
    """A buyer's attempt, counted whatever becomes of it. Raises TooManyTries."""
    count_try("ask", caller.actor, at=caller.at)


@router.get("/deliveries", response=answers(200, DeliveryPage), summary="List wishes for deliveries")
@refuses(NotFound)
def list_deliveries(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The wishes that the caller may see, newest first; `state=to_arrange` waits for the shop."""
    caller = who(request)
    with reading(caller):
        rows = visible_deliveries(caller.actor).select_related("order", "parcel", "words")
        found, following = page(rows.filter(state=state) if state else rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [delivery_out(row, caller) for row in found], "next": following}


@router.post("/deliveries", response=answers(201, DeliveryOut), summary="Have a parcel delivered otherwise")
@refuses(*OF_ASKING_DELIVERIES)
@idempotent(required=True, before=_counted)
def create_delivery(request: HttpRequest, body: DeliveryIn) -> Status[Any]:
    """Wish something of the delivery of a parcel that is on its way."""
    caller = who(request)
    made = ask_for_delivery(**body.model_dump(), actor=caller.actor, at=caller.at)
    with reading(caller):
        return Status(201, _whole(caller, made))


@router.get("/deliveries/{ref}", response=answers(200, DeliveryOut), summary="Show a wish for a delivery")
def show_delivery(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The wish, and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_delivery(caller.actor, ref))


@router.post(
    "/deliveries/{ref}/actions/{action}", response=answers(200, DeliveryOut), summary="Act on a wish for a delivery"
)
@refuses(*OF_DELIVERIES)
@idempotent(required=True)
def act_on_delivery(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the wish's actions, for instance `arrange`, `decline`, `withdraw`."""
    caller = who(request)
    found = act(caller, "delivery_request", action, ref, body)
    with reading(caller):
        return _whole(caller, found)


def _whole(caller: Caller, found: DeliveryRequest) -> dict[str, Any]:
    actions = available(DELIVERY_REQUEST, found, caller.actor, values_of(found, caller.shop, caller.at))
    return delivery_out(found, caller, actions)
