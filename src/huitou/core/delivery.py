"""Brings events to those who react to them, once each: their effects and the receipt commit together.

At once, within the event's own transaction, or by a job; readers get by a later job what waits for them together.
"""

from collections.abc import Sequence
from uuid import UUID

import structlog
from django.db import connection

from huitou.core.events import Collector, Reading, Subscribed, readers_of, subscribers_of
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue as enqueue_job
from huitou.core.jobs import take_along, task
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import attempt, before_commit, in_reaction, writing

log = structlog.get_logger(__name__)
# Below PostgreSQL's deadlock_timeout (1 s): in a deadlock it is always the reaction that gives way, never the verb.
LOCK_PATIENCE = "300ms"
# So many other jobs are taken along by one: for readers; for subscribers, who hold locks that a verb may wait for.
TOGETHER = 20
REACTED_TOGETHER = 4


class SubscribersFailed(RuntimeError):
    """Some subscribers of these events failed; the job is tried again, the others have their receipt."""


@in_reaction
def react_at_once(collector: Collector, event: Event) -> None:
    """Let those react who can do so in the event's own transaction; whoever cannot is reached by the job."""
    for subscribed in subscribers_of(event.kind):
        if not subscribed.at_once:
            continue
        try:
            with attempt(collector):
                if _first_time_and_patiently(event, subscribed.name):
                    subscribed.run(event)
        except Exception as reason:  # noqa: BLE001  (the job meets it again, and tells it whole)
            log.warning("event.left_to_the_job", kind=event.kind, subscriber=subscribed.name, reason=repr(reason))
        else:
            event.reached |= {subscribed.name}


@before_commit
def enqueue(events: Sequence[Event]) -> None:
    """One job for the events of a transaction that somebody still has to react to, one for what is read later.

    Joins the transaction.
    """
    waited_for = [event for event in events if any(one.name not in event.reached for one in subscribers_of(event.kind))]
    if waited_for:
        enqueue_job(deliver, shop=str(waited_for[0].shop_id), events=[str(event.pk) for event in waited_for])
    read = [event for event in events if readers_of(event.kind)]
    if read:
        enqueue_job(deliver_to_readers, shop=str(read[0].shop_id), events=[str(event.pk) for event in read])


@task("core.deliver", priority=10)
def deliver(*, shop: str, events: list[str], **_: object) -> None:
    """Bring the events to their subscribers, and with them a few others that wait in this shop.

    All in one transaction that waits `LOCK_PATIENCE` for a lock and then gives way; where it fails, these events alone,
    each to each of its subscribers by itself and as patiently, so that a failure holds nobody else up. What gave way
    there too is tried again with the job.
    """
    shop_id = UUID(shop)
    try:
        with writing(shop_id, lock_patience=LOCK_PATIENCE):
            others = take_along(deliver, shop=shop, at_most=REACTED_TOGETHER)
            found = _found([*events, *(key for other in others for key in other["events"])])
            for event, subscribed in _not_reached(found):
                subscribed.run(event)
    except Exception as reason:  # noqa: BLE001  (whoever causes it meets it again, alone)
        log.warning("events.delivered_one_by_one", reason=repr(reason))
        _deliver_one_by_one(shop_id, events)


def _deliver_one_by_one(shop_id: UUID, events: Sequence[str]) -> None:
    failed: list[str] = []
    with in_shop(shop_id):
        found = _found(events)
    for event in found:
        for subscribed in subscribers_of(event.kind):
            try:
                with writing(shop_id, lock_patience=LOCK_PATIENCE):
                    if _first_time([event], subscribed.name):
                        subscribed.run(event)
            except Exception as error:  # noqa: BLE001  (told below; nobody else is held up)
                _tell_failure(event, subscribed, error)
                failed.append(subscribed.name)
    if failed:
        raise SubscribersFailed(", ".join(failed))


