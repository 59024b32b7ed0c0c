"""The way out to those who tell of parcels: one guarded question, its failures told apart as the Protocol asks.

Called by adapters only. Asking changes nothing over there, so whatever leaves an answer open is simply asked again.
"""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings

from huitou.core import outgoing
from huitou.parcels.carriers.protocol import Misconfigured, Retryable, SourceError

LIMITS = httpx.Timeout(connect=10, read=30, write=20, pool=10)
FAILURES: Mapping[str, type[SourceError]] = {
    outgoing.UNAUTHORISED: Misconfigured,
    outgoing.NOT_ENCRYPTED: Misconfigured,
}


def address_of(code: str, default: str) -> str:
    """Where the source answers: its own address unless the installation names another one."""
    return str(settings.HUITOU_CARRIER_ADDRESSES.get(code, default)).rstrip("/")


def ask(method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None) -> httpx.Response:
    """The answer below 500, whatever its status. Raises Retryable, Misconfigured."""
    try:
        return outgoing.call(method, url, headers=headers, content=content, limits=LIMITS)
    except outgoing.CallFailed as failed:
        raise FAILURES.get(failed.reason, Retryable)(failed.reason, failed.detail) from failed


def ask_json(method: str, url: str, *, headers: Mapping[str, str], body: Any = None) -> tuple[int, dict[str, Any]]:
    """Status and the JSON object of the answer. Raises Retryable (also for a page of HTML), Misconfigured."""
    content = None if body is None else json.dumps(body).encode()
    answer = ask(method, url, headers={"Content-Type": "application/json", **headers}, content=content)
    return answer.status_code, object_of(answer)


def object_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of the answer. Raises Retryable where it is none."""
    try:
        told = answer.json()
    except ValueError as error:
        raise Retryable(outgoing.ANSWER_BROKEN, "no JSON") from error
    if not isinstance(told, dict):
        raise Retryable(outgoing.ANSWER_BROKEN, "no object")
    return told
