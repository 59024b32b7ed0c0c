"""Where a customer can be reached now, and what they want to hear. Asked by whoever has news to tell; writes nothing.

Every function runs inside the shop. The mail address is the orders' matter: their area names the function that knows
it (`mail_known_by`), since this floor knows no orders.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final
from uuid import UUID

from huitou.core.models import Shop
from huitou.notifications.channels.registry import codes, first_for
from huitou.notifications.languages import supported
from huitou.notifications.masking import masked, masked_email
from huitou.notifications.models import (
    ChannelAccount,
    ContactPoint,
    Level,
    Mail,
    MailState,
    Medium,
    NewsPreference,
    PointKind,
)

# Kinds of news. Every word that is none of these counts as ordinary news.
NEWS: Final = "news"
IMPORTANT: Final = "important"
# Money and law: always told, by mail, whatever somebody chose.
OWED: Final = "owed"

MAIL: Final = "mail"
# What a consent is good for.
PARCELS: Final = "parcels"
# The house's order; the mail is always the last resort.
ORDER: Final = (Medium.WECHAT, Medium.PUSH, Medium.SMS, Medium.WEBHOOK)
POINT_OF: Final = {Medium.SMS: PointKind.PHONE, Medium.WECHAT: PointKind.WECHAT, Medium.PUSH: PointKind.PUSH}

# Why a way is closed.
NO_ACCOUNT, NO_ADDRESS, NO_CONSENT, DEAD, SILENCED, UNWANTED, UNVERIFIED = (
    "no_account", "no_address", "no_consent", "dead", "silenced", "unwanted", "unverified",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a customer. `channel`: mail, sms, wechat, push or webhook; `label`: the address, masked.

    `why_not` is a code where the way is closed: no_account, no_address, no_consent, dead, silenced, unwanted,
    unverified.
    """

    channel: str
    label: str
    usable: bool
    why_not: str = ""
    provider: str = ""
    point_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a customer chose, or the defaults. `level` for all media, `levels` where one differs.

    `language`: the chosen one, else the one of their contact, else the shop's. Quiet hours are wall clock in
    `timezone`; both None: nothing chosen, the shop's hours hold. `first`: the medium that they want tried
    first, "" for none.
    """

    level: str = Level.EVERY
    channels: tuple[str, ...] = (*ORDER, MAIL)
    language: str = "en"
    quiet_from: time | None = None
    quiet_until: time | None = None
    timezone: str = "UTC"
    levels: Mapping[str, str] = field(default_factory=dict)
    chosen: bool = False
    first: str = ""

    def level_of(self, channel: str) -> str:
        """The level of one channel."""
        return self.levels.get(channel, self.level)

    def wants(self, channel: str, kind: str) -> bool:
        """Whether news of this kind may go there."""
        if channel == Medium.WEBHOOK or (channel == MAIL and kind == OWED):
            return True
        level = self.level_of(channel)
        return level == Level.EVERY or (level == Level.IMPORTANT and kind in (IMPORTANT, OWED))


@dataclass(frozen=True, slots=True)
class MailContact:
    """What the orders know of a customer's mail."""

    email: str
    name: str = ""
    locale: str = ""


_mail_contact: list[Callable[[UUID], MailContact | None]] = []


def mail_known_by(function: Callable[[UUID], MailContact | None]) -> Callable[[UUID], MailContact | None]:
    """Register who knows a customer's mail address by the customer's id. Called once, at the start."""
    _mail_contact[:] = [function]
    return function


def mail_contact_of(customer_id: UUID) -> MailContact | None:
    """The customer's mail, as the orders know it."""
    return _mail_contact[0](customer_id) if _mail_contact else None


