"""The letters of advances: the buyer hears of money ahead and of every turn of a claim, the shop of what it may lose.

Reads events in its own time, once each; a key is the event and its audience. Sums come from the event or the advance,
sentences from the machine: a letter never says anything else than the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, override

from huitou.accounts.buyers import door_to, signed_link
from huitou.core.actors import Role
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.money import Money, format_money
from huitou.core.tenancy import open_shop_row
from huitou.instant.goods import awaited
from huitou.instant.models import Advance
from huitou.instant.values import say_advance
from huitou.instant.words import why_claimed
from huitou.notifications.languages import supported
from huitou.notifications.letters import BillLine, Fact, Letter, Link, one_line
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact

N_ = str
KIND = "instant.advance."
ABOUT = "instant.advance"
# What the letter adds beneath the sentence.
GOODS, WHY, NOTE, OBJECTION = "goods", "why", "note", "objection"


@dataclass(frozen=True, slots=True)
class Told:
    """One audience of one kind of event; the subject with `order`, `sum`, `owed`, `part` (what the event moved)."""

    audience: str
    subject: str
    more: tuple[str, ...] = ()
    only_by_silence: bool = False


TOLD = {
    f"{KIND}paid": (Told("buyer", N_("Paid ahead of the goods: %(sum)s, order %(order)s"), (GOODS,)),),
    f"{KIND}followed": (
        Told("buyer", N_("Please pay back %(part)s: order %(order)s"), (WHY,)),
        Told("staff", N_("Paid ahead and not come back: %(part)s, order %(order)s"), (WHY,)),
    ),
    f"{KIND}charged": (Told("buyer", N_("Kept back from your refund: %(part)s, for order %(order)s")),),
    f"{KIND}owed_again": (
        Told("buyer", N_("Not kept back from your refund, and owed again: %(part)s, order %(order)s")),
    ),
    f"{KIND}let_go": (Told("staff", N_("Lost on an instant refund: %(part)s, order %(order)s")),),
    f"{KIND}recorded_payment": (Told("buyer", N_("We have your payment of %(part)s: order %(order)s")),),
    f"{KIND}recorded_goods": (Told("buyer", N_("Your goods have come, nothing is owed: order %(order)s")),),
    f"{KIND}objected": (Told("staff", N_("To answer: the buyer objects to a claim, order %(order)s"), (OBJECTION,)),),
    f"{KIND}upheld": (Told("buyer", N_("The shop keeps its claim of %(part)s: order %(order)s"), (NOTE, WHY)),),
    f"{KIND}waived": (
        Told("buyer", N_("You owe nothing any more: order %(order)s")),
        Told("staff", N_("Lost on an instant refund: %(part)s, order %(order)s"), only_by_silence=True),
    ),
    f"{KIND}written_off": (
        Told("buyer", N_("An instant refund was not settled: order %(order)s")),
        Told("staff", N_("Lost on an instant refund: %(part)s, order %(order)s")),
    ),
}
# Which of the event's sums `part` is.
PARTS = ("claimed_minor", "amount_minor", "lost_minor", "open_minor")


@reader(*TOLD)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for, as the advances stand when they are written."""
    shop = open_shop_row()
    rows = Advance.objects.select_related("case__goods_return", "case__sheet", "order")
    found = rows.in_bulk([event.subject_id for event in events])
    for event in events:
        if event.kind == f"{KIND}followed" and not event.facts.get("claimed_minor"):
            continue  # looked at, or settled by the goods: the case's own letters tell it
        advance = found[event.subject_id]
        for told in TOLD[event.kind]:
            if told.audience == "buyer":
                _tell_buyer(event, advance, shop, told)
            elif not told.only_by_silence or event.actor_role == Role.SYSTEM:
                _tell_staff(event, advance, shop, told)


def _tell_buyer(event: Event, advance: Advance, shop: Shop, told: Told) -> None:
    order = advance.order
    contact = CustomerContact.objects.filter(customer_id=order.customer_id).first()
    locale = supported((contact.locale if contact else "") or order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=event.at)
    place = f"/s/{shop.slug}/instant/{advance.ref}/"
    link = door_to(shop, place, secret)
    name = contact.name if contact else ""
    with override(locale):
        letter = _letter(event, advance, shop, told, link, name=name, secret=secret)
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer", to_email=contact.email if contact else None, to_name=name,
        locale=locale, letter=letter, about=(ABOUT, advance.pk), at=event.at,
    )  # fmt: skip


def _tell_staff(event: Event, advance: Advance, shop: Shop, told: Told) -> None:
    link = f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/instant/{advance.ref}/"
    send_to_staff(
        shop_id=shop.pk, permission="instant.decide", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: _letter(event, advance, shop, told, link), about=(ABOUT, advance.pk), at=event.at,
    )  # fmt: skip


def _letter(
    event: Event, advance: Advance, shop: Shop, told: Told, link: str, *, name: str = "", secret: str = ""
) -> Letter:
    part = next((int(event.facts[key]) for key in PARTS if key in event.facts), 0)
    values = {
        "order": advance.order.number, "sum": format_money(advance.sum), "owed": format_money(advance.owed),
        "part": format_money(Money(part, advance.currency)),
    }  # fmt: skip
    to_buyer = told.audience == "buyer"
    bill = _bill(advance)
    return Letter(
        subject=one_line(gettext(told.subject) % values),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=say_advance(advance, Role.BUYER if to_buyer else Role.MERCHANT, shop, event.at),
        paragraphs=[text for code in told.more if (text := _more(code, advance, shop))],
        bill_title=gettext("What is owed") if bill else "",
        bill=bill,
        facts=[
            Fact(gettext("Order"), advance.order.number), Fact(gettext("Case"), advance.case.ref),
            Fact(gettext("Instant refund"), advance.ref),
        ],
        button=Link(gettext("Open the instant refund"), link),
        why=gettext("You get this mail because money was paid ahead of goods that go back."),
        secrets=[secret] if secret else [],
    )  # fmt: skip


def _more(code: str, advance: Advance, shop: Shop) -> str:
    if code == GOODS:
        found = awaited(advance, shop)
        return "\n".join((found.words, *found.goods))
    if code == WHY:
        return why_claimed(advance)
    if code == NOTE:
        return gettext("%(who)s:") % {"who": shop.name} + "\n" + advance.note if advance.note else ""
    return gettext("%(who)s:") % {"who": gettext("The buyer")} + "\n" + advance.objection if advance.objection else ""


def _bill(advance: Advance) -> list[BillLine]:
    """The claim, what became of it, and what is left. Nothing where nothing is claimed."""
    if not advance.claimed_minor:
        return []
    parts = (
        (gettext("Kept back from later refunds"), advance.charged_minor),
        (gettext("Paid back to the shop"), advance.received_minor),
        (gettext("Came as goods after all"), advance.brought_minor),
        (gettext("Not asked for any more"), advance.lost_minor),
    )
    rows = [BillLine(gettext("Paid ahead and not covered by goods"), _money(advance, advance.claimed_minor))]
    rows += [BillLine(label, _money(advance, -minor)) for label, minor in parts if minor]
    return [*rows, BillLine(gettext("Still owed"), _money(advance, advance.open_minor), True)]


def _money(advance: Advance, minor: int) -> str:
    return format_money(Money(minor, advance.currency))
