"""A name server on loopback for tests: says what it is told to say, also what no honest one says."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

ANY_CLASS = "IN"


class Names:
    """`records[name, kind]`: texts of records; `classes`: of other classes; `silent`, `broken`: names."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.classes: dict[str, str] = {}
        self.silent: set[str] = set()
        self.broken: set[str] = set()

    def answer(self, wire: bytes, *, tcp: bool) -> bytes | None:
        asked = dns.message.from_wire(wire)
        question = asked.question[0]
        name = str(question.name).rstrip(".").lower()
        if name in self.silent:
            return None
        response = dns.message.make_response(asked)
        kind = dns.rdatatype.to_text(question.rdtype)
        if name in self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
            return response.to_wire()
        self._add(response, name, kind)
        if not response.answer and not any(known == name for known, _kind in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        whole = response.to_wire(max_size=65535)
        if len(whole) > 1200 and not tcp:
            short = dns.message.make_response(asked)
            short.flags |= dns.flags.TC
            return short.to_wire()
        return whole

    def _add(self, response: dns.message.Message, name: str, kind: str) -> None:
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            for asked in (kind, "CNAME"):
                if found := self.records.get((name, asked)):
                    klass = self.classes.get(name, ANY_CLASS)
                    response.answer.append(dns.rrset.from_text(f"{name}.", 60, klass, asked, *found))
                    if asked == kind:
                        return
                    name = found[0].rstrip(".")


@contextmanager
def serving(names: Names) -> Iterator[str]:
    """`127.0.0.1#port`, over UDP and TCP."""

    class Datagrams(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            said = names.answer(self.request[0], tcp=False)
            if said is not None:
                self.request[1].sendto(said, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.rfile.read(2))
            said = names.answer(self.rfile.read(length), tcp=True)
            if said is not None:
                self.wfile.write(struct.pack("!H", len(said)) + said)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (
        socketserver.ThreadingUDPServer(("127.0.0.1", port), Datagrams) as udp,
        socketserver.ThreadingTCPServer(("127.0.0.1", port), Stream) as tcp,
    ):
        for server in (udp, tcp):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"127.0.0.1#{port}"
        finally:
            udp.shutdown()
            tcp.shutdown()
