"""The seal: the fingerprint of the list of contents, signed with the key of the installation (Ed25519, RFC 8032)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from huitou.cases.bundle.verify.report import Finding


def check_seal(manifest: bytes, seal: Any, known_key: str) -> Iterator[tuple[bool, Finding]]:
    """(wrong, finding): whether the manifest is the sealed one, and by whose key."""
    if not isinstance(seal, Mapping):
        yield True, Finding("file_missing", {"path": "seal.json"})
        return
    if seal.get("manifest_sha256") != hashlib.sha256(manifest).hexdigest():
        yield True, Finding("manifest_wrong")
        return
    key = str(seal.get("public_key", ""))
    if known_key and key.lower() != known_key.strip().lower():
        yield True, Finding("key_foreign", {"key": key})
        return
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        yield False, Finding("signature_unchecked")
        return
    try:
        signature = bytes.fromhex(str(seal.get("signature", "")))
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, manifest)
    except (InvalidSignature, ValueError):
        yield True, Finding("signature_wrong")
        return
    yield False, Finding("signed", {"key": key})
