"""The way of PostgreSQL's programs to a server that asks for TLS, against a server of the test's own."""

import socket
import ssl
import struct
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from huitou.config.backup import over_tls
from tests.apart import finished

OFFER = struct.pack("!i", 10) + b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A server's key and certificate for 127.0.0.1, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "db")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def server(certificate=None):
    """Says what PostgreSQL says first, then gives back whatever comes; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer():
            plain, _ = door.accept()
            assert plain.recv(8) == over_tls.ASKS_FOR_TLS
            if certificate is None:
                plain.sendall(b"N")
            else:
                plain.sendall(b"S")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                try:
                    plain = context.wrap_socket(plain, server_side=True)
                except OSError:
                    return
            with plain:
                hello = plain.recv(100)
                plain.sendall(b"R" + struct.pack("!i", len(OFFER) + 4) + OFFER + hello)

        threading.Thread(target=answer, daemon=True).start()
        yield door.getsockname()[1]


def said_to_a_program(port, **options):
    with over_tls.opened("127.0.0.1", port, options) as folder, socket.socket(socket.AF_UNIX) as program:
        program.settimeout(20)
        program.connect(f"{folder}/.s.PGSQL.5432")
        program.sendall(b"startup")
        said = b""
        while piece := program.recv(1000):
            said += piece
        return said


@pytest.mark.parametrize("mode", ["prefer", "require", "verify-ca", "verify-full"])
def test_the_program_talks_over_tls_and_is_offered_no_sign_in_that_is_bound_to_it(certificate, mode):
    known = {} if mode in ("prefer", "require") else {"sslrootcert": str(certificate)}
    with server(certificate) as port:
        said = said_to_a_program(port, sslmode=mode, **known)
    kept = struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0"
    assert said == b"R" + struct.pack("!i", len(kept) + 4) + kept + b"startup"


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_a_certificate_that_nobody_knows_is_refused_in_words_of_the_protocol(certificate, mode):
    with server(certificate) as port:
        said = said_to_a_program(port, sslmode=mode)
    assert said.startswith(b"E")
    assert b"certificate verify failed" in said


def test_a_certificate_of_another_host_is_refused_where_the_name_counts(certificate):
    with server(certificate) as port, pytest.raises(ssl.SSLCertVerificationError):
        finished(over_tls.connected("localhost", port, {"sslmode": "verify-full", "sslrootcert": str(certificate)}))


def test_a_server_without_tls_is_talked_to_plainly_only_where_the_address_allows_it():
    with server() as port:
        assert said_to_a_program(port, sslmode="prefer").endswith(b"startup")
    with server() as port:
        assert b"does not speak TLS" in said_to_a_program(port, sslmode="require")


def test_what_lies_on_this_machine_needs_no_such_way():
    assert not over_tls.is_needed("/run/postgresql", {})
    assert not over_tls.is_needed("", {"sslmode": "require"})
    assert not over_tls.is_needed("db.example.com", {"sslmode": "disable"})
    assert over_tls.is_needed("db.example.com", {})
