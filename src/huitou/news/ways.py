"""Over which ways a customer hears of a parcel: the one place where news meets `notifications.reach`.

A shop's rule says which channels, the customer's wishes in which order; the mail is the last resort.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from huitou.core.models import Shop
from huitou.core.tenancy import open_shop_row
from huitou.news.models import Telling
from huitou.news.rules import MAIL
from huitou.news.short_texts import Length
from huitou.news.timing import Quiet
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter
from huitou.notifications.models import Mail, MailState, ShortMessage, ShortState
from huitou.notifications.preference_links import preferences_address, unsubscribe_address
from huitou.notifications.reach import IMPORTANT, NEWS, open_accounts, preferences_of, ways_to
from huitou.notifications.verbs import send, send_short
from huitou.orders.models import CustomerContact, Order

_LOST = (MailState.FAILED, MailState.BOUNCED, MailState.UNADDRESSED)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told, in which language, when not. `quiet` None, `zone` and `first` empty: nothing chosen."""

    name: str
    email: str
    language: str
    quiet: Quiet | None = None
    zone: str = ""
    first: str = ""

    def in_order(self, channels: Sequence[str]) -> list[str]:
        """The rule's channels, of the short messages the reader's own first one first. The mail keeps its place."""
        if self.first not in channels:
            return list(channels)
        others = [channel for channel in channels if channel != self.first]
        place = next(place for place, channel in enumerate(channels) if channel != MAIL)
        return [*others[:place], self.first, *others[place:]]


@dataclass(frozen=True, slots=True)
class Short:
    """The short form of a message. `whole`: its length as an SMS before anything of it was cut."""

    title: str
    text: str
    link: str
    whole: Length


def reader_of(order: Order, shop: Shop) -> Reader:
    """The order's buyer, as far as they are known and not erased."""
    contact = CustomerContact.objects.filter(customer_id=order.customer_id, erased_at=None).first()
    name, email = (contact.name, contact.email) if contact else ("", "")
    language = supported((contact.locale if contact else "") or order.locale, shop.locale)
    wishes = preferences_of(shop.pk, order.customer_id)
    quiet = None
    if wishes.quiet_from is not None and wishes.quiet_until is not None:
        quiet = Quiet(*(moment.hour * 60 + moment.minute for moment in (wishes.quiet_from, wishes.quiet_until)))
    chosen = wishes.language if wishes.chosen else language
    return Reader(name, email, chosen, quiet, wishes.timezone if quiet else "", wishes.first)


def channels_to(order: Order, channels: Sequence[str], *, important: bool, at: datetime) -> list[str]:
    """The rule's channels over which the customer can and wants to be reached, in their order. Empty: none."""
    ways = ways_to(order.shop_id, order.customer_id, kind=IMPORTANT if important else NEWS, at=at)
    usable = {way.channel for way in ways if way.usable}
    return [channel for channel in channels if channel in usable]


def deliver(
    channel: str, *, order: Order, reader: Reader, letter: Letter, short: Short, key: str, about: tuple[str, UUID],
    kind: str, at: datetime, sample: bool = False,
) -> UUID | None:  # fmt: skip
    """Hand the message on in the open transaction; the id of the mail or the short message. `kind`: the trigger.

    `sample`: it goes to somebody else than the order's buyer, whose own addresses stay out of it.
    """
    if channel == MAIL:
        mail = send(
            shop_id=order.shop_id, key=key, to_email=reader.email, to_name=reader.name, locale=reader.language,
            letter=letter if sample else _with_the_way_out(letter, order), about=about, at=at,
            read_by=None if sample else (order.customer_id, order.country),
        )  # fmt: skip
        return mail.pk
    message = send_short(
        shop_id=order.shop_id, customer_id=order.customer_id, channel=channel, title=short.title, text=short.text,
        link=short.link, about_id=order.pk, key=key, language=reader.language,
        about=kind, at=at,
    )  # fmt: skip
    return message.pk


def _with_the_way_out(letter: Letter, order: Order) -> Letter:
    """Where the buyer chooses what to hear of, and ends such mails with one click."""
    shop = open_shop_row()
    return replace(
        letter,
        preferences_url=preferences_address(shop, order.customer_id),
        unsubscribe_url=unsubscribe_address(shop, order.customer_id),
    )


def lost(tellings: "QuerySet[Telling]") -> "QuerySet[Telling]":
    """Those of them whose mail or short message did not arrive, as far as is known."""
    mails = Mail.objects.filter(pk=OuterRef("message_id"), state__in=_LOST)
    shorts = ShortMessage.objects.filter(pk=OuterRef("message_id"), state=ShortState.FAILED)
    return tellings.filter(Q(Exists(mails), channel=MAIL) | Q(Exists(shorts)) & ~Q(channel=MAIL))


def ways_left(telling: Telling, tried: Sequence[str]) -> tuple[list[str], bool]:
    """The channels that are still good for what was lost, the best first, and whether to wait for one of them.

    Those before its own were closed when it went out, or have lost it too. What its provider never took may go the same
    way: at once where another provider carries it now, else when nothing comes after it.
    """
    if telling.channel not in tried:
        return [], False
    later = list(tried[tried.index(telling.channel) + 1 :])
    message = ShortMessage.objects.filter(pk=telling.message_id, stalled=True).first() if telling.message_id else None
    if message is None:
        return later, False
    own = [telling.channel]
    return ([*later, *own] if message.provider in open_accounts() else [*own, *later]), True
