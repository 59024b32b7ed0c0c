"""The key of the installation that seals bundles (Ed25519): derived from its secret, the same on every machine.

A new `HUITOU_SECRET_KEY` is a new key. The public half is published at `/.well-known/huitou-evidence-key.json`.
"""

import hashlib
import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

PURPOSE = b"huitou.evidence.seal.1"


def public_key() -> str:
    """32 bytes in hex."""
    return _key().public_key().public_bytes_raw().hex()


def seal_of(manifest: bytes) -> dict[str, Any]:
    """What seal.json holds for the manifest."""
    return {
        "algorithm": "ed25519",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "public_key": public_key(),
        "signature": _key().sign(manifest).hex(),
    }


def _key() -> Ed25519PrivateKey:
    secret = hmac.new(settings.SECRET_KEY.encode(), PURPOSE, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(secret)
