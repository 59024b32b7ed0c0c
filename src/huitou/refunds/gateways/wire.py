"""The way out to real payment providers: one HTTP call with time limits, its failures told apart as the Protocol asks.

Called by adapters only. It follows no redirect, keeps no cookie, and puts nothing of a request into an error.
"""

from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings

from huitou.core import outgoing
from huitou.refunds.gateways.protocol import AnswerLost, GatewayError, Misconfigured, Retryable

# Well under the five minutes after which a call counts as lost.
LIMITS = httpx.Timeout(connect=10, read=60, write=20, pool=10)
FAILURES: Mapping[str, type[GatewayError]] = {
    outgoing.UNREACHABLE: Retryable,
    outgoing.TOLD_TO_WAIT: Retryable,
    outgoing.UNAUTHORISED: Misconfigured,
    outgoing.NOT_ENCRYPTED: Misconfigured,
}


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
    try:
        return outgoing.call(method, url, headers=headers, content=content, limits=LIMITS)
    except outgoing.CallFailed as failed:
        raise FAILURES.get(failed.reason, AnswerLost)(failed.reason, failed.detail) from failed


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
