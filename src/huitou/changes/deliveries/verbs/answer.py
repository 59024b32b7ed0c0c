"""What becomes of a wish for a delivery: the carrier's answer, the shop's, silence, the parcel itself."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.models import DeliveryRequest, WhyNot
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.parcels.models import Parcel


class WhyNotUnknown(Invalid):
    """Not one of the reasons."""

    code = "delivery_why_not_unknown"
    message = _("Choose why it cannot be done: the buyer reads it.")


@verb(DELIVERY_REQUEST, "accept")
def accept(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier's interface says yes."""
    delivery_request.answer = "accepted"
    return {}


@verb(DELIVERY_REQUEST, "arrange")
def arrange(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """A person of the shop has arranged it with the carrier."""
    return {}


@verb(DELIVERY_REQUEST, "decline")
def decline(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime, why: str = "carrier") -> dict[str, Any]:
    """It cannot be done. `why`: one of `WhyNot`. Raises: WhyNotUnknown."""
    if why not in WhyNot.values:
        raise WhyNotUnknown()
    delivery_request.why = WhyNot(why)
    if actor.role == Role.CARRIER:
        delivery_request.answer = "refused"
    # Nobody took anything on where nothing was arranged.
    delivery_request.liability = False
    return {"why": why}


@verb(DELIVERY_REQUEST, "pass_on")
def pass_on(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier's interface gave no clear answer: a person asks. It may have been taken in all the same."""
    delivery_request.answer = "unknown"
    return {}


@verb(DELIVERY_REQUEST, "withdraw")
def withdraw(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer wants it no longer."""
    delivery_request.liability = False
    return {}


@verb(DELIVERY_REQUEST, "lapse")
def lapse(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """Nobody arranged it in time."""
    delivery_request.liability = False
    return {}


@verb(DELIVERY_REQUEST, "deliver")
def deliver(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """The parcel's way is over: what was arranged is settled, what was not came too late."""
    if delivery_request.state != "arranged" or delivery_request.parcel.state != Parcel.State.DELIVERED:
        delivery_request.liability = False
    return {"liability": delivery_request.liability}


@verb(DELIVERY_REQUEST, "end")
def end(*, delivery_request: DeliveryRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """So long after it was arranged nobody needs to keep it open. A parcel that never came lies nowhere."""
    if delivery_request.parcel.state != Parcel.State.DELIVERED:
        delivery_request.liability = False
    return {"liability": delivery_request.liability}
