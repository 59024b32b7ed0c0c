"""The Message-ID of a mail: stable for shop and key, and not to be guessed. Called by the verbs.

It carries the shop, so that what comes back from outside finds its shop before any row is read.
"""

import base64
import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from huitou.notifications.addresses import bare

_FORM = re.compile(r"<?[ma]\.([a-z2-7]{26})\.[a-z2-7]{16}@[^\s<>@]+>?")


def message_id(shop_id: UUID, key: str) -> str:
    """`<m.shop.code@domain>`; the code is an HMAC (80 bits) over shop and key."""
    return _id("m", shop_id, key)


def thread_id(shop_id: UUID, about_type: str, about_id: UUID) -> str:
    """The identifier that all mails about one subject refer to, so that they form one conversation."""
    return _id("a", shop_id, f"{about_type}:{about_id}")


def shop_of(identifier: str) -> UUID | None:
    """The shop that an identifier of ours names, or None for anybody else's."""
    found = _FORM.fullmatch(identifier.strip())
    if found is None:
        return None
    try:
        return UUID(bytes=base64.b32decode(found.group(1).upper() + "======"))
    except ValueError:
        return None


def _id(kind: str, shop_id: UUID, content: str) -> str:
    code = salted_hmac("huitou.notifications.message_ids", f"{kind}:{shop_id}:{content}", algorithm="sha256").digest()
    return f"<{kind}.{_base32(shop_id.bytes)}.{_base32(code[:10])}@{_domain()}>"


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _domain() -> str:
    return bare(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2] or "localhost"
