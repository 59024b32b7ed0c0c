"""A file as `multipart/form-data` (RFC 7578). Pure: the same file gives the same bytes, as idempotency keys ask for."""

import hashlib
from collections.abc import Mapping


def form(fields: Mapping[str, str], name: str, media_type: str, content: bytes) -> tuple[bytes, str]:
    """The body and its content type. The boundary follows from the content, so it does not occur in it."""
    boundary = f"huitou-{hashlib.sha256(content).hexdigest()}"
    body = bytearray()
    for field, value in fields.items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
    body += f"Content-Type: {media_type}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return bytes(body), f"multipart/form-data; boundary={boundary}"
