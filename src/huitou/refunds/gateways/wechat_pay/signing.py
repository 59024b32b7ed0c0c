"""The cryptography of WeChat Pay's API v3: signed calls, signed answers and notices, encrypted contents.

Pure. RSA with SHA-256 (PKCS#1 v1.5) both ways, AES-256-GCM under the merchant's APIv3 key for what a notice holds.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from huitou.core.webhooks import CallRefused

SCHEME = "WECHATPAY2-SHA256-RSA2048"
# How old a notice may be, or how far ahead of our clock.
TOLERANCE = timedelta(minutes=5)
# WeChat sends these on purpose to see whether signatures are checked.
PROBE = "WECHATPAY/SIGNTEST/"


class KeyUnreadable(ValueError):
    """A key that was entered is none."""


def private_key(pem: str) -> rsa.RSAPrivateKey:
    """The merchant's key. Raises KeyUnreadable."""
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyUnreadable
    return key


def public_key(pem: str) -> rsa.RSAPublicKey:
    """WeChat Pay's key, from its public key file or a platform certificate. Raises KeyUnreadable."""
    try:
        if "CERTIFICATE" in pem:
            key = load_pem_x509_certificate(pem.encode()).public_key()
        else:
            key = load_pem_public_key(pem.encode())  # type: ignore[assignment]
    except ValueError as error:
        raise KeyUnreadable from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyUnreadable
    return key


def authorization(
    key: rsa.RSAPrivateKey, *, merchant: str, serial: str, method: str, target: str, body: bytes, at: datetime
) -> str:
    """The header of a call; `target` is path and query."""
    nonce, seconds = secrets.token_hex(16), str(int(at.timestamp()))
    signature = sign(key, [method, target, seconds, nonce], body)
    fields = {"mchid": merchant, "nonce_str": nonce, "signature": signature, "timestamp": seconds, "serial_no": serial}
    return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in fields.items())


def sign(key: rsa.RSAPrivateKey, lines: list[str], body: bytes) -> str:
    """Base64 of the signature over the lines and the body, each closed by a line feed."""
    message = "".join(f"{line}\n" for line in lines).encode() + body + b"\n"
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: rsa.RSAPublicKey, headers: Mapping[str, str], body: bytes, now: datetime, serial: str) -> None:
    """Raise CallRefused unless WeChat Pay signed this body lately, with the key of this serial number."""
    seconds, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
    signature = headers.get("wechatpay-signature", "")
    if not (seconds.isdecimal() and len(seconds) <= 12 and nonce and signature):
        raise CallRefused("signature_missing")
    if signature.startswith(PROBE):
        raise CallRefused("signature_wrong")
    if headers.get("wechatpay-serial", "") != serial:
        raise CallRefused("serial_unknown")
    message = f"{seconds}\n{nonce}\n".encode() + body + b"\n"
    try:
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise CallRefused("signature_wrong") from error
    if abs(now - datetime.fromtimestamp(int(seconds), UTC)) > TOLERANCE:
        raise CallRefused("too_old")


def unlock(api_key: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    """What a notice holds. Raises CallRefused where it does not open under the shop's key."""
    try:
        sealed = base64.b64decode(str(resource["ciphertext"]), validate=True)
        nonce, extra = str(resource["nonce"]).encode(), str(resource.get("associated_data") or "").encode()
        told = json.loads(AESGCM(api_key.encode()).decrypt(nonce, sealed, extra))
    except (InvalidTag, binascii.Error, KeyError, ValueError) as error:
        raise CallRefused("resource_broken") from error
    if not isinstance(told, dict):
        raise CallRefused("resource_broken")
    return told
