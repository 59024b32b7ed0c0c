"""The letters of claims: the buyer hears when one is paid or refused, the shop when one needs it.

Reads events in its own time, once each; a key is the event and its audience.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext, override

from huitou.accounts.buyers import door_to, signed_link
from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.insurance.machine import MOST_REMINDERS
from huitou.insurance.models import FreightClaim
from huitou.insurance.values import credit_words, say_claim
from huitou.notifications.languages import supported
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact, Order

N_ = str
KIND = "insurance.freight_claim."
SUBJECTS = {
    f"{KIND}paid": N_("Return shipping paid: order %(order)s"),
    f"{KIND}refused": N_("Return shipping is not paid: order %(order)s"),
    f"{KIND}passed_on": N_("An insurance claim needs you: order %(order)s"),
    f"{KIND}escalated": N_("An insurance claim has waited too long: order %(order)s"),
    f"{KIND}reminded": N_("An insurance claim still waits for you: order %(order)s"),
}
ABOUT = "insurance.freightclaim"


@reader(*SUBJECTS)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for."""
    shop = open_shop_row()
    claims = {row.pk: row for row in FreightClaim.objects.filter(pk__in={event.subject_id for event in events})}
    for event in events:
        claim = claims[event.subject_id]
        if event.facts.get("reminders", 0) > MOST_REMINDERS:
            continue  # said often enough: it stands on the desk's list
        order = Order.objects.get(pk=claim.order_id)
        if event.kind in (f"{KIND}paid", f"{KIND}refused"):
            _tell_buyer(event, claim, order, shop)
        else:
            _tell_staff(event, claim, order, shop)


def _tell_buyer(event: Event, claim: FreightClaim, order: Order, shop: Shop) -> None:
    contact = CustomerContact.objects.filter(customer_id=order.customer_id).first()
    locale = supported((contact.locale if contact else "") or order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=event.at)
    case = Case.objects.filter(goods_return_id=claim.goods_return_id).first()
    place = f"/s/{shop.slug}/cases/{case.ref}/" if case else f"/s/{shop.slug}/"
    link = door_to(shop, place, secret)
    with override(locale):
        letter = _letter(event, claim, order, shop, Role.BUYER, link, name=contact.name if contact else "")
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer", to_email=contact.email if contact else None,
        to_name=contact.name if contact else "", locale=locale, letter=letter, about=(ABOUT, claim.pk), at=event.at,
    )  # fmt: skip


def _tell_staff(event: Event, claim: FreightClaim, order: Order, shop: Shop) -> None:
    link = f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/insurance/claims/{claim.ref}/"
    send_to_staff(
        shop_id=shop.pk, permission="insurance.settle", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: _letter(event, claim, order, shop, Role.MERCHANT, link), about=(ABOUT, claim.pk), at=event.at,
    )  # fmt: skip


def _letter(
    event: Event, claim: FreightClaim, order: Order, shop: Shop, who: Role, link: str, *, name: str = ""
) -> Letter:
    credit = credit_words(claim, shop)
    last = gettext(
        "This is the last mail about this claim. It stays on your list of claims that need somebody until it is "
        "settled."
    )
    more = [credit] if credit and who == Role.BUYER else []
    if event.facts.get("reminders") == MOST_REMINDERS:
        more.append(last)
    secret = link.partition("#")[2]
    return Letter(
        subject=one_line(gettext(SUBJECTS[event.kind]) % {"order": order.number}),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=say_claim(claim, who, shop, event.at),
        paragraphs=more,
        facts=[Fact(gettext("Order"), order.number), Fact(gettext("Claim"), claim.ref)],
        button=Link(gettext("Look at the claim"), link),
        why=gettext("You get this mail because return shipping of an order is insured."),
        secrets=[secret] if secret else [],
    )
