"""Reads mails and short messages for the desk, the case page and the API. Every function runs inside `in_shop`."""

from uuid import UUID

from django.db.models import Q, QuerySet

from huitou.core.models import Shop
from huitou.notifications.models import Mail, MailState, ShortMessage
from huitou.notifications.models.mail import TO_PLATFORM

# What is left after so many attempts is worth a person's look, though it is still being tried.
LATE_AFTER_ATTEMPTS = 2

_LIST_DEFERS = ("html", "text", "secrets", "salt")


def of_the_shop(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """Without those to the platform's people, whose addresses and letters are not the shop's to see."""
    return mails.exclude(key__contains=TO_PLATFORM)


def failed_mails(shop: Shop) -> QuerySet[Mail]:
    """Mails that did not arrive or are late, newest first: refused, come back, unaddressed, tried in vain.

    The texts are not loaded.
    """
    trouble = Q(state__in=[MailState.FAILED, MailState.BOUNCED, MailState.UNADDRESSED])
    late = Q(state=MailState.QUEUED, attempts__gte=LATE_AFTER_ATTEMPTS)
    # The last condition repeats the partial index's own, so that the planner takes it.
    mails = Mail.objects.filter(trouble | late, ~Q(state=MailState.SENT), shop=shop)
    return of_the_shop(mails).order_by("-queued_at").defer(*_LIST_DEFERS)


def newest_mails(shop: Shop) -> QuerySet[Mail]:
    """All mails of the shop, newest first. The texts are not loaded."""
    return of_the_shop(Mail.objects.filter(shop=shop)).order_by("-queued_at").defer(*_LIST_DEFERS)


def newest_short_messages(shop: Shop) -> QuerySet[ShortMessage]:
    """All short messages of the shop, newest first."""
    return ShortMessage.objects.filter(shop=shop).order_by("-queued_at").defer("sealed", "salt")


def mails_about(about_type: str, about_id: UUID) -> QuerySet[Mail]:
    """The shop's mails about one subject (`cases.case`, its id), oldest first. The texts are not loaded."""
    mails = of_the_shop(Mail.objects.filter(about_type=about_type, about_id=about_id))
    return mails.order_by("queued_at").defer(*_LIST_DEFERS)
