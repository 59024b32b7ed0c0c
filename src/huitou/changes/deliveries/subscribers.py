"""A parcel's way is over: so are the wishes for its delivery."""

from huitou.changes.deliveries import mails  # noqa: F401  (registers itself)
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.models import DeliveryRequest
from huitou.core.actors import Actor, Role
from huitou.core.events import subscriber
from huitou.core.flow import NotTheirTurn
from huitou.core.models import Event
from huitou.core.verbs import verb_of


@subscriber("parcels.parcel.delivered", "parcels.parcel.returned", "parcels.parcel.lost")
def parcel_ended(event: Event) -> None:
    """End each wish that is open for it."""
    carrier = Actor(role=Role.CARRIER, shop_id=event.shop_id, id=f"parcel:{event.subject_id}")
    for request in DeliveryRequest.objects.filter(parcel_id=event.subject_id, closed_at=None).order_by("pk"):
        try:
            verb_of(DELIVERY_REQUEST, "deliver")(delivery_request=request, actor=carrier, at=event.at)
        except NotTheirTurn:
            continue  # it was settled in the meantime
