"""Does something about a parcel in trouble: writes to its buyer, or notes that the carrier was asked or the house
searched. Called by the desk.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.verbs import verb
from huitou.lanes.models import TroubleStep
from huitou.lanes.trouble import Kind, Step
from huitou.notifications.letters import Letter
from huitou.notifications.verbs import send
from huitou.orders.models import CustomerContact
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel
from huitou.parcels.verbs.announce_parcel import RECORD

RESTS = timedelta(days=2)


class NobodyToWriteTo(Conflict):
    """The order has no e-mail address, or its buyer's data was erased."""

    code = "nobody_to_write_to"
    message = _("There is no e-mail address to write to. Call the buyer, or ask the carrier.")


@verb
def take_trouble_step(
    *, parcel: Parcel | UUID | str, kind: Kind, did: Step, actor: Actor, at: datetime, letter: Letter | None = None,
    locale: str = "", rests: timedelta = RESTS,
) -> TroubleStep:  # fmt: skip
    """Note the step; with `letter` send it to the buyer in `locale`. It rests for so long, or until there is news.

    The same again meanwhile (a second click) does nothing: the step that rests.

    Raises: Forbidden, NotFound, NobodyToWriteTo.
    """
    actor.require(RECORD)
    found = access_parcel(actor, parcel, lock=True)
    if (resting := _resting(found, kind, did, at)) is not None:
        return resting
    step = TroubleStep(
        shop_id=actor.shop_id, parcel=found, kind=kind, did=did, actor_id=actor.id, at=at, rests_until=at + rests
    )
    if letter is not None:
        contact = CustomerContact.objects.filter(customer_id=found.order.customer_id, erased_at=None).first()
        if contact is None or not contact.email:
            raise NobodyToWriteTo()
        send(
            shop_id=actor.shop_id, key=f"lanes.trouble:{step.pk}", to_email=contact.email, to_name=contact.name,
            locale=locale, letter=letter, about=("parcels.parcel", found.pk), at=at,
            read_by=(found.order.customer_id, found.order.country),
        )  # fmt: skip
    step.save(force_insert=True)
    facts = {"order": found.order_id, "trouble": kind, "did": did}
    events.record(found, "lanes.trouble.acted_on", actor=actor, at=at, facts=facts)
    found.save()
    return step


def _resting(parcel: Parcel, kind: Kind, did: Step, at: datetime) -> TroubleStep | None:
    last = TroubleStep.objects.filter(parcel=parcel, kind=kind, did=did, rests_until__gt=at).order_by("-at").first()
    if last is None or (parcel.status_at is not None and parcel.status_at > last.at):
        return None
    return last
