"""One guarded HTTP call to somebody else's server: time limits, a largest answer, no redirect, no cookie, no proxy.

Called by the wires of payment gateways and of carriers, which say what each failure means to them. Nothing of a
request gets into an error or a log.
"""

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

LARGEST_ANSWER = 8 * 1024 * 1024
# It writes every address into the log, and some addresses open what lies behind them.
logging.getLogger("httpx").setLevel(logging.WARNING)

# Nothing reached them.
UNREACHABLE: Final = "unreachable"
TOLD_TO_WAIT: Final = "told_to_wait"
# Our side is set up wrongly.
UNAUTHORISED: Final = "unauthorised"
NOT_ENCRYPTED: Final = "not_encrypted"
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
    method: str, url: str, *, headers: Mapping[str, str], content: bytes | None, limits: httpx.Timeout
) -> httpx.Response:
    """The answer, whatever its status below 500, but for 401, 429 and redirects. Raises CallFailed."""
    _demand_https(url)
    try:
        with (
            httpx.Client(timeout=limits, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, headers=dict(headers), content=content) as answer,
        ):
            answer._content = _body_of(answer)  # read with a limit, which httpx does not offer
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
