"""Random credentials and the digests under which they are stored. Used by tokens, buyers' sessions and setup.

A credential has 256 random bits, so a plain SHA-256 of it cannot be reversed; a six-digit code has twenty, so
its digest is keyed with the installation's secret.
"""

import hashlib
import hmac
import secrets

from django.conf import settings

CREDENTIAL_BYTES = 32


def new_credential(prefix: str = "") -> str:
    """256 random bits as URL-safe text behind the prefix."""
    return prefix + secrets.token_urlsafe(CREDENTIAL_BYTES)


def digest_of(credential: str) -> bytes:
    """The 32 bytes under which a credential is stored and found."""
    return hashlib.sha256(credential.encode()).digest()


def keyed_digest(purpose: str, text: str) -> bytes:
    """32 bytes that nobody can compute without the installation's secret key."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256)


def same(left: bytes | memoryview, right: bytes | memoryview) -> bool:
    """Compares two digests in constant time."""
    return hmac.compare_digest(bytes(left), bytes(right))