def preferences_of(shop_id: UUID, customer_id: UUID) -> Preferences:
    """What the customer wants; the defaults where they never chose."""
    shop = Shop.objects.get(pk=shop_id)
    row = NewsPreference.objects.filter(customer_id=customer_id).first()
    contact = mail_contact_of(customer_id)
    of_contact = supported(contact.locale if contact else "", shop.locale)
    if row is None:
        return Preferences(language=of_contact, timezone=shop.timezone)
    return Preferences(
        level=row.level,
        channels=_in_order(row.media),
        language=supported(row.locale, of_contact),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        timezone=row.timezone or shop.timezone,
        levels=dict(row.levels),
        chosen=True,
        first=next((medium for medium in row.media if medium in ORDER), ""),
    )


def ways_to(shop_id: UUID, customer_id: UUID, *, kind: str, at: datetime) -> list[Way]:
    """Every way to the customer, closed ones too, in their order of preference; the mail is the last resort.

    `kind`: NEWS, IMPORTANT or OWED; any other word counts as NEWS.
    """
    wishes = preferences_of(shop_id, customer_id)
    accounts = open_accounts()
    points = list(ContactPoint.objects.filter(customer_id=customer_id, erased_at=None).order_by("-used_at", "pk"))
    ways = [_way(medium, points, accounts, wishes, kind) for medium in wishes.channels if medium != MAIL]
    return [*ways, _mail(customer_id, wishes, kind)]


def open_accounts() -> frozenset[str]:
    """The providers of the shop whose accounts are open, can send, and that this installation has."""
    kept = ChannelAccount.objects.filter(closed_at=None, stalled_at=None).values_list("provider", flat=True)
    return frozenset(kept) & frozenset(codes())


def best_point(medium: str, points: Iterable[ContactPoint]) -> tuple[ContactPoint | None, str]:
    """The address to take for the medium, or why none can be taken. `points`: of the customer, the newest first."""
    why = NO_ADDRESS
    found = None
    for point in points:
        if point.kind != POINT_OF.get(Medium(medium)):
            continue
        if not (closed := why_closed(point)):
            return point, ""
        if found is None:
            found, why = point, closed
    return found, why


def why_closed(point: ContactPoint) -> str:
    """Why nothing may go to this address; empty where something may."""
    if point.silenced_at is not None:
        return SILENCED
    if point.dead_at is not None:
        return DEAD
    if point.verified_at is None:
        return UNVERIFIED
    if PARCELS not in point.purposes or point.messages_left == 0:
        return NO_CONSENT
    return ""


def _way(medium: str, points: list[ContactPoint], accounts: frozenset[str], wishes: Preferences, kind: str) -> Way:
    if medium == Medium.WEBHOOK:
        carrier = first_for(medium, "", accounts)
        return Way(medium, "", carrier is not None, "" if carrier else NO_ACCOUNT, carrier.code if carrier else "")
    point, why = best_point(medium, points)
    if point is None:
        return Way(medium, "", False, why)
    label = masked(point.kind, point.address)
    carrier = first_for(medium, point.address, accounts)
    if not why and carrier is None:
        why = NO_ACCOUNT
    if not why and not wishes.wants(medium, kind):
        why = UNWANTED
    return Way(medium, label, not why, why, carrier.code if carrier else "", point.pk)


def _mail(customer_id: UUID, wishes: Preferences, kind: str) -> Way:
    contact = mail_contact_of(customer_id)
    if contact is None or not contact.email:
        return Way(MAIL, "", False, NO_ADDRESS)
    why = "" if wishes.wants(MAIL, kind) else UNWANTED
    if not why and _came_back(contact.email):
        why = DEAD
    return Way(MAIL, masked_email(contact.email), not why, why)


def _came_back(email: str) -> bool:
    """Whether the newest mail to the address that we know the end of came back."""
    returned = Mail.objects.filter(to_email=email, state=MailState.BOUNCED).order_by("-queued_at").first()
    if returned is None:
        return False
    later = Mail.objects.filter(to_email=email, state=MailState.SENT, queued_at__gt=returned.queued_at)
    return not later.exists()


def _in_order(media: Iterable[str]) -> tuple[str, ...]:
    known = [medium for medium in media if medium in ORDER]
    return (*known, *(medium for medium in ORDER if medium not in known), MAIL)
