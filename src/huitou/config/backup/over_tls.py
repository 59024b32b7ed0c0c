"""A way to a database that asks for TLS, for PostgreSQL's programs of the package, which are built without it.

Used by `database`. They speak plainly to a socket in a folder of this account alone; from there this process speaks TLS
with the server, as strictly as the address says. It reads the server's first word and nothing else of what passes.
"""

import asyncio
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

# What a client sends first to ask for TLS, and the name that clients look for in a socket folder.
ASKS_FOR_TLS = struct.pack("!ii", 8, 80877103)
SIGN_IN_BY_SASL = struct.pack("!i", 10)
BOUND_TO_TLS = b"-PLUS"
PORT = "5432"
RELAYED_BYTES = 64 * 1024
PATIENCE_SECONDS = 15
STRICT = ("require", "verify-ca", "verify-full")
SYSTEMS_OWN = "system"
T = TypeVar("T")


def is_needed(host: str, options: Mapping[str, str]) -> bool:
    """Whether the server is reached over a network, unless the address says that TLS is not wanted."""
    return bool(host) and not host.startswith(("/", "@")) and "," not in host and options.get("sslmode") != "disable"


@contextmanager
def opened(host: str, port: int, options: Mapping[str, str]) -> Iterator[Path]:
    """The folder of a socket (port `PORT`) that leads to the server for the time of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="over-tls", daemon=True)

    async def let_in(program: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            await _lead(program, to_program, host, port, options)

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(2 * PATIENCE_SECONDS)

    with tempfile.TemporaryDirectory(prefix="huitou-tls-") as name:
        thread.start()
        try:
            door = run(asyncio.start_unix_server(let_in, f"{name}/.s.PGSQL.{PORT}"))
            try:
                yield Path(name)
            finally:
                run(_end(door))
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


async def _end(door: asyncio.Server) -> None:
    """Let nobody in any more, and end whoever still talks."""
    door.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _lead(
    program: asyncio.StreamReader, to_program: asyncio.StreamWriter, host: str, port: int, options: Mapping[str, str]
) -> None:
    try:
        server, to_server = await connected(host, port, options)
    except asyncio.CancelledError:
        to_program.close()
        raise
    except OSError as error:
        # As the server would say it, so that the program tells it on.
        fields = f"SFATAL\0C08006\0M{host}: {error}\0\0".encode()
        await program.read(RELAYED_BYTES)
        to_program.write(b"E" + struct.pack("!i", len(fields) + 4) + fields)
        to_program.close()
        return
    await asyncio.gather(_relay(program, to_server), _answer(server, to_program))


async def connected(
    host: str, port: int, options: Mapping[str, str]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which PostgreSQL's own talk can begin. Raises OSError (also for a wrong certificate)."""
    mode = options.get("sslmode", "prefer")
    plain = await asyncio.to_thread(socket.create_connection, (host, port), PATIENCE_SECONDS)
    try:
        plain.sendall(ASKS_FOR_TLS)
        answer = await asyncio.to_thread(plain.recv, 1)
        if answer == b"S":
            return await asyncio.open_connection(sock=plain, ssl=_context(mode, options), server_hostname=host)
        if answer != b"N" or mode in STRICT:
            raise ConnectionError("the server does not speak TLS")
        return await asyncio.open_connection(sock=plain)
    except BaseException:
        plain.close()
        raise


def _context(mode: str, options: Mapping[str, str]) -> ssl.SSLContext:
    """As libpq reads the address: `require` checks the certificate only where it is told by what."""
    root = options.get("sslrootcert", "")
    context = ssl.create_default_context(cafile=None if root in ("", SYSTEMS_OWN) else root)
    if root == SYSTEMS_OWN:
        mode = "verify-full"
    context.check_hostname = mode == "verify-full"
    if not root and mode not in ("verify-ca", "verify-full"):
        context.verify_mode = ssl.CERT_NONE
    if options.get("sslcert"):
        context.load_cert_chain(options["sslcert"], options.get("sslkey"), options.get("sslpassword"))
    return context


async def _answer(server: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
    """The server's words. Ways to sign in that are bound to TLS are not offered to a program that sees none of it."""
    with suppress(OSError, asyncio.IncompleteReadError):
        kind, length = struct.unpack("!ci", await server.readexactly(5))
        said = await server.readexactly(length - 4)
        if kind == b"R" and said[:4] == SIGN_IN_BY_SASL:
            offered = [name for name in said[4:].split(b"\0") if name and not name.endswith(BOUND_TO_TLS)]
            said = SIGN_IN_BY_SASL + b"".join(name + b"\0" for name in offered) + b"\0"
        to_program.write(struct.pack("!ci", kind, len(said) + 4) + said)
    await _relay(server, to_program)


async def _relay(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(RELAYED_BYTES):
            target.write(piece)
            await target.drain()
    except OSError:
        pass  # one side hung up: the other one is told below
    finally:
        target.close()
