"""The delivery of a mail: taken, handed over outside any transaction, settled. At least once, one Message-ID.

A worker that dies between handing over and settling makes the mail go out twice; readers see it once.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.utils import timezone

from huitou.core import clock
from huitou.core.jobs import enqueue, task
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.blackening import forget_secrets
from huitou.notifications.delivery import Misconfigured, NotHandedOver, Permanent, Retryable, hand_over
from huitou.notifications.message import message_of
from huitou.notifications.models import Mail, MailState

log = structlog.get_logger(__name__)

# The waits after failed attempts: two days in all (mail servers try for four or five, RFC 5321 §4.5.4.1).
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
# Longer than any backend's time-out, so that no second worker takes a mail that is just being handed over.
HOLD = timedelta(minutes=2)


@task("notifications.deliver", priority=-5)
def deliver(*, shop: str, mail: str, **_: object) -> None:
    """Hand the mail over, unless that is done or under way. It never fails for reasons of the mail."""
    shop_id, mail_id = UUID(shop), UUID(mail)
    taken = _take(shop_id, mail_id)
    if taken is None:
        return
    try:
        provider_id = hand_over(message_of(*taken))
    except NotHandedOver as failure:
        _settle_failure(shop_id, mail_id, failure)
    except Exception as surprise:
        log.exception("mail.unexpected_failure", mail_id=mail, shop_id=shop)
        _settle_failure(shop_id, mail_id, Retryable("unexpected", type(surprise).__name__))
    else:
        _settle_success(shop_id, mail_id, provider_id)


def queue_delivery(mail: Mail, *, not_before: datetime | None = None) -> None:
    """Put the delivery of a queued mail into the job queue, within the open transaction.

    `not_before` is in the real time of the database.
    """
    enqueue(deliver, not_before=not_before, shop=str(mail.shop_id), mail=str(mail.pk))


def _take(shop_id: UUID, mail_id: UUID) -> tuple[Mail, Shop] | None:
    """The mail, held for a while, with its shop; None if it is not to be sent, or not now."""
    moment = _real_now()
    with in_shop(shop_id):
        mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.state != MailState.QUEUED or mail.erased_at:
            return None
        if mail.held_until is not None and mail.held_until > moment:
            queue_delivery(mail, not_before=mail.held_until)
            return None
        mail.held_until = moment + HOLD
        mail.attempts += 1
        mail.save(update_fields=["held_until", "attempts"])
        return mail, Shop.objects.get(pk=shop_id)


def _settle_success(shop_id: UUID, mail_id: UUID, provider_id: str) -> None:
    with in_shop(shop_id):
        mail = Mail.objects.select_for_update().get(pk=mail_id)
        mail.provider_id = provider_id
        if mail.state == MailState.QUEUED:
            mail.state = MailState.SENT
            mail.last_error = mail.last_error_detail = ""
        mail.sent_at = clock.now()
        mail.held_until = None
        forget_secrets(mail)
        mail.save()


def _settle_failure(shop_id: UUID, mail_id: UUID, failure: NotHandedOver) -> None:
    with in_shop(shop_id):
        mail = Mail.objects.select_for_update().get(pk=mail_id)
        mail.held_until = None
        mail.last_error, mail.last_error_detail = failure.code, failure.detail
        if isinstance(failure, Permanent) or mail.attempts > len(BACKOFF):
            mail.state = MailState.FAILED
            forget_secrets(mail)
        else:
            queue_delivery(mail, not_before=_real_now() + BACKOFF[mail.attempts - 1])
        mail.save()
    say = log.error if isinstance(failure, Misconfigured) else log.warning
    say("mail.not_handed_over", mail_id=str(mail_id), code=failure.code, attempts=mail.attempts)


def _real_now() -> datetime:
    """The database's own time, which the queue goes by: a moved clock does not hurry a mail server."""
    return timezone.now()
