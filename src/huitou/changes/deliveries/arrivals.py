"""What comes with a state of a wish: the carrier is asked, the end is written down, a gate code goes."""

from datetime import datetime

from huitou.changes.deliveries.asking import ask_carrier
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.wishes import Wish
from huitou.changes.models import DeliveryRequest, DeliveryWords
from huitou.core.actors import Actor
from huitou.core.jobs import enqueue
from huitou.core.personal import erase
from huitou.core.verbs import on_arrival


@on_arrival(DELIVERY_REQUEST, "asking_carrier")
def have_it_asked(request: DeliveryRequest, actor: Actor, at: datetime) -> None:
    """Once this is committed, a job calls the carrier's interface."""
    enqueue(ask_carrier, shop=str(request.shop_id), request=str(request.pk))


@on_arrival(DELIVERY_REQUEST, *DELIVERY_REQUEST.finals)
def close(request: DeliveryRequest, actor: Actor, at: datetime) -> None:
    """It is over. What was written for the courier alone goes at once; a place may have to be proved later."""
    request.closed_at = at
    words = DeliveryWords.objects.filter(request=request, erased_at=None).first()
    if words is not None and request.kind == Wish.INSTRUCTIONS:
        erase(words, at, "text")
