"""Stripe's signature over a webhook, checked by its own library; how old a call may be is ours to say.

Called by the adapter only, and imported by it when a call has come in: it loads the library (`calling`).
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from huitou.core.webhooks import Called, CallRefused
from huitou.refunds.gateways.stripe.calling import SignatureWrong

if TYPE_CHECKING:
    from stripe import StripeClient

# How old a call may be, or how far ahead of our clock.
TOLERANCE = timedelta(minutes=5)


def event_of(client: "StripeClient", called: Called, secret: str) -> dict[str, Any]:
    """The event, signed with the secret (one of several signatures, while it is changed) and fresh.

    Raises CallRefused.
    """
    header = called.headers.get("stripe-signature", "")
    signed_at = _signed_at(header)
    try:
        # No tolerance of its own: it would go by the machine's clock, and let in what is ahead of it.
        event = client.construct_event(called.body, header, secret, tolerance=0).to_dict()
    except SignatureWrong:
        # Not as the cause: the error holds the body.
        raise CallRefused("signature_wrong") from None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise CallRefused("body_broken") from error
    if abs(called.at - signed_at) > TOLERANCE:
        raise CallRefused("too_old")
    return event


def _signed_at(header: str) -> datetime:
    """The one time in the header. Raises CallRefused without one, with two, and where nothing is signed."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _sign, value in parts if name == "t"]
    if len(times) != 1 or not header.isascii() or not times[0].isdecimal() or len(times[0]) > 10:
        raise CallRefused("signature_missing")
    if not any(name == "v1" for name, _sign, _value in parts):
        raise CallRefused("signature_missing")
    return datetime.fromtimestamp(int(times[0]), UTC)
