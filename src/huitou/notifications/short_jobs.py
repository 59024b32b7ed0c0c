"""The delivery of short messages: taken, handed over outside any transaction, settled. At most once each.

A message stands as unknown from the moment it is taken until the provider's answer is there, so that a worker that
dies in between leaves it so, and nobody sends it again blindly. Only a channel whose repetition is one message to the
reader is asked twice.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from huitou.core import clock
from huitou.core.actors import Actor, system_actor
from huitou.core.jobs import enqueue, task
from huitou.core.models import Shop
from huitou.core.sealing import SealBroken, unseal
from huitou.core.tenancy import in_shop, open_shop_row
from huitou.core.verbs import verb
from huitou.core.writing import together
from huitou.notifications.channels.adapting import cannot_send
from huitou.notifications.channels.protocol import Misconfigured, Outcome, Outgoing, Receipt
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.models import ChannelAccount, ContactPoint, ShortMessage, ShortState
from huitou.notifications.reach import DEAD, SILENCED, why_closed
from huitou.notifications.stalling import carries_again, stall

log = structlog.get_logger(__name__)

# The waits after failed attempts, a day in all: yesterday's news is none.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# News that has another way waits for one provider for an hour and a half: "comes today" is worth nothing tomorrow.
MOST_OF_NEWS = 4
HOLD = timedelta(minutes=2)
TOGETHER = 5
CODE = "●●●●●●"
CODE_LASTS = timedelta(minutes=10)
UNANSWERED = "unanswered"
# It was not even handed over.
STALLED = "account_stalled"

_when_failed: list[Callable[[ShortMessage, datetime], None]] = []


def when_short_failed(function: Callable[[ShortMessage, datetime], None]) -> Callable[[ShortMessage, datetime], None]:
    """Call the function with each message that failed for good, in the transaction that writes it down."""
    _when_failed.append(function)
    return function


@task("notifications.deliver_short", priority=-5)
def deliver_short(*, shop: str, messages: Sequence[str], **_: object) -> None:
    """Hand the messages over, unless that is done or under way. It never fails for reasons of a message."""
    shop_id = UUID(shop)
    # One after the other: a worker that dies leaves one as unknown, not those that had not left yet.
    for key in messages:
        taken, its_shop = _take(shop_id, [UUID(key)])
        for message, outgoing in taken:
            receipt = _hand_over(message, outgoing, its_shop)
            settle(actor=system_actor(shop_id), at=clock.now(), message_id=message.pk, receipt=receipt)


def queue_short(message: ShortMessage, *, not_before: datetime | None = None) -> None:
    """Put the delivery into the job queue, within the open transaction. `not_before`: in the database's real time."""
    if not_before is None:
        together(_queue, (message.shop_id, message.pk))
    else:
        enqueue(deliver_short, not_before=not_before, shop=str(message.shop_id), messages=[str(message.pk)])


def _queue(waiting: list[tuple[UUID, UUID]]) -> None:
    for start in range(0, len(waiting), TOGETHER):
        some = waiting[start : start + TOGETHER]
        enqueue(deliver_short, shop=str(some[0][0]), messages=[str(message) for _, message in some])


def _take(shop_id: UUID, keys: Sequence[UUID]) -> tuple[list[tuple[ShortMessage, Outgoing]], Shop]:
    """The messages that are to go now, marked as unknown before the first word leaves, and their shop."""
    moment = _real_now()
    with in_shop(shop_id):
        shop = open_shop_row()
        still = set(ChannelAccount.objects.exclude(stalled_at=None).values_list("provider", flat=True))
        rows = ShortMessage.objects.filter(pk__in=keys, erased_at=None).order_by("pk").select_for_update()
        taken = []
        for message in rows:
            if not _is_due(message):
                continue
            if message.held_until is not None and message.held_until > moment:
                queue_short(message, not_before=message.held_until)
                continue
            point = ContactPoint.objects.filter(pk=message.point_id).first() if message.point_id else None
            if (closed := _closed_meanwhile(message, point)) and message.state == ShortState.QUEUED:
                _fail(message, Receipt(outcome=Outcome.REFUSED, reason=closed), clock.now())
                continue
            # A test is how somebody finds out that it sends again.
            if message.provider in still and message.about != "test":
                _fail(message, cannot_send(STALLED), clock.now())
                continue
            try:
                taken.append((message, _outgoing(message, point, shop)))
            except SealBroken:
                # Written under another secret key: nobody can know any more what it said.
                message.state, message.last_error, message.settled_at = ShortState.FAILED, "seal_broken", clock.now()
                message.save(update_fields=["state", "last_error", "settled_at"])
                continue
            message.state, message.last_error = ShortState.UNKNOWN, UNANSWERED
            message.held_until, message.attempts = moment + HOLD, message.attempts + 1
            message.save(update_fields=["state", "last_error", "held_until", "attempts"])
        return taken, shop


