"""What the fake providers share: a threaded server on loopback, a list of what was asked, and planned faults."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """A call as the provider got it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Told:
    """The provider's answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Provider:
    """One provider. `faults`: taken from the front, one per call that changes something: `error` (500, nothing done),
    `drop` (done, then the connection breaks), `slow` (done, answered too late), `garbage` (done, nonsense answered),
    `wait` (429, nothing done)."""

    now: Callable[[], datetime]
    faults: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)

    def answer(self, asked: Asked) -> Told:
        raise NotImplementedError

    def changes(self, asked: Asked) -> bool:
        return asked.method == "POST"

    def handle(self, asked: Asked) -> Told | None:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults and self.changes(asked) else ""
            if fault == "error":
                return Told(500, b"{}")
            if fault == "wait":
                return Told(429, b"{}")
            told = self.answer(asked)
        if fault == "drop":
            return None
        if fault == "slow":
            self.late.wait(20)
            return None
        return Told(200, b"<html>") if fault == "garbage" else told

    late: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(provider: Provider) -> Iterator[str]:
    """The provider's address while it answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length),
            )  # fmt: skip
            told = provider.handle(asked)
            if told is None:
                self.close_connection = True
                return
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = _do  # noqa: N815  (names of the standard library)
        do_POST = _do  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        provider.late.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
