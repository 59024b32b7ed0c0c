"""The letters of claims on carriers, to the shop's people only: something has to be done before a day.

Reads events in its own time, once each; a key is the event and its audience.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext

from huitou.claims.machine import CARRIER_CLAIM, MOST_REMINDERS, WORKS
from huitou.claims.models import CarrierClaim
from huitou.claims.values import carrier_words, cause_name, say_claim
from huitou.core.actors import Role
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.money import format_money
from huitou.core.tenancy import open_shop_row
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff

N_ = str
KIND = "claims.carrier_claim."
SUBJECTS = {
    f"{KIND}warned": N_("A claim on %(carrier)s has to be filed: order %(order)s"),
    f"{KIND}missed": N_("The last day of a claim on %(carrier)s is over: order %(order)s"),
    f"{KIND}chased": N_("%(carrier)s has not answered your claim: order %(order)s"),
    f"{KIND}reminded": N_("A claim on %(carrier)s still waits for you: order %(order)s"),
}
# It has agreed, and has not paid.
NOT_PAID = N_("%(carrier)s has not paid your claim: order %(order)s")
ABOUT = "claims.carrierclaim"


@reader(*SUBJECTS)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for; none about a claim that has moved on since."""
    shop = open_shop_row()
    keys = {event.subject_id for event in events}
    claims = {row.pk: row for row in CarrierClaim.objects.filter(pk__in=keys).select_related("order", "parcel")}
    for event in events:
        claim = claims[event.subject_id]
        if event.facts["to"] in CARRIER_CLAIM.finals or claim.state != event.facts["to"]:
            continue
        _tell(event, claim, shop)


def _tell(event: Event, claim: CarrierClaim, shop: Shop) -> None:
    send_to_staff(
        shop_id=shop.pk, permission=WORKS, topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: _letter(event, claim, shop), about=(ABOUT, claim.pk), at=event.at,
    )  # fmt: skip


def _subject(event: Event) -> str:
    return NOT_PAID if event.facts["to"] == "unpaid" and event.kind == f"{KIND}chased" else SUBJECTS[event.kind]


def _letter(event: Event, claim: CarrierClaim, shop: Shop) -> Letter:
    told = {"carrier": carrier_words(claim), "order": claim.order.number}
    last = gettext("This is the last mail about this claim. If you do nothing within a week, it is written off.")
    return Letter(
        subject=one_line(gettext(_subject(event)) % told),
        sentence=say_claim(claim, Role.MERCHANT, shop, event.at),
        paragraphs=[last] if event.facts.get("reminders") == MOST_REMINDERS else [],
        facts=[
            Fact(gettext("Order"), claim.order.number),
            Fact(gettext("Claim"), claim.ref),
            Fact(gettext("What happened"), cause_name(claim.what)),
            Fact(gettext("Claimed"), format_money(claim.loss)),
        ],
        button=Link(gettext("Look at the claim"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/claims/{claim.ref}/"),
        why=gettext("You get this mail because you record what happens to the shop's parcels."),
    )
