"""The letters of a change: which event tells whom. The sentence comes from the change, as on its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, pgettext

from huitou.accounts.buyers import door_to
from huitou.accounts.domains.addresses import page_url
from huitou.changes.access import rules_of_shop
from huitou.changes.models import OrderChange
from huitou.changes.values import say_change, say_owed
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.notifications.letters import Fact, Letter, Link, one_line

N_ = str
Audience = Literal["buyer", "staff"]
READERS: Mapping[str, Role] = {"buyer": Role.BUYER, "staff": Role.MERCHANT}


@dataclass(frozen=True, slots=True)
class Told:
    """One audience of one kind of event. `states`: only when it led to one of them; empty: always."""

    audience: Audience
    subject: str
    states: tuple[str, ...] = ()


DONE = (
    Told("buyer", N_("Your delivery address was changed: order %(order)s"), ("changed",)),
    Told("buyer", N_("Cancelled: order %(order)s"), ("cancelled",)),
)
FOR_THE_SHOP = (
    Told("staff", N_("Another address: order %(order)s"), ("changed",)),
    Told("staff", N_("Do not send it: order %(order)s was cancelled"), ("cancelled",)),
)
LEFT = (
    Told("buyer", N_("The parcel has left already: order %(order)s"), ("intercepting",)),
    Told("staff", N_("Have the parcel stopped: order %(order)s"), ("intercepting",)),
)
ASKED = (Told("staff", N_("To decide: %(what)s, order %(order)s"), ("requested",)),)
TO_PAY = (Told("buyer", N_("Delivery there costs more: order %(order)s"), ("awaiting_difference",)),)
AGAIN = (Told("buyer", N_("The goods are back at the shop: order %(order)s"), ("awaiting_difference", "to_resend")),)
PAID = (Told("buyer", N_("Your payment has come: order %(order)s"), ("to_resend",)),)
KIND = "changes.order_change."

TOLD: Mapping[str, tuple[Told, ...]] = {
    f"{KIND}asked": (*ASKED, *LEFT),
    f"{KIND}confirmed": (*ASKED, *LEFT, *TO_PAY, *DONE, *FOR_THE_SHOP),
    f"{KIND}settled_at_once": (*TO_PAY, *DONE, *FOR_THE_SHOP),
    f"{KIND}confirmed_difference": (*DONE, *PAID),
    f"{KIND}waived_difference": (*DONE, *AGAIN),
    f"{KIND}sent_payment_link": (Told("buyer", N_("Here you pay it: order %(order)s")),),
    f"{KIND}said_paid": (Told("staff", N_("See whether it was paid: order %(order)s")),),
    f"{KIND}denied_payment": (Told("buyer", N_("Your payment has not come: order %(order)s")),),
    # Nobody has seen it come: neither is told that it has.
    f"{KIND}counted_as_paid": (
        *DONE,
        Told("buyer", N_("It counts as paid: order %(order)s"), ("to_resend",)),
        Told("staff", N_("Counts as paid, though nobody looked: order %(order)s")),
    ),
    f"{KIND}ended_unanswered": (
        Told("buyer", N_("The shop did not say whether your payment came: order %(order)s")),
        Told("staff", N_("You did not say whether it was paid: order %(order)s")),
    ),
    f"{KIND}settled_by_silence": (
        *TO_PAY, *DONE, *FOR_THE_SHOP, *LEFT,
        Told("buyer", N_("No answer from the shop: order %(order)s"), ("lapsed",)),
    ),
    f"{KIND}agreed": (*TO_PAY, *DONE, *LEFT),
    f"{KIND}refused": (Told("buyer", N_("Not agreed: order %(order)s")),),
    f"{KIND}lapsed": (Told("buyer", N_("The address stays as it was: order %(order)s"), ("lapsed",)), *DONE),
    f"{KIND}overtook": LEFT,
    f"{KIND}offered_to_keep": (Told("buyer", N_("An offer for you: order %(order)s")),),
    f"{KIND}accepted_to_keep": (Told("staff", N_("The buyer keeps the goods: order %(order)s")),),
    f"{KIND}declined_to_keep": (Told("staff", N_("The cancellation stands: order %(order)s")),),
    f"{KIND}withdrawn": (Told("staff", N_("Taken back by the buyer: order %(order)s")),),
    f"{KIND}redirected": DONE,
    f"{KIND}stopped_parcel": (Told("buyer", N_("The parcel was stopped: order %(order)s")),),
    f"{KIND}failed_to_stop": (Told("buyer", N_("The parcel could not be stopped: order %(order)s")),),
    f"{KIND}refused_at_door": (Told("staff", N_("Refused at the door: order %(order)s")),),
    f"{KIND}came_back": (
        *DONE, *AGAIN, Told("staff", N_("See whether it was paid: order %(order)s"), ("payment_to_check",)),
    ),
    f"{KIND}traced": (Told("staff", N_("Overdue parcel: order %(order)s")),),
    f"{KIND}declared_lost": (Told("buyer", N_("The parcel was lost: order %(order)s")),),
    f"{KIND}resent": DONE,
    f"{KIND}refunded_instead": DONE,
    f"{KIND}delivered": (Told("buyer", N_("Delivered all the same: order %(order)s")),),
}  # fmt: skip


def letter_for(
    change: OrderChange, shop: Shop, told: Told, at: datetime, *, name: str = "", secret: str = ""
) -> Letter:
    """The letter in the active language. `secret` opens the buyer's page; it travels in the link's fragment."""
    values = {"order": change.order.number, "what": change.get_kind_display(), "shop": shop.name}
    moved = told.audience == "buyer" and change.state == "changed"
    page = Link(gettext("Open the change"), link_to(change, shop, told.audience, secret))
    pay = _where_to_pay(change, told.audience)
    doubt = gettext("If that was not you, write to %(shop)s at once, before the goods leave.") % values
    return Letter(
        subject=one_line(gettext(told.subject) % values),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=say_change(change, READERS[told.audience], shop, at),
        # To the contact that was stored before: who changed it by theft cannot keep this from the buyer.
        paragraphs=[*([doubt] if moved else []), *_payment(change, told.audience)],
        facts=[Fact(gettext("Order"), change.order.number), Fact(pgettext("order", "Change"), change.ref)],
        button=pay or page,
        second_link=page if pay else None,
        why=gettext("You get this mail because of the change %(ref)s of an order.") % {"ref": change.ref},
        secrets=[secret] if secret else [],
    )


def _where_to_pay(change: OrderChange, audience: Audience) -> Link | None:
    """The page on which the shop takes the money, while it is due; the button says whose page it is."""
    if audience != "buyer" or change.state != "awaiting_difference" or not change.pay_link:
        return None
    return Link(gettext("Pay at %(host)s") % {"host": urlsplit(change.pay_link).hostname}, change.pay_link)


def _payment(change: OrderChange, audience: Audience) -> list[str]:
    """How it is paid while it is due; that it is owed back where the goods did not go there after all."""
    if owed := say_owed(change, READERS[audience]):
        return [owed]
    if audience == "buyer" and change.state == "awaiting_difference":
        how = rules_of_shop(change.shop_id).how_to_pay
        return [how] if how else []
    return []


def code_letter(shop: Shop, change: OrderChange, code: str, *, name: str) -> Letter:
    """The code by which the buyer confirms. It names the order, and not the address."""
    values = {"order": change.order.number, "shop": shop.name}
    return Letter(
        subject=one_line(gettext("Confirm the new address: order %(order)s") % values),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=gettext(
            "Somebody asked to have your order %(order)s delivered to another address. If it was you, enter this code "
            "on the page of the change. It is good for 30 minutes."
        )
        % values,
        code=code,
        facts=[Fact(gettext("Order"), change.order.number), Fact(pgettext("order", "Change"), change.ref)],
        paragraphs=[
            gettext("If it was not you, do nothing: without the code nothing changes. Give it to nobody; %(shop)s will "
                    "never ask you for it.") % values,
        ],
        why=gettext("You get this mail because of the change %(ref)s of an order.") % {"ref": change.ref},
        secrets=[code],
    )  # fmt: skip


def link_to(change: OrderChange, shop: Shop, audience: Audience, secret: str = "") -> str:
    """The change's page for the audience; `secret` opens the buyer's."""
    base = settings.HUITOU_PUBLIC_URL
    if audience == "staff":
        return f"{base}/desk/{shop.slug}/changes/{change.ref}/"
    page = f"/s/{shop.slug}/changes/{change.ref}/"
    return door_to(shop, page, secret) if secret else page_url(shop, page)
