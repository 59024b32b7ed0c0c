"""Live updates: after a commit, the ids of what changed go to the pages that show it, by server-sent events.

`channel_token` by pages (`live_rights`); `app` is the ASGI application under `/live/`.
Only ids travel: a page fetches what it may see.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs

import psycopg
import structlog
from django.core import signing
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.utils import connector_params

from huitou.core.events import MANY
from huitou.core.live_rights import EVERYTHING, TOKEN_SECONDS, Right, channel_token, ended, every, read_token
from huitou.core.models import Event
from huitou.core.writing import before_commit

log = structlog.get_logger(__name__)
CHANNEL = "huitou_live"
KEEP_ALIVE_SECONDS = 20
LISTENING_SECONDS = 5
QUEUE_LENGTH = 1000
# PostgreSQL refuses a notification of 8,000 bytes; a position has at most 18 digits here, safely within its bigint.
NOTIFY_BYTES = 7900
LONGEST_POSITION = 18
# A page that was away for longer simply fetches itself anew.
REPLAY_LIMIT = 200
# Of so many newest events of the shop those are looked for that a page missed between its reading and its stream.
NEWEST = 5000
RECHECK_SECONDS = 10

__all__ = ["app", "channel_token", "every"]

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


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

    def __init__(self, right: Right) -> None:
        self.right = right
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
        self._watch: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._closed = False

    async def subscribe(self, right: Right) -> Subscription:
        """A queue for the shop's events, from now on: it returns once the database is listened to."""
        page = Subscription(right)
        if self._closed:
            page.lose()
            return page
        self._pages.setdefault(right.shop, set()).add(page)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._recheck())
        if self._task is None or self._task.done():
            self._listening = asyncio.Event()
            self._task = asyncio.create_task(self._listen(self._listening))
        try:
            await asyncio.wait_for(self._listening.wait(), LISTENING_SECONDS)
        except TimeoutError:
            page.lose()
        return page

    def unsubscribe(self, page: Subscription) -> None:
        self._pages.get(page.right.shop, set()).discard(page)

    def close(self) -> None:
        """End every stream, and each that still opens: the process stops. The pages come back to another one."""
        self._closed = True
        self._lose_all()

    async def _recheck(self) -> None:
        """Every few seconds: end the streams of sessions that are over. A database that is away is asked again."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            open_pages = [page for pages in self._pages.values() for page in pages]
            try:
                over = await _ended(page.right for page in open_pages)
            except DatabaseError:
                log.warning("live.recheck_failed")
                continue
            for page in open_pages:
                if page.right in over:
                    page.lose()

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
        right = read_token(query.get("token", [""])[0], seconds=TOKEN_SECONDS)
    except signing.BadSignature:
        await _refuse(send)
        return
    # A shop's own host brings news of that shop alone.
    if scope.get("huitou.shop", "") not in ("", right.shop) or await _ended([right]):
        await _refuse(send)
        return
    if scope.get("method") == "HEAD":
        await _open(send)
        await send({"type": "http.response.body", "body": b""})
        return
    page = await listener.subscribe(right)
    try:
        await _open(send)
        missed = await _missed(right, _last_event_id(scope))
        for event in missed:
            await _tell(send, event, right)
        await _stream(page, {event[0] for event in missed}, receive, send)
    finally:
        listener.unsubscribe(page)


async def _ended(rights: Iterable[Right]) -> set[Right]:
    """`ended` in a thread, whose connection is given back: the event loop never waits for the database."""
    asked = [right for right in rights if right.holder]

    def look() -> set[Right]:
        try:
            return ended(asked)
        finally:
            connection.close()

    return await asyncio.to_thread(look) if asked else set()


async def _stream(page: Subscription, told: set[int], receive: Receive, send: Send) -> None:
    """Tell what comes until the page goes or has lost something; `told` are the positions that were replayed."""
    gone = asyncio.create_task(_disconnected(receive))
    try:
        while not gone.done() and not page.lost:
            waiting = asyncio.create_task(page.queue.get())
            await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                event = waiting.result()
                if event is not None and event[0] not in told:
                    await _tell(send, event, page.right)
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


async def _tell(send: Send, event: Sequence[Any], right: Right) -> None:
    position, kind, subject_type, subject_id = event
    if not right.hears(subject_type, subject_id):
        return
    data = json.dumps({"kind": kind, "subject_type": subject_type, "subject_id": subject_id})
    await _send(send, f"id: {position}\ndata: {data}\n\n".encode())


async def _missed(right: Right, last: int | None) -> list[Sequence[Any]]:
    """What was committed after `last` of these subjects; on a page's first connection, what it cannot have read.

    What commits from now on comes by the queue, which is open.
    """
    if last is None and right.floor is None:
        return []
    first = _AFTER if last is not None else _UNREAD
    given = [last] if last is not None else [right.floor, right.shop, NEWEST]
    async with await psycopg.AsyncConnection.connect(**connector_params()) as reading:
        await reading.execute("SELECT set_config('huitou.shop', %s, true)", [right.shop])
        rows = await reading.execute(
            "SELECT position, kind, subject_type, subject_id::text FROM core_event WHERE shop_id = %s AND "  # noqa: S608
            f"{first} AND (%s OR subject_id = ANY(%s::uuid[]) OR subject_type = ANY(%s::text[])) "
            "ORDER BY position LIMIT %s",
            [right.shop, *given, EVERYTHING in right.subjects, right.ids, right.types, REPLAY_LIMIT],
        )
        return await rows.fetchall()


_AFTER = "position > %s"
# The second half only keeps the look short: rows of unfinished transactions are among the newest.
_UNREAD = (
    "written_in >= %s::text::xid8 AND "
    "position > (SELECT coalesce(max(position), 0) FROM core_event WHERE shop_id = %s) - %s"
)


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
