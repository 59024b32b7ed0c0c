"""The job that asks a carrier's interface for what a buyer wishes, outside any transaction and once only.

What stays open is never asked again by a machine: a person asks, and knows that it may have been taken in.
"""

from uuid import UUID

from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.models import DeliveryRequest, DeliveryWords
from huitou.core import clock
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import task
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.parcels.carriers.delivering import DeliveryAsk
from huitou.parcels.carriers.protocol import SourceError
from huitou.parcels.carriers.registry import account_of
from huitou.parcels.delivering import deliverer

ACTIONS = {"accepted": "accept", "refused": "decline"}


@task("changes.ask_carrier_for_delivery")
def ask_carrier(*, shop: str, request: str) -> None:
    """Ask, and write down the answer; nothing where the wish has moved on."""
    with in_shop(UUID(shop)):
        found = DeliveryRequest.objects.select_related("parcel").filter(pk=request, state="asking_carrier").first()
        if found is None:
            return
        # A job that runs twice finds that it has begun: the answer to the first call is lost, and stays open.
        # One statement decides, where two run at once.
        unasked = DeliveryRequest.objects.filter(pk=found.pk, state="asking_carrier", answer="")
        asked_before = not unasked.update(answer="asked")
        words = DeliveryWords.objects.filter(request=found).values_list("text", flat=True).first() or ""
    action, given = "pass_on", {}
    if not asked_before:
        ask = DeliveryAsk(found.ref, found.parcel.tracking_number, found.kind, words, found.day)
        try:
            answer = deliverer(found.source).ask_delivery(account_of(found.shop_id), ask)
        except SourceError:
            answer = None
        if answer is not None and answer.outcome in ACTIONS:
            action = ACTIONS[answer.outcome]
            given = {"why": answer.why} if action == "decline" else {}
    carrier = Actor(role=Role.CARRIER, shop_id=found.shop_id, id=f"source:{found.source}")
    actor = system_actor(found.shop_id) if action == "pass_on" else carrier
    try:
        verb_of(DELIVERY_REQUEST, action)(delivery_request=found.pk, actor=actor, at=clock.now(), **given)
    except NotTheirTurn:
        return  # the parcel was faster
