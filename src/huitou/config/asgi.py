"""The one port: `/live/` is streamed on the event loop, everything else is answered by Django in a few threads.

Run by `server`. Requests are read and responses written on the loop, so a slow client never holds a thread or a
database connection. Why this shape: docs/decisions/0001-one-port.md.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve

from huitou.config import no_room
from huitou.config.bodies import Bodies, Share
from huitou.config.told_to_stop import when_told_to_stop
from huitou.config.too_large import MARK
from huitou.config.with_parent import end_with_parent
from huitou.config.wsgi import application as django
from huitou.core.disks import is_full

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], Iterable[bytes], bool]

# Larger bodies go to a file while they arrive. What is larger than the second number is not handed to Django, which
# only says so; a form with a video of the largest size must fit in. What comes after it is read and forgotten, since a
# browser shows no answer before it has sent all; after the third number the server hangs up.
BODY_IN_MEMORY_BYTES = 512 * 1024
LARGEST_BODY_BYTES = 256 * 1024 * 1024
FORGOTTEN_BYTES = 1024 * 1024 * 1024
# All that is being sent to this process: a household or an office sends a few videos at once; of all clients together
# no more than a disk can be asked for.
bodies = Bodies(of_client=4 * LARGEST_BODY_BYTES, whole=16 * LARGEST_BODY_BYTES)
# So long may a client say nothing in the middle of a body, and so long may all of it take: 200 MB at half a megabit.
SILENT_SECONDS = 60
BODY_SECONDS = 3600

TOO_SLOW = {
    "type": "http.response.start",
    "status": 408,
    "headers": [(b"content-length", b"0"), (b"connection", b"close")],
}

# A pool per process, as persistent as its connections: a thread keeps one database connection for its life.
threads = ThreadPoolExecutor(settings.HUITOU_WEB_THREADS, thread_name_prefix="page")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application that granian runs."""
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await _stream_live(scope, receive, send)
    elif scope["type"] == "http":
        await _answer_by_django(scope, receive, send)


async def _stream_live(scope: Scope, receive: Receive, send: Send) -> None:
    """The stream; on a shop's own host of that shop alone, on a host of nobody's none."""
    from huitou.accounts.domains.door import shop_of_stream
    from huitou.core.live import app

    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    # In the pages' threads, which keep their connections: a host that is known costs no query.
    bound = await asyncio.get_running_loop().run_in_executor(threads, shop_of_stream, given)
    if bound is None:
        await send({"type": "http.response.start", "status": 400, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    await app({**scope, "huitou.shop": bound}, receive, send)


async def _answer_by_django(scope: Scope, receive: Receive, send: Send) -> None:
    body = SpooledTemporaryFile(BODY_IN_MEMORY_BYTES)  # noqa: SIM115  (closed below, in every case)
    share = Share(bodies, lambda: _client(scope))
    try:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                whole = await _read(scope, receive, body, share)
        except TimeoutError:
            await send(TOO_SLOW)
            await send({"type": "http.response.body", "body": b""})
            return
        if not whole:
            return
        loop = asyncio.get_running_loop()
        status, headers, chunks, streaming = await loop.run_in_executor(threads, _ask_django, scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if streaming:
            await _stream(chunks, send)
        else:
            await send({"type": "http.response.body", "body": b"".join(chunks)})
    finally:
        with suppress(OSError):  # what is held back may find no room
            body.close()
        share.end()


async def _read(scope: Scope, receive: Receive, body: IO[bytes], share: Share) -> bool:
    """Take the whole body in, or none of it where it is too large. A GET without a body waits for nothing.

    False where the client went in the middle: half a form is no form, however well its first half reads. Raises
    TimeoutError where it says nothing any more.
    """
    names = {name for name, _ in scope["headers"]}
    if b"content-length" not in names and b"transfer-encoding" not in names:
        return True
    length, more = 0, True
    while more and length <= FORGOTTEN_BYTES:
        async with asyncio.timeout(SILENT_SECONDS):
            message = await receive()
        if message["type"] == "http.disconnect":
            return False
        chunk = message.get("body", b"")
        length += len(chunk)
        if MARK in scope or no_room.MARK in scope:
            pass  # read and forgotten
        elif length <= LARGEST_BODY_BYTES and share.grow_to(length):
            if chunk:
                _keep(scope, body, chunk)
        else:
            scope[MARK] = "yes"
            body.seek(0)
            body.truncate()
            share.end()
        more = message.get("more_body", False)
    _keep(scope, body, b"")
    scope["huitou.length"] = length
    return True


def _client(scope: Scope) -> str:
    """Who sends it, as the limits on clients have it: see `accounts.client`."""
    from huitou.accounts.client import client_address

    request = HttpRequest()
    request.META = _environ(scope, BytesIO())
    return client_address(request)


def _keep(scope: Scope, body: IO[bytes], chunk: bytes) -> None:
    """Write a piece of the body; none is its end. Where there is no room, the request is marked, the body forgotten."""
    if no_room.MARK in scope:
        return
    try:
        body.write(chunk)
        if not chunk:
            body.seek(0)  # writes what was held back
    except OSError as error:
        if not is_full(error):
            raise
        scope[no_room.MARK] = "yes"
        with suppress(OSError):  # it would be written again
            body.close()


def _ask_django(scope: Scope, body: IO[bytes]) -> Answer:
    """Runs in a thread. A response that is no stream is complete when this returns."""
    start: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        start[:] = [
            int(status[:3]),
            [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        ]

    response: Any = django(_environ(scope, body), start_response)
    if getattr(response, "streaming", True):
        return start[0], start[1], response, True
    try:
        return start[0], start[1], list(response), False
    finally:
        response.close()


async def _stream(chunks: Any, send: Send) -> None:
    """Files and exports: the next chunk is made in a thread while nothing waits for the client there."""
    loop = asyncio.get_running_loop()
    iterator: Iterator[bytes] = iter(chunks)
    try:
        while chunk := await loop.run_in_executor(threads, _next_chunk, iterator):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        if hasattr(chunks, "close"):
            await loop.run_in_executor(threads, chunks.close)


def _next_chunk(iterator: Iterator[bytes]) -> bytes:
    return next((chunk for chunk in iterator if chunk), b"")


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": scope["client"][0] if scope.get("client") else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # `X_Forwarded_For` would become the same key as `X-Forwarded-For`: nobody honest sends it.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    if "huitou.length" in scope:
        environ["CONTENT_LENGTH"] = str(scope["huitou.length"])
    environ |= {mark: scope[mark] for mark in (MARK, no_room.MARK) if mark in scope}
    return environ


async def _live_and_die(receive: Receive, send: Send) -> None:
    from huitou.core.live import listener

    await receive()
    end_with_parent()
    # Every view is imported now: a second of work, which the first visitor of this process would wait for.
    resolve("/healthz")
    # A live stream would hold a process that was told to stop for as long as its page is open.
    when_told_to_stop(listener.close)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    threads.shutdown(wait=False, cancel_futures=True)
    await send({"type": "lifespan.shutdown.complete"})
