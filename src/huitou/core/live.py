"""Live updates: after a commit, the ids of what changed go to the pages that show it, by server-sent events.

`channel_token` by pages; `app` is the ASGI application under `/live/`.
Only ids travel: a page fetches what it may see.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import psycopg
import structlog
from django.core import signing
from django.db import connection, transaction
from procrastinate.contrib.django.utils import connector_params

from huitou.core.events import MANY
from huitou.core.models import Event
from huitou.core.writing import before_commit

log = structlog.get_logger(__name__)
CHANNEL = "huitou_live"
SALT = "huitou.live"
TOKEN_SECONDS = 12 * 3600
EVERYTHING = "*"
KEEP_ALIVE_SECONDS = 20
LISTENING_SECONDS = 5
QUEUE_LENGTH = 1000
# PostgreSQL refuses a notification of 8,000 bytes; a position has at most 18 digits here, safely within its bigint.
NOTIFY_BYTES = 7900
LONGEST_POSITION = 18
# A page that was away for longer simply fetches itself anew.
REPLAY_LIMIT = 200

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


def channel_token(shop_id: UUID, *subjects: UUID | str) -> str:
    """A signed right to hear of these subjects of the shop (`"*"` for all), for half a day."""
    return signing.dumps({"shop": str(shop_id), "subjects": [str(subject) for subject in subjects]}, salt=SALT)


@before_commit
def announce_on_commit(events: Sequence[Event]) -> None:
    """Tell the listeners once the transaction is committed: a NOTIFY inside it would serialise all commits."""
    if len(events) > MANY:
        return  # a batch of an import: too long for one NOTIFY, and no page waits for it
    payloads = list(_payloads(events))
    transaction.on_commit(lambda: _notify(payloads), robust=True)


def _payloads(events: Sequence[Event]) -> Iterator[str]:
    """The events as JSON in as many notifications as they need."""
    for size in (len(events), 1):
        parts = [_payload(events[start : start + size]) for start in range(0, len(events), size)]
        if all(len(part.encode()) <= NOTIFY_BYTES for part in parts):
            break
    yield from parts


def _payload(events: Sequence[Event]) -> str:
    told = [[event.position, event.kind, event.subject_type, str(event.subject_id)] for event in events]
    return json.dumps({"shop": str(events[0].shop_id), "events": told}, separators=(",", ":"))


def _notify(payloads: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        # A NOTIFY needs a commit of its own; nobody has to wait until that one is on the disk.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, told) FROM unnest(%s::text[]) AS told",
            [CHANNEL, list(payloads)],
        )


class Subscription:
    """What one open page waits for. `lost`: it missed something, so its stream ends; the page comes back and asks."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Sequence[Any] | None] = asyncio.Queue(maxsize=QUEUE_LENGTH)
        self.lost = False

    def put(self, event: Sequence[Any]) -> None:
        """Add an event; a page that does not keep up loses its stream instead of single events."""
        if self.queue.full():
            self.lost = True
        else:
            self.queue.put_nowait(event)

    def lose(self) -> None:
        """End the stream, even while it waits."""
        self.lost = True
        if not self.queue.full():
            self.queue.put_nowait(None)


class Listener:
    """One database connection per process listens; every open page has a queue here."""

    def __init__(self) -> None:
        self._pages: dict[str, set[Subscription]] = {}
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    async def subscribe(self, shop: str) -> Subscription:
        """A queue for the shop's events, from now on: it returns once the database is listened to."""
        page = Subscription()
        self._pages.setdefault(shop, set()).add(page)
        if self._task is None or self._task.done():
            self._listening = asyncio.Event()
            self._task = asyncio.create_task(self._listen(self._listening))
        try:
            await asyncio.wait_for(self._listening.wait(), LISTENING_SECONDS)
        except TimeoutError:
            page.lose()
        return page

    def unsubscribe(self, shop: str, page: Subscription) -> None:
        self._pages.get(shop, set()).discard(page)

    async def _listen(self, listening: asyncio.Event) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True) as connected:
                    await connected.execute(f"LISTEN {CHANNEL}")
                    listening.set()
                    async for notification in connected.notifies():
                        self._spread(notification.payload)
            except psycopg.Error:
                log.warning("live.listener_lost")
                listening.clear()
                self._lose_all()
                await asyncio.sleep(1)

    def _lose_all(self) -> None:
        """Nobody knows what was said while nobody listened."""
        for pages in self._pages.values():
            for page in pages:
                page.lose()

    def _spread(self, payload: str) -> None:
        try:
            told = json.loads(payload)
        except ValueError:
            return
        for page in self._pages.get(told["shop"], ()):
            for event in told["events"]:
                page.put(event)


listener = Listener()


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """`GET /live/?token=…`: a stream of `{id, kind, subject_type, subject_id}`; replays after `Last-Event-ID`."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        rights = signing.loads(query.get("token", [""])[0], salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        await _refuse(send)
        return
    shop, subjects = rights["shop"], set(rights["subjects"])
    page = await listener.subscribe(shop)
    try:
        await _open(send)
        last = _last_event_id(scope)
        missed = await _missed(shop, last, subjects) if last is not None else []
        for event in missed:
            await _tell(send, event, subjects)
        await _stream(page, subjects, {event[0] for event in missed}, receive, send)
    finally:
        listener.unsubscribe(shop, page)


async def _stream(page: Subscription, subjects: set[str], told: set[int], receive: Receive, send: Send) -> None:
    """Tell what comes until the page goes or has lost something; `told` are the positions that were replayed."""
    gone = asyncio.create_task(_disconnected(receive))
    try:
        while not gone.done() and not page.lost:
            waiting = asyncio.create_task(page.queue.get())
            await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                event = waiting.result()
                if event is not None and event[0] not in told:
                    await _tell(send, event, subjects)
            else:
                waiting.cancel()
                if not gone.done():
                    await _send(send, b": still here\n\n")
        if page.lost:
            await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _tell(send: Send, event: Sequence[Any], subjects: set[str]) -> None:
    position, kind, subject_type, subject_id = event
    if EVERYTHING not in subjects and subject_id not in subjects:
        return
    data = json.dumps({"kind": kind, "subject_type": subject_type, "subject_id": subject_id})
    await _send(send, f"id: {position}\ndata: {data}\n\n".encode())


async def _missed(shop: str, last: int, subjects: set[str]) -> list[Sequence[Any]]:
    """What was committed after `last` of these subjects. What commits from now on comes by the queue, which is open."""
    only_these = None if EVERYTHING in subjects else list(subjects)
    async with await psycopg.AsyncConnection.connect(**connector_params()) as reading:
        await reading.execute("SELECT set_config('huitou.shop', %s, true)", [shop])
        rows = await reading.execute(
            "SELECT position, kind, subject_type, subject_id::text FROM core_event WHERE shop_id = %s AND "
            "position > %s AND (%s::uuid[] IS NULL OR subject_id = ANY(%s::uuid[])) ORDER BY position LIMIT %s",
            [shop, last, only_these, only_these, REPLAY_LIMIT],
        )
        return await rows.fetchall()


def _last_event_id(scope: dict[str, Any]) -> int | None:
    for name, value in scope["headers"]:
        if name == b"last-event-id" and value.isdigit() and len(value) <= LONGEST_POSITION:
            return int(value)
    return None


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _open(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _send(send, b"retry: 3000\n\n")


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
