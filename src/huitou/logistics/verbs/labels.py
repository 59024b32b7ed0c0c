"""The shop's label: asked for, given, done without."""

import base64
import binascii
import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import on_arrival, verb
from huitou.logistics.labels import MANUAL
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLabel
from huitou.logistics.verbs.buy_label import begin_buying
from huitou.parcels.numbers import carrier_code, read_number

LARGEST_BYTES = 600_000
LONGEST_CODE, LONGEST_WORDS = 300, 600
LASTS_DAYS = 14


class LabelEmpty(Invalid):
    """A label without a file and without a code."""

    code = "label_empty"
    message = _("Add the label's file, or the code that the carrier scans.")


class LabelFileInvalid(Invalid):
    """Not a file that a buyer can print or show."""

    code = "label_file_invalid"
    message = _("The label must be a PDF, PNG or JPEG of at most 600 KB.")


@verb(GOODS_RETURN, "ask_label")
def ask_label(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer wants to use the shop's label."""
    goods_return.labels_asked += 1
    return {}


@on_arrival(GOODS_RETURN, "label_due")
def have_it_made(goods_return: GoodsReturn, actor: Actor, at: datetime) -> None:
    """Where a carrier sells it, it is bought once this is committed; a person of the shop can be faster."""
    if goods_return.label_service and goods_return.label_standing not in ("buying", "bought"):
        begin_buying(goods_return)


@verb(GOODS_RETURN, "give_label")
def give_label(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    carrier: str = "",
    tracking_number: str = "",
    code: str = "",
    instructions: str = "",
    file_base64: str = "",
    lasts_days: int = LASTS_DAYS,
) -> dict[str, Any]:
    """Give the buyer a label: a file, a code to show, or both. The time for handing over starts anew.

    `lasts_days`: 1 to 90. Raises: LabelEmpty, LabelFileInvalid, TrackingNumberMalformed, NotTheirTurn.
    """
    content, media_type = read_file(file_base64)
    if not content and not code.strip():
        raise LabelEmpty()
    number = read_number(tracking_number, needed=False)
    ReturnLabel.objects.create(
        shop_id=goods_return.shop_id,
        goods_return=goods_return,
        maker=goods_return.label_service if actor.role == Role.SYSTEM else MANUAL,
        carrier=carrier.strip()[:60],
        tracking_number=number,
        code=code.strip()[:LONGEST_CODE],
        instructions=instructions.strip()[:LONGEST_WORDS],
        content=content,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        given_at=at,
        expires_at=at + timedelta(days=min(max(lasts_days, 1), 90)),
    )
    return {"carrier": carrier_code(carrier.strip()), "tracking_number": number, "lasts_days": lasts_days}


@verb(GOODS_RETURN, "do_without_label")
def do_without_label(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer sends it another way, or the shop gave no label in time."""
    return {}


def read_file(file_base64: str) -> tuple[bytes, str]:
    """The bytes and what they are, by their content. Raises LabelFileInvalid."""
    if not file_base64:
        return b"", ""
    try:
        content = base64.b64decode(file_base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LabelFileInvalid() from error
    if len(content) > LARGEST_BYTES:
        raise LabelFileInvalid()
    if content.startswith(b"%PDF-"):
        return content, "application/pdf"
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            picture.verify()
            return content, f"image/{str(picture.format).lower()}"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LabelFileInvalid() from error
