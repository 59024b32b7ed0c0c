"""Events: written by verbs, hash-chained per subject, delivered to subscribers by jobs.

`record` belongs to verbs alone; everything else reads. An event holds ids, codes, sums and salted digests only.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.bulk import insert_returning, insert_rows
from huitou.core.errors import HuitouError
from huitou.core.ids import new_id
from huitou.core.models import Chained, Event
from huitou.core.pseudonyms import told_actor

Subscriber = Callable[[Event], None]
Reader = Callable[[Sequence[Event]], None]
# From here on an object per row costs an import more than everything else it writes.
MANY = 50
EVENT_FIELDS = (
    "id", "shop_id", "kind", "subject_type", "subject_id", "seq", "actor_role", "actor_id", "at", "body", "prev_hash",
    "hash",
)  # fmt: skip
Witness = Callable[[Any], Mapping[str, Any]]
_witnesses: dict[str, Witness] = {}
_subscribers: dict[str, list["Subscribed"]] = {}
_readers: dict[str, list["Reading"]] = {}
_collector: ContextVar["Collector | None"] = ContextVar("huitou_events", default=None)


class ChainBroken(HuitouError):
    """A stored event does not follow from the one before it."""

    code = "chain_broken"
    message = _("Entry %(seq)s of this record was changed, removed or moved: it does not follow from the one before.")


class Subscribed(NamedTuple):
    """Who reacts to single events, under a name that the receipts carry."""

    name: str
    run: Subscriber
    at_once: bool


class Reading(NamedTuple):
    """Who reads events in their own time, several together."""

    name: str
    run: Reader


def subscriber(*kinds: str, at_once: bool = False) -> Callable[[Subscriber], Subscriber]:
    """Run the function once for each event of these kinds, inside the event's shop, in a job.

    With `at_once` it runs already in the event's own transaction, behind a savepoint: if it fails there, or would
    have to wait for a lock, the verb goes on without it and the job brings the event.
    """

    def register(function: Subscriber) -> Subscriber:
        for kind in kinds:
            _subscribers.setdefault(kind, []).append(Subscribed(_name_of(function), function, at_once))
        return function

    return register


def reader(*kinds: str) -> Callable[[Reader], Reader]:
    """Run the function once for the events of these kinds, in a job that comes after more urgent ones.

    It gets those of one shop that wait together, in one transaction. For what tells, not for what decides.
    """

    def register(function: Reader) -> Reader:
        for kind in kinds:
            _readers.setdefault(kind, []).append(Reading(_name_of(function), function))
        return function

    return register


def witness(subject_type: str) -> Callable[[Witness], Witness]:
    """Let every event of these subjects name the heads of other chains, so that none of them can be set back unseen."""

    def register(function: Witness) -> Witness:
        _witnesses[subject_type] = function
        return function

    return register


def _name_of(function: Callable[..., None]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def subscribers_of(kind: str) -> list[Subscribed]:
    """Everyone who reacts to the kind."""
    return _subscribers.get(kind, [])


def readers_of(kind: str) -> list[Reading]:
    """Everyone who reads the kind in their own time."""
    return _readers.get(kind, [])


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the bytes that are hashed and stored. Floats are refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain_value)


def _plain_value(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in an event")


def digest(prev_hash: bytes, body: str) -> bytes:
    """SHA-256 over the previous hash and the body's bytes."""
    return hashlib.sha256(prev_hash + body.encode()).digest()


def record(subject: Chained, kind: str, *, actor: Actor, at: datetime, facts: Mapping[str, Any]) -> Event:
    """Append an event to the subject's chain. The subject must be locked and is saved by the caller.

    Raises RuntimeError outside a verb.
    """
    collector = open_collector()
    subject.chain_length += 1
    envelope = {
        "actor": {"id": told_actor(subject, actor), "role": str(actor.role)},
        "at": at,
        "facts": dict(facts),
        "kind": kind,
        "seq": subject.chain_length,
        "shop": actor.shop_id,
        "subject": {"id": subject.pk, "type": subject._meta.label_lower},
    }
    heads = _witnesses[subject._meta.label_lower](subject) if subject._meta.label_lower in _witnesses else {}
    if heads:
        envelope["heads"] = dict(heads)
    body = canonical(envelope)
    prev_hash = bytes(subject.chain_head)
    event = Event(
        id=new_id(),
        shop_id=actor.shop_id,
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        seq=subject.chain_length,
        actor_role=str(actor.role),
        actor_id=actor.id,
        at=at,
        body=body,
        prev_hash=prev_hash,
        hash=digest(prev_hash, body),
    )
    subject.chain_head = event.hash
    collector.add(event)
    return event


def verify_chain(events: Iterable[Event]) -> None:
    """Check a subject's whole chain in order of `seq`. Raises ChainBroken naming the first bad entry."""
    head = b""
    for number, event in enumerate(events, start=1):
        follows = event.seq == number and bytes(event.prev_hash) == head
        told = json.loads(event.body)
        same = told["kind"] == event.kind and told["seq"] == event.seq
        if not (follows and same and bytes(event.hash) == digest(head, event.body)):
            raise ChainBroken(seq=number)
        head = bytes(event.hash)


def collecting() -> bool:
    """Whether a verb is open in this thread."""
    return _collector.get() is not None


def open_collector() -> "Collector":
    """The events of the verb that is open in this thread. Raises RuntimeError where none is."""
    found = _collector.get()
    if found is None:
        raise RuntimeError("events are written by verbs only")
    return found


class Collector:
    """The events of one transaction, inserted together just before the commit."""

    def __init__(self, shop_id: UUID) -> None:
        self.shop_id = shop_id
        self._events: list[Event] = []
        self._token: Token[Collector | None] | None = None

    def open(self) -> None:
        self._token = _collector.set(self)

    def add(self, event: Event) -> None:
        self._events.append(event)

    def __iter__(self) -> Iterator[Event]:
        """The events so far, and those that come while they are looked at."""
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def forget_since(self, length: int) -> None:
        """Drop what came after so many: what caused it was taken back."""
        del self._events[length:]

    def write(self) -> list[Event]:
        """Insert what was collected and return it. `position` is set where there are few; nobody reads it of many."""
        rows = [[getattr(event, name) for name in EVENT_FIELDS] for event in self._events]
        if len(rows) > MANY:
            insert_rows(Event, EVENT_FIELDS, rows)
        elif rows:
            positions = insert_returning(Event, EVENT_FIELDS, rows, "position")
            for event, position in zip(self._events, positions, strict=True):
                event.position = position
        return self._events

    def close(self) -> None:
        assert self._token is not None
        _collector.reset(self._token)
