"""Erasable rows beside immutable events: what an event may say of a person, and how a row is emptied."""

import hashlib
from datetime import datetime

from huitou.core.models import Personal


def salted_digest(row: Personal, text: str) -> str:
    """What an event holds instead of the text: SHA-256 over the row's salt and the text, in hex."""
    return hashlib.sha256(bytes(row.salt) + text.encode()).hexdigest()


def erase(row: Personal, at: datetime, *fields: str) -> None:
    """Empty the fields and the salt for good: the digests in events can no longer be tied to anything."""
    for name in fields:
        field = row._meta.get_field(name)
        setattr(row, name, None if getattr(field, "null", False) else "")
    row.salt = b""
    row.erased_at = at
    row.save(update_fields=[*fields, "salt", "erased_at"])
