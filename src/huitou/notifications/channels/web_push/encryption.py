"""A push message encrypted for one browser (RFC 8291, aes128gcm of RFC 8188), and the sender's proof (RFC 8292).

Pure but for random numbers, which a test may pass in. Both RFCs' own examples are tests.
"""

import base64
import json
import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# One record: RFC 8291 §4. With the header and the tag, no push service has to take more than 4096 bytes.
RECORD_SIZE = 4096
PAYLOAD_MAX = 3993
PROOF_LASTS = timedelta(hours=12)
_CURVE = ec.SECP256R1()
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encrypted(
    payload: bytes, *, p256dh: str, auth: str, sender: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of the push. `p256dh`, `auth`: what the browser gave. Raises ValueError for keys that are none."""
    if len(payload) > PAYLOAD_MAX:
        raise ValueError("too large for one record")
    sender, salt = sender or ec.generate_private_key(_CURVE), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, decoded(p256dh))
    ours, theirs_raw = sender.public_key().public_bytes(*_POINT), theirs.public_bytes(*_POINT)
    shared = sender.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, decoded(auth), b"WebPush: info\x00" + theirs_raw + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    # 0x02 ends the last record; there is no other.
    cipher = AESGCM(key).encrypt(nonce, payload + b"\x02", None)
    return salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours + cipher


def new_private_key() -> str:
    """A key for a shop: 32 bytes as URL-safe text."""
    number = ec.generate_private_key(_CURVE).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key behind the text. Raises ValueError."""
    raw = decoded(text)
    if len(raw) != 32:
        raise ValueError("not 32 bytes")
    return ec.derive_private_key(int.from_bytes(raw, "big"), _CURVE)


def public_key(text: str) -> str:
    """What the browser is given as `applicationServerKey`."""
    return encoded(private_key(text).public_key().public_bytes(*_POINT))


def proof(*, audience: str, contact: str, key: str, at: datetime) -> str:
    """The header `Authorization`: who sends, for this push service alone, for half a day."""
    head = _part({"typ": "JWT", "alg": "ES256"})
    body = _part({"aud": audience, "exp": int((at + PROOF_LASTS).timestamp()), "sub": contact})
    first, second = decode_dss_signature(private_key(key).sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(first.to_bytes(32, "big") + second.to_bytes(32, "big"))
    return f"vapid t={head}.{body}.{signature}, k={public_key(key)}"


def encoded(raw: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Its bytes. Raises ValueError."""
    bare = text.strip().rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))


def _part(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)
