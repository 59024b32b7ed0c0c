"""Brings events to their subscribers, once each: the subscriber's effects and the receipt commit together."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from django.db import connection

from huitou.core.events import subscribed_kinds, subscribers_of
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue as enqueue_job
from huitou.core.jobs import task
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import before_commit, writing

log = structlog.get_logger(__name__)


class SubscribersFailed(RuntimeError):
    """Some subscribers of these events failed; the job is tried again, the others have their receipt."""


@before_commit
def enqueue(events: Sequence[Event]) -> None:
    """One job for the events of a transaction that somebody reacts to. Joins the transaction."""
    wanted = [event for event in events if event.kind in subscribed_kinds()]
    if wanted:
        enqueue_job(deliver, shop=str(wanted[0].shop_id), events=[str(event.pk) for event in wanted])


@task("core.deliver", priority=10)
def deliver(*, shop: str, events: list[str], **_: object) -> None:
    """Bring each event to each of its subscribers; a failure holds nobody else up."""
    shop_id = UUID(shop)
    failed: list[str] = []
    with in_shop(shop_id):
        found = {str(event.pk): event for event in Event.objects.filter(pk__in=events)}
    for event in (found[key] for key in events):
        for name, subscriber in subscribers_of(event.kind):
            try:
                with writing(shop_id):
                    if _first_time(event, name):
                        subscriber(event)
            except Exception:
                log.exception("event.subscriber_failed", kind=event.kind, subscriber=name, event_id=str(event.pk))
                failed.append(name)
    if failed:
        raise SubscribersFailed(", ".join(failed))


def _first_time(event: Event, name: str) -> bool:
    """Take the receipt; False where it is there already. A second worker waits for the first one's commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_delivery (id, shop_id, event_id, subscriber) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [new_id(), event.shop_id, event.pk, name],
        )
        return bool(cursor.rowcount)
