"""Stripe's own library as we let it work: our way out, no retries and no telemetry of its own, its errors as ours.

The only module that loads the library. Called by `account` and `signature`, which the adapter imports when it needs
them: who does not pay through Stripe does not load it. It must never set `stripe.api_key` or anything else that all
accounts of a process would share.
"""

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from huitou.refunds.gateways import wire
from huitou.refunds.gateways.protocol import AnswerLost, GatewayError, Misconfigured, Permanent, Retryable
from huitou.refunds.gateways.stripe import mapping

# It would print every call and answer; it is read once, while the library is imported.
os.environ.pop("STRIPE_LOG", None)
import stripe

# It would log addresses and, for those who ask for more, whole answers.
logging.getLogger("stripe").setLevel(logging.WARNING)
# What it would tell Stripe of this machine besides. The only setting that it has for a whole process alone.
stripe.enable_telemetry = False

# The version whose objects `mapping` reads; Stripe answers in it whatever the account's or the library's own one is.
VERSION = "2024-06-20"
# What of the library's headers goes out; the others tell of this machine and its environment.
SENT = frozenset({"authorization", "content-type", "idempotency-key", "stripe-version"})


SignatureWrong = stripe.SignatureVerificationError


class NotThere(Permanent):
    """Stripe does not know what was asked for."""


class Way(stripe.HTTPClient):
    """Every call of the library goes out through `gateways.wire`, and fails as calls there do."""

    name = "huitou"

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_usage: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        """The answer below 500, a JSON object. Raises Retryable, Misconfigured, AnswerLost, untouched by the library.

        The answer's headers are kept from it: one of them would be made a warning.
        """
        told = {name: value for name, value in (headers or {}).items() if name.lower() in SENT}
        told["User-Agent"] = "huitou"
        content = post_data.encode() if isinstance(post_data, str) else post_data
        if "boundary=" in told.get("Content-Type", ""):
            told["Content-Type"], content = _alike(told["Content-Type"], content)
        answer = wire.send(method.upper(), url, headers=told, content=content)
        wire.json_of(answer)
        return answer.text, answer.status_code, {}


def _alike(kind: str, content: bytes) -> tuple[str, bytes]:
    """The same form for the same file, as an idempotency key asks for: the library draws its boundary by lot.

    What stands in its place follows from the content, so it does not occur in it.
    """
    drawn = kind.partition("boundary=")[2]
    given = hashlib.sha256(content.replace(drawn.encode(), b"")).hexdigest()
    return kind.replace(drawn, given), content.replace(drawn.encode(), given.encode())


def client_of(secret: str, *, api: str, files: str) -> stripe.StripeClient:
    """The library's client for one account. It opens nothing and costs microseconds: one for each use."""
    return stripe.StripeClient(
        secret,
        http_client=Way(),
        stripe_version=VERSION,
        base_addresses={"api": api, "files": files},
        max_network_retries=0,  # the refund machine decides whether and when a call is made again
    )


@contextmanager
def understood(*, changes: bool) -> Iterator[None]:
    """What the library raises within, as ours. `changes`: whether an answer that was lost leaves anything open.

    Raises Retryable, Permanent, Misconfigured, and AnswerLost for what changes something. The library's errors hold
    whole answers, with what they say of people: none becomes the cause of ours.
    """
    try:
        with _ours():
            yield
    except AnswerLost as lost:
        if changes:
            raise
        raise Retryable(lost.failure_code, lost.detail) from lost


@contextmanager
def _ours() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        raise meaning(error) from None
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # An answer of another form than the library walks through.
        raise AnswerLost("answer_broken", type(error).__name__) from None


def meaning(error: stripe.StripeError) -> GatewayError:
    """Our error for one of the library's, by its class, then by what Stripe says in it."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    told = body.get("error")
    said = told if isinstance(told, dict) else {}
    code, kind = str(said.get("code") or ""), str(said.get("type") or "")
    if error.http_status is None or error.http_status < 400:
        return AnswerLost("answer_broken", type(error).__name__)
    if error.http_status == 409 or code == "idempotency_key_in_use":
        return AnswerLost("under_way", "the same call is under way there")
    if isinstance(error, stripe.IdempotencyError):
        return Permanent("key_reused", "the idempotency key was used for another refund")
    if isinstance(error, stripe.RateLimitError):
        return Retryable("told_to_wait", code or kind)
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError) or kind == "authentication_error":
        return Misconfigured("unauthorised", code or kind)
    missing = error.http_status == 404 or code == "resource_missing"
    return (NotThere if missing else Permanent)(mapping.FAILURES.get(code, code or "refused")[:60], code or kind)
