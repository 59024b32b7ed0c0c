"""Stripe's signature over a webhook: HMAC-SHA256 of the time and the raw body, several while a secret is changed."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from huitou.core.webhooks import CallRefused

# How old a call may be, or how far ahead of our clock.
TOLERANCE = timedelta(minutes=5)


def sign(secret: str, at: datetime, body: bytes) -> str:
    """The header that Stripe would send."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_mac(secret, seconds, body)}"


def check(header: str, secret: str, body: bytes, now: datetime) -> None:
    """Raise CallRefused unless one of the signatures is right and the call is fresh."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _sign, value in parts if name.strip() == "t"]
    signatures = [value for name, _sign, value in parts if name.strip() == "v1"]
    if len(times) != 1 or not times[0].isdecimal() or len(times[0]) > 12 or not signatures:
        raise CallRefused("signature_missing")
    expected = _mac(secret, int(times[0]), body)
    if not any(hmac.compare_digest(expected.encode(), one.strip().encode()) for one in signatures[:5]):
        raise CallRefused("signature_wrong")
    if abs(now - datetime.fromtimestamp(int(times[0]), UTC)) > TOLERANCE:
        raise CallRefused("too_old")


def _mac(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
