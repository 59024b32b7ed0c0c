"""The way out to real payment providers: one HTTP call with time limits, its failures told apart as the Protocol asks.

Called by adapters only. It follows no redirect, keeps no cookie, and puts nothing of a request into an error.
"""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Retryable

# Well under the five minutes after which a call counts as lost.
LIMITS = httpx.Timeout(connect=10, read=60, write=20, pool=10)
LARGEST_ANSWER = 8 * 1024 * 1024
# It writes every address into the log, and those of bills open them.
logging.getLogger("httpx").setLevel(logging.WARNING)


def address_of(code: str, default: str) -> str:
    """Where the provider answers: its own address unless the installation names another one (a test account's)."""
    return str(settings.HUITOU_GATEWAY_ADDRESSES.get(code, default)).rstrip("/")


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
) -> httpx.Response:
    """Make the call and return the answer below 500, whatever its status.

    Raises Retryable (nothing reached them), Misconfigured (401), AnswerLost (anything that leaves it open).
    """
    _demand_https(url)
    try:
        with (
            httpx.Client(timeout=LIMITS, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, headers=dict(headers), content=content) as answer,
        ):
            answer._content = _body_of(answer)  # read with a limit, which httpx does not offer
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Retryable("unreachable", type(error).__name__) from error
    except httpx.TimeoutException as error:
        raise AnswerLost("time_out", type(error).__name__) from error
    except httpx.HTTPError as error:
        raise AnswerLost("answer_broken", type(error).__name__) from error
    if answer.status_code == 429:
        raise Retryable("told_to_wait", "HTTP 429")
    if answer.status_code == 401:
        raise Misconfigured("unauthorised", "HTTP 401")
    if answer.status_code >= 500:
        raise AnswerLost("server_error", f"HTTP {answer.status_code}")
    if 300 <= answer.status_code < 400:
        raise AnswerLost("answer_broken", f"HTTP {answer.status_code}")
    return answer


def ask(method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None) -> httpx.Response:
    """A call that changes nothing over there: what leaves an answer open is simply asked again.

    Raises Retryable, Misconfigured.
    """
    try:
        return send(method, url, headers=headers, content=content)
    except AnswerLost as lost:
        raise Retryable(lost.failure_code, lost.detail) from lost


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of the answer. Raises AnswerLost where it is none."""
    try:
        told = answer.json()
    except ValueError as error:
        raise AnswerLost("answer_broken", "no JSON") from error
    if not isinstance(told, dict):
        raise AnswerLost("answer_broken", "no object")
    return told


def _body_of(answer: httpx.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise AnswerLost("answer_broken", "too large")
    return bytes(body)


def _demand_https(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Misconfigured("not_encrypted", "only https, but for this machine itself")
