"""The key of a refund at its gateway, derived from what the refund is, so that it survives a restore."""

import hashlib
from uuid import UUID


def refund_key(*, shop_id: UUID, cause_id: UUID, sequence: int, payment_id: UUID) -> str:
    """`huitou-` and 48 hex digits of SHA-256 over the four parts: always the same for the same refund."""
    identity = f"{shop_id}/{cause_id}/{sequence}/{payment_id}"
    return "huitou-" + hashlib.sha256(identity.encode()).hexdigest()[:48]
