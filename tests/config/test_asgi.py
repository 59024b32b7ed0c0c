"""The bridge from ASGI to Django's WSGI handler: bodies in, headers through, answers out, streams chunk by chunk."""

import asyncio
from collections.abc import Callable, Iterable

import pytest
from django.core.handlers.wsgi import WSGIRequest

from huitou.config import asgi, too_large
from huitou.config.bodies import Bodies
from tests.apart import finished


class Answer(list):
    """A WSGI response that is no stream, as Django's are."""

    streaming = False
    closed = False

    def close(self):
        self.closed = True


class Stream(Answer):
    streaming = True


@pytest.fixture
def ask(monkeypatch) -> Callable[..., list[dict]]:
    """Send one request through the bridge to a Django of the test; returns the ASGI messages."""

    def ask(handler, *, body: Iterable[bytes] = (), headers=(), path="/", cut=False, client="127.0.0.1"):
        monkeypatch.setattr(asgi, "django", handler)
        pieces = list(body)
        incoming = [
            {"type": "http.request", "body": piece, "more_body": cut or number < len(pieces)}
            for number, piece in enumerate(pieces, start=1)
        ]
        if cut:
            incoming.append({"type": "http.disconnect"})
        sent: list[dict] = []

        async def receive():
            return incoming.pop(0)

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"a=1",
            "http_version": "1.1",
            "scheme": "http",
            "client": (client, 5),
            "server": ("127.0.0.1", 8000),
            "headers": list(headers),
        }
        finished(asgi.application(scope, receive, send))
        return sent

    return ask


def echo(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Answer([environ["wsgi.input"].read(), b"|", environ.get("CONTENT_LENGTH", "none").encode()])


def test_a_body_in_chunks_arrives_whole_and_with_its_true_length(ask):
    sent = ask(echo, body=[b"ab", b"", b"cde"], headers=[(b"transfer-encoding", b"chunked")])
    assert sent == [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]},
        {"type": "http.response.body", "body": b"abcde|5"},
    ]


def test_a_large_body_goes_through_a_file_and_arrives_whole(ask):
    piece = b"x" * 300_000
    sent = ask(echo, body=[piece, piece, piece], headers=[(b"content-length", b"900000")])
    assert sent[1]["body"] == piece * 3 + b"|900000"


def test_a_body_above_the_limit_is_read_to_its_end_and_django_only_says_so(ask, monkeypatch):
    monkeypatch.setattr(asgi, "LARGEST_BODY_BYTES", 4)

    def told(environ, start_response):
        start_response("413 Too Large", [])
        return Answer(
            [environ["wsgi.input"].read(), environ[too_large.MARK].encode(), environ["CONTENT_LENGTH"].encode()]
        )

    sent = ask(told, body=[b"abc", b"de", b"f"], headers=[(b"content-length", b"6")])
    assert [sent[0]["status"], sent[1]["body"]] == [413, b"yes6"]


def test_a_body_without_end_is_not_read_for_ever(ask, monkeypatch):
    monkeypatch.setattr(asgi, "LARGEST_BODY_BYTES", 2)
    monkeypatch.setattr(asgi, "FORGOTTEN_BYTES", 4)
    sent = ask(echo, body=[b"abc", b"de", b"never asked for"], headers=[(b"transfer-encoding", b"chunked")])
    assert sent[1]["body"] == b"|5"


def test_half_a_body_is_none_and_django_is_not_asked(ask):
    def never(environ, start_response):
        raise AssertionError("Django was asked")

    assert ask(never, body=[b"amount=10"], cut=True, headers=[(b"content-length", b"11")]) == []


