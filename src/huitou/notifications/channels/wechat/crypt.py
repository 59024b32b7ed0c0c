"""WeChat's encrypted calls (its "safe mode"): the signature covers the ciphertext, so the body can be believed. Pure.

Source: WeChat open documentation, encryption and decryption of messages.
"""

import base64
import binascii
import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from huitou.notifications.channels.protocol import Unreadable

KEY_LENGTH = 43
BLOCK = 32


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts: the token, the time, the nonce, and for a call its ciphertext."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  (theirs, not ours to choose)


def key_of(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises ValueError."""
    if len(text) != KEY_LENGTH:
        raise ValueError("not 43 signs")
    try:
        return base64.b64decode(f"{text}=", validate=False)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def decrypted(cipher: str, key: bytes, app_id: str) -> bytes:
    """What was said to this application. Raises Unreadable."""
    try:
        raw = base64.b64decode(cipher, validate=True)
        reader = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = reader.update(raw) + reader.finalize()
    except (binascii.Error, ValueError) as error:
        raise Unreadable("ciphertext") from error
    if not plain or not 1 <= plain[-1] <= BLOCK:
        raise Unreadable("padding")
    plain = plain[: -plain[-1]]
    length = int.from_bytes(plain[16:20], "big")
    if len(plain) < 20 + length or plain[20 + length :].decode("utf-8", "replace") != app_id:
        raise Unreadable("another application's")
    return plain[20 : 20 + length]


def encrypted(said: bytes, key: bytes, app_id: str, *, noise: bytes = b"") -> str:
    """What WeChat would send; for tests and for answers."""
    whole = (noise or os.urandom(16)) + len(said).to_bytes(4, "big") + said + app_id.encode()
    missing = BLOCK - len(whole) % BLOCK
    writer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(writer.update(whole + bytes([missing]) * missing) + writer.finalize()).decode()
