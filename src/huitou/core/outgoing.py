"""One guarded HTTP call to somebody else's server: time limits, a largest answer, no redirect, no cookie, no proxy.

Called by the wires of payment gateways, carriers and channels, which say what each failure means to them. Nothing of a
request gets into an error or a log.
"""

import logging
import ssl
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
import httpx

from huitou.core.outgoing_addresses import NotPublic, public_addresses

LARGEST_ANSWER = 8 * 1024 * 1024
# The whole call, however its answer drips in: the limits of a read begin anew with each piece.
WHOLE_CALL_SECONDS = 60.0
# It writes every address into the log, and some addresses open what lies behind them.
logging.getLogger("httpx").setLevel(logging.WARNING)

# Nothing reached them.
UNREACHABLE: Final = "unreachable"
TOLD_TO_WAIT: Final = "told_to_wait"
# Our side is set up wrongly.
UNAUTHORISED: Final = "unauthorised"
NOT_ENCRYPTED: Final = "not_encrypted"
NOT_PUBLIC: Final = "not_public"
# It may or may not have been done.
TIME_OUT: Final = "time_out"
SERVER_ERROR: Final = "server_error"
ANSWER_BROKEN: Final = "answer_broken"


class CallFailed(Exception):
    """A call without an answer that can be read. `reason` is one of the above; `detail` is for the operator."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None,
    limits: httpx.Timeout,
    public_only: bool = False,
    encrypted: bool = True,
    whole_seconds: float = WHOLE_CALL_SECONDS,
) -> httpx.Response:
    """The answer, whatever its status below 500, but for 401, 429 and redirects. Raises CallFailed.

    `public_only`: for an address that somebody entered. It is looked up once, and only public addresses are called.
    `encrypted=False`: for what anybody may read, such as the proof that a host leads here before it has a certificate.
    `whole_seconds`: when the call ends, however its answer drips in.
    """
    if encrypted:
        _demand_https(url)
    way = httpx.HTTPTransport(trust_env=False)
    way._pool._network_backend = _Ending(time.monotonic() + whole_seconds, public_only)
    try:
        with (
            httpx.Client(transport=way, timeout=limits, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, headers=dict(headers), content=content) as answer,
        ):
            answer._content = _body_of(answer)  # read with a limit, which httpx does not offer
    except NotPublic as error:
        raise CallFailed(NOT_PUBLIC, "the address leads to a network that is not public") from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise CallFailed(UNREACHABLE, type(error).__name__) from error
    except httpx.TimeoutException as error:
        raise CallFailed(TIME_OUT, type(error).__name__) from error
    except httpx.HTTPError as error:
        raise CallFailed(ANSWER_BROKEN, type(error).__name__) from error
    if answer.status_code == 429:
        raise CallFailed(TOLD_TO_WAIT, "HTTP 429")
    if answer.status_code == 401:
        raise CallFailed(UNAUTHORISED, "HTTP 401")
    if answer.status_code >= 500:
        raise CallFailed(SERVER_ERROR, f"HTTP {answer.status_code}")
    if 300 <= answer.status_code < 400:
        raise CallFailed(ANSWER_BROKEN, f"HTTP {answer.status_code}")
    return answer


def _body_of(answer: httpx.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise CallFailed(ANSWER_BROKEN, "too large")
    return bytes(body)


def _demand_https(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise CallFailed(NOT_ENCRYPTED, "only https, but for this machine itself")


class _Ending(httpcore.NetworkBackend):
    """Connections that all end at one moment, and go to public addresses only, which httpx does not offer."""

    def __init__(self, ends: float, public_only: bool) -> None:
        self._ends, self._real = ends, httpcore.SyncBackend()
        self._public_only = public_only

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        if self._public_only:
            try:
                host = public_addresses(host, port)[0]
            except OSError as error:
                raise httpcore.ConnectError(type(error).__name__) from error
        left = _left(self._ends, timeout)
        return _EndingStream(self._real.connect_tcp(host, port, left, local_address, socket_options), self._ends)


class _EndingStream(httpcore.NetworkStream):
    def __init__(self, real: httpcore.NetworkStream, ends: float) -> None:
        self._real, self._ends = real, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._real.read(max_bytes, _left(self._ends, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._real.write(buffer, _left(self._ends, timeout))

    def close(self) -> None:
        self._real.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._ends, timeout)
        return _EndingStream(self._real.start_tls(ssl_context, server_hostname, left), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._real.get_extra_info(info)


def _left(ends: float, timeout: float | None) -> float:
    """Seconds for one step: its own limit, or what is left of the whole. Raises where nothing is."""
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole call")
    return left if timeout is None else min(left, timeout)
