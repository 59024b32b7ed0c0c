"""Live updates: after a commit, the ids of what changed go to the pages that show it, by server-sent events.

`channel_token` by pages; `app` is the ASGI application under `/live/`.
Only ids travel: a page fetches what it may see.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
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
    told = json.dumps(
        {
            "shop": str(events[0].shop_id),
            "events": [[event.position, event.kind, event.subject_type, str(event.subject_id)] for event in events],
        }
    )
    transaction.on_commit(lambda: _notify(told), robust=True)


def _notify(payload: str) -> None:
    with connection.cursor() as cursor:
        # A NOTIFY needs a commit of its own; nobody has to wait until that one is on the disk.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, %s)", [CHANNEL, payload[:7900]]
        )


class Listener:
    """One database connection per process listens; every open page has a queue here."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[list[Any]]]] = {}
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, shop: str) -> "asyncio.Queue[list[Any]]":
        queue: asyncio.Queue[list[Any]] = asyncio.Queue(maxsize=1000)
        self._queues.setdefault(shop, set()).add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        return queue

    def unsubscribe(self, shop: str, queue: "asyncio.Queue[list[Any]]") -> None:
        self._queues.get(shop, set()).discard(queue)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    async for notification in listening.notifies():
                        self._spread(notification.payload)
            except psycopg.Error:
                log.warning("live.listener_lost")
                await asyncio.sleep(1)

    def _spread(self, payload: str) -> None:
        try:
            told = json.loads(payload)
        except ValueError:
            return
        for queue in self._queues.get(told["shop"], ()):
            for event in told["events"]:
                if not queue.full():
                    queue.put_nowait(event)


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
    queue = listener.subscribe(shop)
    try:
        await _open(send)
        last = _last_event_id(scope)
        if last is not None:
            for missed in await _missed(shop, last):
                await _tell(send, missed, subjects)
        await _stream(queue, subjects, receive, send)
    finally:
        listener.unsubscribe(shop, queue)


async def _stream(queue: "asyncio.Queue[list[Any]]", subjects: Iterable[str], receive: Receive, send: Send) -> None:
    gone = asyncio.create_task(_disconnected(receive))
    try:
        while not gone.done():
            waiting = asyncio.create_task(queue.get())
            await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                await _tell(send, waiting.result(), set(subjects))
            else:
                waiting.cancel()
                if not gone.done():
                    await _send(send, b": still here\n\n")
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


async def _missed(shop: str, last: int) -> list[Sequence[Any]]:
    """What was committed after `last`. Events of transactions that are still open are left for the live stream."""
    async with await psycopg.AsyncConnection.connect(**connector_params()) as reading:
        await reading.execute("SELECT set_config('huitou.shop', %s, true)", [shop])
        rows = await reading.execute(
            "SELECT position, kind, subject_type, subject_id::text FROM core_event WHERE shop_id = %s AND "
            "position > %s AND written_in < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY position LIMIT %s",
            [shop, last, REPLAY_LIMIT],
        )
        return await rows.fetchall()


def _last_event_id(scope: dict[str, Any]) -> int | None:
    for name, value in scope["headers"]:
        if name == b"last-event-id" and value.isdigit():
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