def _is_due(message: ShortMessage) -> bool:
    if message.state == ShortState.QUEUED:
        return True
    unanswered = message.state == ShortState.UNKNOWN and message.last_error == UNANSWERED
    return unanswered and message.provider in codes() and channel(message.provider).repeatable


def _closed_meanwhile(message: ShortMessage, point: ContactPoint | None) -> str:
    """Why the address is closed by now; empty where it is not. A code is how its holder opens it again."""
    why = why_closed(point) if point is not None and message.about != "code" else ""
    return why if why in (SILENCED, DEAD) else ""


def _outgoing(message: ShortMessage, point: ContactPoint | None, shop: Shop) -> Outgoing:
    secrets: Mapping[str, str] = json.loads(unseal(message.sealed)) if message.sealed else {}
    return Outgoing(
        id=str(message.pk),
        address=message.to_address,
        title=message.title,
        text=message.text.replace(CODE, secrets["code"]) if secrets.get("code") else message.text,
        link=secrets.get("link", ""),
        language=message.locale,
        shop_name=shop.name,
        hook=hook_address(shop.slug, message.provider),
        about=message.about,
        code=secrets.get("code", ""),
        keys=dict(point.keys) if point is not None else {},
        facts={
            "customer": str(message.customer_id or ""),
            "about": str(message.about_id or ""),
            "queued_at": message.queued_at.isoformat(),
        },
    )


def hook_address(slug: str, code: str) -> str:
    """Where a provider's calls about a shop's messages come in."""
    return f"{settings.HUITOU_PUBLIC_URL}/hooks/messages/{slug}/{code}/"


def _hand_over(message: ShortMessage, outgoing: Outgoing, shop: Shop) -> Receipt:
    try:
        carrier = channel(message.provider)
    except Misconfigured as gone:
        return cannot_send(gone.failure_code, gone.detail)
    try:
        return carrier.deliver(str(shop.pk), outgoing)
    except Misconfigured as mistake:
        if carrier.by_account:
            return cannot_send(mistake.failure_code, mistake.detail)
        return Receipt(outcome=Outcome.LATER, reason=mistake.failure_code, detail=mistake.detail, account=True)
    except Exception as surprise:
        log.exception("short.unexpected_failure", message_id=str(message.pk), shop_id=str(shop.pk))
        return Receipt(outcome=Outcome.UNKNOWN, reason="unexpected", detail=type(surprise).__name__)


@verb
def settle(*, actor: Actor, at: datetime, message_id: UUID, receipt: Receipt) -> ShortMessage:
    """Write down how it went. What is known to have arrived, or to have failed, is never unlearned by a later word."""
    message = ShortMessage.objects.select_for_update().get(pk=message_id)
    message.held_until = None
    _note_facts(message, receipt)
    if message.state == ShortState.DELIVERED or (message.state == ShortState.FAILED and not _arrived(receipt)):
        message.save()
        return message
    _mark_point(message, receipt, at)
    _RULES[receipt.outcome](message, receipt, at)
    message.save()
    if receipt.stalled:
        stall(message.provider, receipt.reason, at=at)
    elif message.about == "test" and receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED):
        carries_again(message.provider, actor=actor, at=at)
    if message.state == ShortState.FAILED:
        _tell_failed(message, at)
    return message


