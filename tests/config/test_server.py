"""The real server on one port: pages from threads, headers, request ids, bodies, and the live stream's door."""

import json
import urllib.error
import urllib.request

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


def test_what_a_proxy_shows_to_whoever_sends_too_much_is_a_page_of_ours(server):
    status, headers, body = ask(f"{server.url}/too-large/", **{"Accept-Language": "zh-TW"})
    assert (status, headers["Content-Language"]) == (413, "zh-hant")
    assert "一次傳送的內容太大" in body.decode()
    status, headers, body = ask(f"{server.url}/api/too-large/")
    assert (status, headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(body)["code"] == "body_too_large"
