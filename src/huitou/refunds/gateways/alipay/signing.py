"""Alipay's RSA2: the string that is signed, for calls, answers and notices. Pure."""

import base64
import binascii
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)


class KeyUnreadable(ValueError):
    """A key that was entered is none."""


class SignatureWrong(ValueError):
    """Not signed by Alipay."""


def private_key(text: str) -> rsa.RSAPrivateKey:
    """The application's key, as PEM or as the bare Base64 that Alipay's tool writes. Raises KeyUnreadable."""
    try:
        key = load_pem_private_key(text.encode(), None) if "BEGIN" in text else load_der_private_key(_bare(text), None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyUnreadable
    return key


def public_key(text: str) -> rsa.RSAPublicKey:
    """Alipay's key, likewise. Raises KeyUnreadable."""
    try:
        key = load_pem_public_key(text.encode()) if "BEGIN" in text else load_der_public_key(_bare(text))
    except ValueError as error:
        raise KeyUnreadable from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyUnreadable
    return key


def content(fields: Mapping[str, str], *, without: tuple[str, ...]) -> bytes:
    """The fields in the order of their names, as `name=value` with `&` between: what is signed."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name not in without).encode()


def sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    """Base64 of the signature."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: rsa.RSAPublicKey, signature: str, message: bytes) -> None:
    """Raise SignatureWrong unless Alipay signed the message."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SignatureWrong from error


def signed_part(body: str, name: str) -> str:
    """The bytes of the node as they stand in the answer: Alipay signs exactly them. Raises ValueError."""
    start = body.index(f'"{name}"') + len(name) + 2
    start = body.index(":", start) + 1
    while body[start].isspace():
        start += 1
    _node, end = json.JSONDecoder().raw_decode(body, start)
    return body[start:end]


def _bare(text: str) -> bytes:
    return base64.b64decode("".join(text.split()), validate=True)