def sends(scope_client, ask, size):
    """What Django hears of a body of `size` bytes in chunks."""

    def heard(environ, start_response):
        start_response("200 OK", [])
        return Answer([b"%d %s" % (len(environ["wsgi.input"].read()), environ.get(too_large.MARK, "no").encode())])

    pieces = [b"x" * 50_000] * (size // 50_000)
    return ask(heard, body=pieces, headers=[(b"transfer-encoding", b"chunked")], client=scope_client)[1]["body"]


def test_uploads_of_one_client_and_of_all_together_have_a_bound(ask, monkeypatch):
    """Before anybody is known to be somebody: what does not fit is not kept, and what is over frees its place."""
    bodies = Bodies(of_client=500_000, whole=600_000)
    monkeypatch.setattr(asgi, "bodies", bodies)
    assert bodies.take("10.0.0.1", 400_000)  # it is still sending
    assert sends("10.0.0.1", ask, 100_000) == b"100000 no"
    assert sends("10.0.0.1", ask, 150_000) == b"0 yes"
    assert sends("10.0.0.2", ask, 200_000) == b"200000 no"
    assert sends("10.0.0.2", ask, 250_000) == b"0 yes"
    assert sends("10.0.0.1", ask, 50_000) == b"50000 no"
    assert bodies.held == {"10.0.0.1": 400_000}
    bodies.give_back("10.0.0.1", 400_000)
    assert not bodies.held


def test_behind_a_proxy_each_of_its_clients_has_a_bound_of_its_own(ask, monkeypatch, settings):
    settings.HUITOU_TRUSTED_PROXIES = 1
    scope = {"method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "client": ("127.0.0.1", 5)}
    headers = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9")]
    assert asgi._client({**scope, "headers": headers}) == "203.0.113.9"


@pytest.mark.parametrize("limit", ["SILENT_SECONDS", "BODY_SECONDS"])
def test_who_stops_in_the_middle_of_a_body_is_not_waited_for(monkeypatch, limit):
    monkeypatch.setattr(asgi, limit, 0)
    sent: list[dict] = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    finished(asgi.application({"type": "http", "path": "/", "headers": [(b"content-length", b"9")]}, receive, send))
    assert sent[0]["status"] == 408


def test_a_request_without_body_waits_for_nothing(ask):
    assert ask(echo)[1]["body"] == b"|none"


def test_headers_reach_django_under_their_names_and_forged_ones_do_not(ask):
    def tell(environ, start_response):
        start_response("200 OK", [])
        names = ("HTTP_X_FORWARDED_FOR", "HTTP_COOKIE", "CONTENT_TYPE", "QUERY_STRING", "REMOTE_ADDR", "PATH_INFO")
        return Answer([repr([environ.get(name) for name in names]).encode()])

    headers = [
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"content-type", b"text/plain"),
    ]
    told = ask(tell, headers=headers, path="/s/陶/")[1]["body"].decode()
    assert told == repr([None, "a=1; b=2", "text/plain", "a=1", "127.0.0.1", "/s/陶/".encode().decode("latin-1")])


def test_a_stream_is_sent_chunk_by_chunk_and_closed(ask):
    stream = Stream([b"one", b"", b"two"])

    def export(environ, start_response):
        start_response("200 OK", [])
        return stream

    sent = ask(export)
    assert [message.get("body") for message in sent] == [None, b"one", b"two", b""]
    assert [message.get("more_body") for message in sent] == [None, True, True, None]
    assert stream.closed


def test_the_answer_is_closed_before_it_is_sent(ask):
    answer = Answer([b"x"])

    def page(environ, start_response):
        start_response("200 OK", [])
        return answer

    ask(page)
    assert answer.closed


def test_a_body_for_which_there_is_no_room_is_read_to_its_end_and_django_only_says_so(ask, monkeypatch):
    # Whatever is written there finds no room, at the latest when it is written out.
    monkeypatch.setattr(asgi, "SpooledTemporaryFile", lambda _size: open("/dev/full", "w+b"))  # noqa: SIM115

    def told(environ, start_response):
        answer = too_large.TooLarge(None)(WSGIRequest(environ))
        start_response(f"{answer.status_code} x", [])
        return Answer([answer.content])

    for pieces in ([b"abc"], [b"x" * 300_000, b"yz"]):
        sent = ask(told, body=pieces, headers=[(b"transfer-encoding", b"chunked")])
        assert sent[0]["status"] == 507
        assert b"disk is full" in sent[1]["body"]
