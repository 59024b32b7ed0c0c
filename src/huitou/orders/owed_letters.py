"""The letters about what was paid by hand: to the buyer when it is owed back, given back, or said never to have come,
to the shop when it is owed. Reads events in its own time, once each; a key is the event and its audience.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, override

from huitou.accounts.buyers import door_to, signed_link
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.money import format_money
from huitou.core.tenancy import open_shop_row
from huitou.core.when import written
from huitou.notifications.languages import supported
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact, OwedByHand

N_ = str
ABOUT = "orders.owedbyhand"
ARISEN = "orders.owed_by_hand.arisen"
# Subject and sentence by what happened; `until` and `what` are told among the facts.
SAID = {
    ARISEN: (
        N_("%(sum)s goes back to you: order %(order)s"),
        N_(
            "You paid %(sum)s to %(shop)s directly, for something that did not come about. %(shop)s gives it back to "
            "you the way you paid, by %(until)s at the latest."
        ),
    ),
    "orders.owed_by_hand.paid_back": (
        N_("%(sum)s was given back: order %(order)s"),
        N_("%(shop)s has written down that it gave back the %(sum)s that you had paid to it directly."),
    ),
    "orders.owed_by_hand.struck": (
        N_("The shop says that %(sum)s never came: order %(order)s"),
        N_(
            "%(shop)s has looked: the %(sum)s that you said to have paid never came, so there is nothing to give back. "
            "If you did pay, answer with a proof of it."
        ),
    ),
}
UNSEEN = N_(
    "You said that you have paid %(sum)s, for something that did not come about. %(shop)s gives it back to you by "
    "%(until)s at the latest, or tells you that it never came."
)


@reader(*SAID)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for."""
    shop = open_shop_row()
    rows = OwedByHand.objects.select_related("order").filter(pk__in={event.subject_id for event in events})
    debts = {row.pk: row for row in rows}
    for event in events:
        _tell_buyer(event, debts[event.subject_id], shop)
        if event.kind == ARISEN:
            _tell_staff(event, debts[event.subject_id], shop)


def _tell_buyer(event: Event, owed: OwedByHand, shop: Shop) -> None:
    customer = owed.order.customer_id
    contact = CustomerContact.objects.filter(customer_id=customer).first()
    locale = supported((contact.locale if contact else "") or owed.order.locale, shop.locale)
    name = contact.name if contact else ""
    secret = signed_link(shop_id=shop.pk, customer_id=customer, order_id=owed.order_id, at=event.at)
    with override(locale):
        letter = _letter(event.kind, owed, shop, name, secret)
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer", to_email=contact.email if contact else None, to_name=name,
        locale=locale, letter=letter, about=(ABOUT, owed.pk), at=event.at,
    )  # fmt: skip


def _letter(kind: str, owed: OwedByHand, shop: Shop, name: str, secret: str) -> Letter:
    subject, sentence = SAID[kind]
    values = _values(owed, shop)
    if kind == ARISEN and not owed.confirmed:
        sentence = UNSEEN
    facts = [
        Fact(gettext("Order"), owed.order.number),
        Fact(gettext("Paid for"), f"{owed.get_paid_for_display()} {owed.ref}"),
        Fact(gettext("Sum"), values["sum"]),
    ]
    if kind == ARISEN:
        facts.append(Fact(gettext("Given back by"), values["until"]))
    elif owed.voucher:
        facts.append(Fact(gettext("The shop's note"), owed.voucher))
    return Letter(
        subject=one_line(gettext(subject) % values),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=gettext(sentence) % values,
        facts=facts,
        button=Link(gettext("Open the order"), door_to(shop, "", secret)),
        why=gettext("You get this mail because you paid for something of order %(order)s directly.") % values,
        secrets=[secret],
    )


def _tell_staff(event: Event, owed: OwedByHand, shop: Shop) -> None:
    send_to_staff(
        shop_id=shop.pk, permission="refunds.record", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: _letter_to_staff(owed, shop), about=(ABOUT, owed.pk), at=event.at,
    )  # fmt: skip


def _letter_to_staff(owed: OwedByHand, shop: Shop) -> Letter:
    values = _values(owed, shop)
    seen = gettext(
        "The buyer paid you %(sum)s directly for something that did not come about. No payment provider took it in: "
        "give it back by %(until)s and write down how."
    )
    unseen = gettext(
        "The buyer says to have paid you %(sum)s for something that did not come about, and nobody has looked. Give it "
        "back by %(until)s and write down how, or write down that it never came."
    )
    return Letter(
        subject=one_line(gettext("To give back by hand: %(sum)s, order %(order)s") % values),
        sentence=(seen if owed.confirmed else unseen) % values,
        facts=[
            Fact(gettext("Order"), owed.order.number),
            Fact(gettext("Paid for"), f"{owed.get_paid_for_display()} {owed.ref}"),
        ],
        button=Link(gettext("Open the list"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/refunds/by-hand/"),
        why=gettext("You get this mail because you may record refunds in this shop."),
    )


def _values(owed: OwedByHand, shop: Shop) -> dict[str, str]:
    until = written(owed.due_at, ZoneInfo(shop.timezone), "date")
    return {"sum": format_money(owed.money), "order": owed.order.number, "shop": shop.name, "until": until}
