"""A way to a database that asks for TLS, for PostgreSQL's programs of the package, which are built without it.

Used by `database`. They speak plainly to a socket in a folder of this account alone; from there this process speaks TLS
with the server, as strictly as the address says. It reads the server's first word and nothing else of what passes.
"""

import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

# What a client sends first to ask for TLS, and the name that clients look for in a socket folder.
ASKS_FOR_TLS = struct.pack("!ii", 8, 80877103)
SIGN_IN_BY_SASL = struct.pack("!i", 10)
BOUND_TO_TLS = b"-PLUS"
PORT = "5432"
RELAYED_BYTES = 64 * 1024
PATIENCE_SECONDS = 15
STRICT = ("require", "verify-ca", "verify-full")
SYSTEMS_OWN = "system"


def is_needed(host: str, options: Mapping[str, str]) -> bool:
    """Whether the server is reached over a network, unless the address says that TLS is not wanted."""
    return bool(host) and not host.startswith(("/", "@")) and "," not in host and options.get("sslmode") != "disable"


@contextmanager
def opened(host: str, port: int, options: Mapping[str, str]) -> Iterator[Path]:
    """The folder of a socket (port `PORT`) that leads to the server for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="huitou-tls-") as name, socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{name}/.s.PGSQL.{PORT}")
        door.listen()
        threading.Thread(target=_let_in, args=(door, host, port, dict(options)), daemon=True).start()
        yield Path(name)
        # Wakes the thread that waits for the next one.
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)


def _let_in(door: socket.socket, host: str, port: int, options: Mapping[str, str]) -> None:
    while True:
        try:
            program, _ = door.accept()
        except OSError:
            return
        threading.Thread(target=_lead, args=(program, host, port, options), daemon=True).start()


def _lead(program: socket.socket, host: str, port: int, options: Mapping[str, str]) -> None:
    with program:
        try:
            server = connected(host, port, options)
        except OSError as error:
            # As the server would say it, so that the program tells it on.
            fields = f"SFATAL\0C08006\0M{host}: {error}\0\0".encode()
            with suppress(OSError):
                program.recv(RELAYED_BYTES)
                program.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)
            return
        with server:
            back = threading.Thread(target=_answer, args=(server, program), daemon=True)
            back.start()
            _relay(program, server)
            back.join(PATIENCE_SECONDS)


def connected(host: str, port: int, options: Mapping[str, str]) -> socket.socket:
    """A connection on which PostgreSQL's own talk can begin. Raises OSError (also for a wrong certificate)."""
    mode = options.get("sslmode", "prefer")
    plain = socket.create_connection((host, port), PATIENCE_SECONDS)
    try:
        plain.sendall(ASKS_FOR_TLS)
        answer = plain.recv(1)
        if answer == b"S":
            secure = _context(mode, options).wrap_socket(plain, server_hostname=host)
            secure.settimeout(None)
            return secure
        if answer != b"N" or mode in STRICT:
            raise ConnectionError("the server does not speak TLS")
        plain.settimeout(None)
        return plain
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


def _answer(server: socket.socket, program: socket.socket) -> None:
    """The server's words. Ways to sign in that are bound to TLS are not offered to a program that sees none of it."""
    with suppress(OSError):
        kind, length = struct.unpack("!ci", _exactly(server, 5))
        said = _exactly(server, length - 4)
        if kind == b"R" and said[:4] == SIGN_IN_BY_SASL:
            offered = [name for name in said[4:].split(b"\0") if name and not name.endswith(BOUND_TO_TLS)]
            said = SIGN_IN_BY_SASL + b"".join(name + b"\0" for name in offered) + b"\0"
        program.sendall(struct.pack("!ci", kind, len(said) + 4) + said)
    _relay(server, program)


def _exactly(source: socket.socket, count: int) -> bytes:
    """So many bytes. Raises ConnectionError where fewer come."""
    read = b""
    while len(read) < count:
        if not (piece := source.recv(count - len(read))):
            raise ConnectionError("the server hung up")
        read += piece
    return read


def _relay(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(RELAYED_BYTES):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
