"""The code that a buyer shows at the counter, as a QR picture or typed: the return's reference with our signature.

Called by the pages that show it and by the verb that takes goods in the store. It opens nothing by itself: who scans it
must be somebody of the shop.
"""

import hashlib
import hmac
from uuid import UUID

import segno
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.ids import ALPHABET

SIGNED_LETTERS = 10


class CodeForged(Invalid):
    """Not a code that this shop has given out."""

    code = "return_code_forged"
    message = _("This is no code of this shop. Ask the buyer to open the case page anew, and scan it there.")


def return_code(shop_id: UUID, ref: str) -> str:
    """`B-4QWX-8H2M-` and ten letters, about 48 bits, under a key that only this installation has."""
    return f"{ref}-{_signature(settings.SECRET_KEY, shop_id, ref)}"


def read_code(shop_id: UUID, typed: str) -> str:
    """The reference within a code of this shop, as scanned or typed. Raises CodeForged."""
    ref, _sign, given = "".join(typed.split()).upper().rpartition("-")
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not ref or not any(
        hmac.compare_digest(_signature(key, shop_id, ref), given) for key in known if given.isascii()
    ):
        raise CodeForged()
    return ref


def picture_of(code: str) -> str:
    """The QR picture as an SVG element, dark on white whatever the page's colours are."""
    made = segno.make(code, error="m", micro=False)
    drawn: str = made.svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True)
    return drawn


def _signature(key: str | bytes, shop_id: UUID, ref: str) -> str:
    secret = key.encode() if isinstance(key, str) else key
    own = hashlib.sha256(b"huitou.logistics.codes:" + secret).digest()
    number = int.from_bytes(hmac.digest(own, f"{shop_id}:{ref}".encode(), "sha256"))
    letters = []
    for _place in range(SIGNED_LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
