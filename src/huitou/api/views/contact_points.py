"""Where a customer can be reached with short messages: shown, added with consent, silenced."""

from datetime import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.contact_points import PointIn, PointOut, ReachOut
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.notifications.addresses_of_points import PhoneMalformed, PointMalformed
from huitou.notifications.masking import masked
from huitou.notifications.models import ContactPoint
from huitou.notifications.reach import MAIL, ORDER, preferences_of, why_closed
from huitou.notifications.verbs import add_contact_point, silence_contact_point
from huitou.notifications.verbs.contact_points import EDIT, TooManyPoints
from huitou.orders.access import access_customer

router = Router()


@router.get("/customers/{uuid:customer}/contact-points", response=answers(200, ReachOut), summary="Where and what")
@refuses()
def list_contact_points(request: HttpRequest, customer: UUID) -> dict[str, Any]:
    """Phones, WeChat ids and browsers of the customer, masked, and what they want to be told."""
    caller = who(request)
    with reading(caller):
        found = access_customer(caller.actor, customer)
        points = ContactPoint.objects.filter(customer_id=found.pk, erased_at=None).order_by("-used_at", "pk")
        wishes = preferences_of(caller.shop.pk, found.pk)
        return {
            "points": [_told(point) for point in points],
            "channels": list(wishes.channels),
            "levels": {medium: wishes.level_of(medium) for medium in (*ORDER, MAIL)},
            "language": wishes.language,
            "quiet_from": _hour(wishes.quiet_from),
            "quiet_until": _hour(wishes.quiet_until),
            "timezone": wishes.timezone,
        }


@router.post("/customers/{uuid:customer}/contact-points", response=answers(200, PointOut), summary="Add an address")
@refuses(Forbidden, PhoneMalformed, PointMalformed, TooManyPoints)
@idempotent(required=False)
def add_point(request: HttpRequest, customer: UUID, body: PointIn) -> Any:
    """The shop vouches that the address is theirs and that they agreed. Silence that its holder asked for stays."""
    caller = who(request)
    with reading(caller):
        found = access_customer(caller.actor, customer)
    caller.actor.require(EDIT)
    point = add_contact_point(
        customer_id=found.pk, kind=body.kind, address=body.address, how="shop", verified=True, messages=body.messages,
        actor=caller.actor, at=caller.at,
    )  # fmt: skip
    return _told(point)


@router.post(
    "/contact-points/{uuid:point}/silence", response=answers(200, PointOut), summary="Send nothing there any more"
)
@refuses(Forbidden)
@idempotent(required=False)
def silence_point(request: HttpRequest, point: UUID) -> Any:
    """Until its holder asks for it again."""
    caller = who(request)
    return _told(silence_contact_point(point_id=point, how="shop", actor=caller.actor, at=caller.at))


def _told(point: ContactPoint) -> dict[str, Any]:
    return {
        "id": str(point.pk),
        "kind": str(point.kind),
        "address": masked(point.kind, point.address),
        "why_not": why_closed(point),
        "consent_how": point.consent_how,
        "consented_at": point.consented_at,
        "messages_left": point.messages_left,
    }


def _hour(moment: time | None) -> str | None:
    return moment.strftime("%H:%M") if moment is not None else None
