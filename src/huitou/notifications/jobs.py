"""The delivery of mails: taken, handed over outside any transaction, settled. At least once, one Message-ID each.

Mails that were written together are delivered by one job. A worker that dies between handing over and settling makes
those mails go out twice; readers see them once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.utils import timezone

from huitou.core import clock
from huitou.core.bulk import update_rows
from huitou.core.jobs import enqueue, task
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop, open_shop_row
from huitou.core.writing import together
from huitou.notifications.blackening import forget_secrets
from huitou.notifications.delivery import Misconfigured, NotHandedOver, Permanent, Retryable, hand_over
from huitou.notifications.message import message_of
from huitou.notifications.models import Mail, MailState

log = structlog.get_logger(__name__)

# The waits after failed attempts: two days in all (mail servers try for four or five, RFC 5321 §4.5.4.1).
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
# Longer than any backend's time-out, so that no second worker takes a mail that is just being handed over.
HOLD = timedelta(minutes=2)
# So many mails are handed over before they are settled, and none is begun after this time.
TOGETHER = 10
BEGUN_WITHIN = timedelta(seconds=30)
SETTLED = (
    "provider_id", "state", "last_error", "last_error_detail", "sent_at", "held_until", "subject", "html", "text",
    "secrets", "attempts",
)  # fmt: skip


@task("notifications.deliver", priority=-5)
def deliver(*, shop: str, mails: Sequence[str] = (), mail: str = "", **_: object) -> None:
    """Hand the mails over, unless that is done or under way. It never fails for reasons of a mail.

    `mail` names the one mail of a job from an earlier version.
    """
    shop_id = UUID(shop)
    taken, its_shop = _take(shop_id, [UUID(key) for key in mails or [mail]])
    last_begin = _real_now() + BEGUN_WITHIN
    outcomes = {one.pk: _hand_over(one, its_shop) if _real_now() < last_begin else None for one in taken}
    if outcomes:
        _settle(shop_id, outcomes)


def queue_delivery(mail: Mail, *, not_before: datetime | None = None) -> None:
    """Put the delivery of a queued mail into the job queue, within the open transaction.

    `not_before` is in the real time of the database. Mails that go at once go together.
    """
    if not_before is None:
        together(_queue, (mail.shop_id, mail.pk))
    else:
        enqueue(deliver, not_before=not_before, shop=str(mail.shop_id), mails=[str(mail.pk)])


def _queue(mails: list[tuple[UUID, UUID]]) -> None:
    """Jobs for mails of one shop."""
    for start in range(0, len(mails), TOGETHER):
        some = mails[start : start + TOGETHER]
        enqueue(deliver, shop=str(some[0][0]), mails=[str(mail) for _, mail in some])


def _take(shop_id: UUID, mail_ids: Sequence[UUID]) -> tuple[list[Mail], Shop]:
    """The mails that are to be sent now, held for a while, and their shop."""
    moment = _real_now()
    with in_shop(shop_id):
        waiting = Mail.objects.filter(pk__in=mail_ids, state=MailState.QUEUED, erased_at=None)
        mails = list(waiting.order_by("pk").select_for_update())
        held = [mail for mail in mails if mail.held_until is not None and mail.held_until > moment]
        for mail in held:
            queue_delivery(mail, not_before=mail.held_until)
        taken = [mail for mail in mails if mail not in held]
        for mail in taken:
            mail.held_until = moment + HOLD
            mail.attempts += 1
        update_rows(Mail, ("held_until", "attempts"), taken)
        return taken, open_shop_row()


def _hand_over(mail: Mail, shop: Shop) -> str | NotHandedOver:
    """The provider's id of the mail, or why it was not taken."""
    try:
        return hand_over(message_of(mail, shop))
    except NotHandedOver as failure:
        return failure
    except Exception as surprise:
        log.exception("mail.unexpected_failure", mail_id=str(mail.pk), shop_id=str(shop.pk))
        return Retryable("unexpected", type(surprise).__name__)


def _settle(shop_id: UUID, outcomes: Mapping[UUID, str | NotHandedOver | None]) -> None:
    """Write down how it went: an id, a failure, or None for a mail that was not begun."""
    with in_shop(shop_id):
        mails = list(Mail.objects.filter(pk__in=outcomes).order_by("pk").select_for_update())
        for mail in mails:
            mail.held_until = None
            outcome = outcomes[mail.pk]
            if outcome is None:
                _not_begun(mail)
            elif isinstance(outcome, NotHandedOver):
                _failed(mail, outcome)
            else:
                _sent(mail, outcome)
        update_rows(Mail, SETTLED, mails)


def _not_begun(mail: Mail) -> None:
    mail.attempts -= 1
    queue_delivery(mail)


def _sent(mail: Mail, provider_id: str) -> None:
    mail.provider_id = provider_id
    if mail.state == MailState.QUEUED:
        mail.state = MailState.SENT
        mail.last_error = mail.last_error_detail = ""
    mail.sent_at = clock.now()
    forget_secrets(mail)


def _failed(mail: Mail, failure: NotHandedOver) -> None:
    mail.last_error, mail.last_error_detail = failure.code, failure.detail
    if isinstance(failure, Permanent) or mail.attempts > len(BACKOFF):
        mail.state = MailState.FAILED
        forget_secrets(mail)
    else:
        queue_delivery(mail, not_before=_real_now() + BACKOFF[mail.attempts - 1])
    say = log.error if isinstance(failure, Misconfigured) else log.warning
    say("mail.not_handed_over", mail_id=str(mail.pk), code=failure.code, attempts=mail.attempts)


def _real_now() -> datetime:
    """The database's own time, which the queue goes by: a moved clock does not hurry a mail server."""
    return timezone.now()