@task("core.deliver_to_readers", priority=-4)
def deliver_to_readers(*, shop: str, events: list[str], **_: object) -> None:
    """Bring the events to their readers, and with them what else waits for readers of this shop.

    All in one transaction; where that fails, these events alone and one by one, so that nobody is held up for long.
    """
    shop_id = UUID(shop)
    try:
        with writing(shop_id):
            others = take_along(deliver_to_readers, shop=shop, at_most=TOGETHER)
            found = _found([*events, *(key for other in others for key in other["events"])])
            for reading, new in _not_read(found):
                reading.run(new)
    except Exception as reason:  # noqa: BLE001  (whoever causes it meets it again, alone)
        log.warning("events.read_one_by_one", reason=repr(reason))
        _read_one_by_one(shop_id, events)


def _read_one_by_one(shop_id: UUID, events: Sequence[str]) -> None:
    failed: list[str] = []
    with in_shop(shop_id):
        found = _found(events)
    for event in found:
        for reading in readers_of(event.kind):
            try:
                with writing(shop_id):
                    if new := _first_time([event], reading.name):
                        reading.run(new)
            except Exception as error:  # noqa: BLE001  (told below; nobody else is held up)
                _tell_failure(event, reading, error)
                failed.append(reading.name)
    if failed:
        raise SubscribersFailed(", ".join(failed))


def _tell_failure(event: Event, who: Subscribed | Reading, error: Exception) -> None:
    log.error(
        "event.subscriber_failed", kind=event.kind, subscriber=who.name, event_id=str(event.pk), exc_info=error
    )  # fmt: skip


def _not_read(events: Sequence[Event]) -> list[tuple[Reading, list[Event]]]:
    """Everyone who reads one of the events, each with those that they had no receipt of; now they have one."""
    new = _receipts([(event, reading.name) for event in events for reading in readers_of(event.kind)])
    found: dict[Reading, list[Event]] = {}
    for event in events:
        for reading in readers_of(event.kind):
            if (event.pk, reading.name) in new:
                found.setdefault(reading, []).append(event)
    return list(found.items())


def _found(keys: Sequence[str]) -> list[Event]:
    """The events in the order of their keys; an unknown key raises KeyError."""
    found = {str(event.pk): event for event in Event.objects.filter(pk__in=keys)}
    return [found[key] for key in dict.fromkeys(keys)]


def _first_time(events: Sequence[Event], name: str) -> list[Event]:
    """Take the receipts; those of the events that had none. A second worker waits for the first one's commit."""
    new = _receipts([(event, name) for event in events])
    return [event for event in events if (event.pk, name) in new]


def _first_time_and_patiently(event: Event, name: str) -> bool:
    """The same for one event; from here on the transaction waits `LOCK_PATIENCE` for a lock."""
    return bool(_receipts([(event, name)], RECEIPTS_PATIENTLY))


def _not_reached(events: Sequence[Event]) -> list[tuple[Event, Subscribed]]:
    """Each event with each of its subscribers who had no receipt of it; now they have one."""
    pairs = [(event, subscribed) for event in events for subscribed in subscribers_of(event.kind)]
    new = _receipts([(event, subscribed.name) for event, subscribed in pairs])
    return [(event, subscribed) for event, subscribed in pairs if (event.pk, subscribed.name) in new]


TAKEN = (
    "INSERT INTO core_delivery (id, shop_id, event_id, subscriber) SELECT id, %s, event_id, subscriber "
    "FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS new(id, event_id, subscriber){patience} "
    "ON CONFLICT DO NOTHING RETURNING event_id, subscriber"
)
RECEIPTS = TAKEN.format(patience="")
# With a row of its own to join to, so that it is set before the first receipt is written.
RECEIPTS_PATIENTLY = TAKEN.format(
    patience=f" CROSS JOIN (SELECT set_config('lock_timeout', '{LOCK_PATIENCE}', true)) AS patience"
)


def _receipts(pairs: Sequence[tuple[Event, str]], statement: str = RECEIPTS) -> set[tuple[UUID, str]]:
    """Take a receipt for each pair of event and name; the pairs (by the event's key) that had none."""
    if not pairs:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                pairs[0][0].shop_id,
                [new_id() for _ in pairs],
                [event.pk for event, _ in pairs],
                [name for _, name in pairs],
            ],
        )
        return set(cursor.fetchall())
