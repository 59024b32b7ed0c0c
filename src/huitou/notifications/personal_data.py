"""What notifications hold of people: mails and short messages as they were written, and where people want them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, Person, hold, known_by, plain, staff
from huitou.notifications.models import (
    ChannelAccount,
    ContactPoint,
    FollowScene,
    Mail,
    MailTrace,
    NewsPreference,
    ShortMessage,
)


def mails_of(person: Person) -> Q:
    """Mails about something of the person's, whoever got them: their names stand in letters to the shop, too."""
    unnamed = Q(about_id=None, to_email__in=[mark for mark in person.marks if "@" in mark])
    return Q(about_id__in=person.subjects) | unnamed


def short_messages_of(person: Person) -> Q:
    """Messages to the person, and those about something of theirs that went to the shop's own system."""
    return Q(customer_id=person.customer_id) | Q(about_id__in=person.subjects)


def tell_short_message(row: ShortMessage) -> Mapping[str, Any]:
    """The message as it was sent, without what only its provider needs."""
    return {
        "channel": row.channel,
        "to_address": row.to_address,
        "subject": row.title,
        "text": row.text,
        "state": row.state,
        "locale": row.locale,
        "queued_at": row.queued_at,
        "sent_at": row.sent_at,
    }


def tell_wishes(row: NewsPreference) -> Mapping[str, Any]:
    """What they chose, the hours as a wall clock shows them."""
    return {
        "level": row.level,
        "levels": row.levels,
        "media": row.media,
        "locale": row.locale,
        "quiet_from": row.quiet_from.strftime("%H:%M") if row.quiet_from else "",
        "quiet_until": row.quiet_until.strftime("%H:%M") if row.quiet_until else "",
        "timezone": row.timezone,
        "mail_measured": row.measured,
        "changed_at": row.changed_at,
    }


def tell_trace(row: MailTrace) -> Mapping[str, Any]:
    """When it was seen, by them or by a machine."""
    names = ("opened_at", "fetched_at", "followed_at", "probed_at")
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}


@known_by
def by_points(customer_id: UUID) -> Known:
    """The phones and other addresses that the customer gave for messages."""
    points = ContactPoint.objects.filter(customer_id=customer_id, erased_at=None)
    return Known([], list(points.values_list("address", flat=True)))


hold(
    Holding(
        code="mail",
        model=Mail,
        fields=(*Mail.PERSONAL_FIELDS, "secrets"),
        label=_("Mails that we sent you"),
        purpose=_("To show what you were told, and to send it again when it did not arrive."),
        whose=mails_of,
        keep=Keep(days=365, since=F("queued_at"), after=_("after the mail was written")),
        untold=("html", "secrets", "last_error_detail"),
        shown=("state", "locale", "queued_at", "sent_at"),
    )
)
hold(
    Holding(
        code="short_message",
        model=ShortMessage,
        fields=ShortMessage.PERSONAL_FIELDS,
        label=_("Short messages that we sent you"),
        purpose=_("To show what you were told, and where it did not arrive."),
        whose=short_messages_of,
        keep=Keep(days=YEAR_DAYS, since=F("queued_at"), after=_("after the message was written")),
        tell=tell_short_message,
    )
)
hold(
    Holding(
        code="contact_point",
        model=ContactPoint,
        fields=ContactPoint.PERSONAL_FIELDS,
        label=_("Phones and devices for messages"),
        purpose=_("To tell you about your parcels where you want to hear it."),
        whose="customer_id",
        keep=Keep(days=2 * YEAR_DAYS, since=F("used_at"), after=_("after it was given or last reached")),
        untold=("keys", "digest", "code_digest"),
        shown=("kind", "purposes", "consent_how", "consented_at", "silenced_at"),
        emptied={"keys": {}},
    )
)
hold(
    Holding(
        code="news_preference",
        model=NewsPreference,
        fields=("levels", "media", "locale", "timezone", "measured"),
        label=_("What you want to be told"),
        purpose=_("To tell you as much as you want, where and when you want it."),
        whose="customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("changed_at"), after=_("after you last chose")),
        tell=tell_wishes,
    )
)
hold(
    Holding(
        code="mail_trace",
        model=MailTrace,
        fields=("opened_at", "fetched_at", "followed_at", "probed_at"),
        label=_("That you opened our mails and followed their links"),
        purpose=_("To see which messages are read, where the shop has switched that on and you have not said no."),
        whose="customer_id",
        keep=Keep(days=120, since=F("first_at"), after=_("after the mail was first opened")),
        tell=tell_trace,
        deleted=True,
    )
)
plain(
    Mail,
    "key locale about_type state message_id provider_id last_error unsubscribe_url measures",
    because="ids and codes: that a mail was sent, and when",
)
plain(
    ShortMessage,
    "key channel provider about locale state provider_id last_error cost_currency",
    because="ids and codes: that a message was sent, when, and what it cost",
)
plain(
    ContactPoint, "kind purposes consent_how dead_why silenced_how counted_calls",
    because="codes: what was agreed to, and where",
)  # fmt: skip
plain(NewsPreference, "level", because="a code")
plain(FollowScene, "digest", because="a digest of a code that ends in ten minutes; the customer only as an id")
staff(
    ChannelAccount, "provider shown hints sealed changed_by stalled_why", because="the shop's own account at a provider"
)
