"""A mail server on the loopback that answers as a test wants: it takes mails, or refuses them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ScriptedServer(socketserver.ThreadingTCPServer):
    """`answers` maps a command (`RCPT`, `DATA`, `MAIL`, `AUTH`) to the line it gets instead of consent."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers: dict[str, str] = {}
        self.taken: list[bytes] = []


class _Conversation(socketserver.StreamRequestHandler):
    server: ScriptedServer

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            command = line[:4].decode("ascii").upper()
            if command in self.server.answers:
                self._say(self.server.answers[command])
            elif command == "EHLO":
                self._say("250-test\r\n250 AUTH PLAIN")
            elif command == "DATA":
                self._say("354 go on")
                self._take()
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        if "BODY" in self.server.answers:
            self._say(self.server.answers["BODY"])
            return
        self.server.taken.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode("ascii") + b"\r\n")


@contextmanager
def running() -> Iterator[ScriptedServer]:
    """The server, for as long as the block lasts."""
    with ScriptedServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
