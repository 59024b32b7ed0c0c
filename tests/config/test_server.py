"""The real server on one port: pages from threads, headers, request ids, bodies, and the live stream's door."""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.usefixtures("server")


def ask(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def test_the_health_page_answers(server):
    status, headers, body = ask(f"{server.url}/healthz")
    assert (status, body) == (200, b"ok\n")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_the_bare_address_leads_to_the_log_in(server):
    status, _, body = ask(server.url)
    assert status == 200
    assert b'name="password"' in body


def test_every_page_forbids_what_it_does_not_bring_itself(server):
    _, headers, _ = ask(f"{server.url}/staff/login/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_request_id_is_kept_when_it_is_harmless_and_replaced_otherwise(server):
    _, kept, _ = ask(f"{server.url}/healthz", **{"X-Request-Id": "abcdef-123456"})
    _, replaced, _ = ask(f"{server.url}/healthz", **{"X-Request-Id": "<script>"})
    assert kept["X-Request-Id"] == "abcdef-123456"
    assert len(replaced["X-Request-Id"]) == 36


def test_a_foreign_host_name_is_refused(server):
    status, _, _ = ask(f"{server.url}/staff/login/", Host="evil.example")
    assert status == 400


def test_the_live_stream_needs_a_signed_token(server):
    status, _, _ = ask(f"{server.url}/live/?token=forged")
    assert status == 403


def test_a_body_beyond_the_limit_is_refused_before_django_sees_it(server):
    host = urlsplit(server.url)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=30)
    piece = b"x" * (1024 * 1024)
    try:
        connection.request("POST", "/staff/login/", body=iter([piece] * 80), headers={"Host": host.netloc})
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # the server hung up while we were still talking
    finally:
        connection.close()
    assert status == 413