def _fail(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    _refused(message, receipt, at)
    message.save()
    _tell_failed(message, at)


def _tell_failed(message: ShortMessage, at: datetime) -> None:
    for told in _when_failed:
        told(message, at)


def _arrived(receipt: Receipt) -> bool:
    return receipt.outcome == Outcome.DELIVERED


def _note_facts(message: ShortMessage, receipt: Receipt) -> None:
    message.provider_id = receipt.provider_id[:120] or message.provider_id
    message.parts = receipt.parts if receipt.parts is not None else message.parts
    if receipt.cost_micros is not None:
        message.cost_micros, message.cost_currency = receipt.cost_micros, receipt.cost_currency


def _accepted(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    message.state, message.sent_at = ShortState.SENT, message.sent_at or at
    message.last_error = message.last_error_detail = message.sealed = ""


def _delivered(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    _accepted(message, receipt, at)
    message.state, message.settled_at = ShortState.DELIVERED, at


def _refused(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    message.state, message.settled_at, message.sealed, message.stalled = ShortState.FAILED, at, "", receipt.stalled
    message.last_error, message.last_error_detail = receipt.reason[:60], receipt.detail[:300]
    if message.point_id is not None and not receipt.no_consent:
        # It took a consent and reached nobody.
        ContactPoint.objects.filter(pk=message.point_id, messages_left__isnull=False).update(
            messages_left=F("messages_left") + 1
        )
    say = log.error if receipt.account else log.warning
    say("short.not_sent", message_id=str(message.pk), provider=message.provider, reason=receipt.reason)


def _later(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    wait = BACKOFF[min(max(message.attempts, 1), len(BACKOFF)) - 1]
    # A code that has ended opens nothing, and costs all the same.
    over = message.about == "code" and at + wait >= message.queued_at + CODE_LASTS
    if message.attempts > _most_attempts(message) or over:
        # Surely never taken: the same way may be good for it later.
        _refused(message, replace(receipt, stalled=receipt.outcome == Outcome.LATER), at)
        return
    message.state = ShortState.QUEUED
    message.last_error, message.last_error_detail = receipt.reason[:60], receipt.detail[:300]
    queue_short(message, not_before=_real_now() + wait)


def _most_attempts(message: ShortMessage) -> int:
    """News is passed on soon. What may be repeated goes on: perhaps it was taken, and would be told twice."""
    repeats = message.provider in codes() and channel(message.provider).repeatable
    return len(BACKOFF) if message.about_id is None or repeats else MOST_OF_NEWS


def _unknown(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    if message.provider in codes() and channel(message.provider).repeatable:
        _later(message, receipt, at)
        return
    message.state, message.sealed, message.sent_at = ShortState.UNKNOWN, "", message.sent_at or at
    message.last_error, message.last_error_detail = receipt.reason[:60], receipt.detail[:300]


_RULES: Mapping[Outcome, Callable[[ShortMessage, Receipt, datetime], None]] = {
    Outcome.ACCEPTED: _accepted,
    Outcome.DELIVERED: _delivered,
    Outcome.REFUSED: _refused,
    Outcome.LATER: _later,
    Outcome.UNKNOWN: _unknown,
}


def _mark_point(message: ShortMessage, receipt: Receipt, at: datetime) -> None:
    """What the answer says of the address: somebody was reached, nobody is there, or they want nothing."""
    if message.point_id is None:
        return
    changes: dict[str, object] = {}
    if receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED):
        changes = {"used_at": at}
    if receipt.dead:
        changes = {"dead_at": at, "dead_why": receipt.reason[:60]}
    if receipt.opted_out:
        changes |= {"silenced_at": at, "silenced_how": "provider"}
    if receipt.no_consent:
        changes |= {"messages_left": 0}
    if changes:
        ContactPoint.objects.filter(pk=message.point_id).update(**changes)


def _real_now() -> datetime:
    """The database's own time, which the queue goes by."""
    return timezone.now()
