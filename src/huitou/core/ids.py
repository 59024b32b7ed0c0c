"""Keys and public references. A reference is for people to read out; it is never a credential."""

import secrets
from uuid import UUID

import uuid_utils

# Crockford's alphabet without vowels and look-alikes: nothing offensive, nothing mistaken on the phone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by time of creation, so indexes stay compact."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def new_ref(prefix: str) -> str:
    """A public reference such as `R-7F3K-Q2MX`: the prefix and eight random letters (about 38 bits)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
