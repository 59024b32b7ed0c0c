"""Pictures from outside: checked by decoding, shown only re-encoded, without metadata. Used for logos and evidence."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from huitou.core.errors import Invalid

LARGEST_BYTES = 12 * 1024 * 1024
# A photo of a good phone has 50 million pixels; a bomb has a thousand times that.
LARGEST_PIXELS = 60_000_000
LONGEST_SHOWN_EDGE = 2_000
# Our own limit below is checked on the header, before anything is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Readable(Protocol):
    """Anything that gives its bytes: an open file, an upload."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes."""


class PictureTooLarge(Invalid):
    """More bytes or pixels than are accepted."""

    code = "picture_too_large"
    message = _("This picture is too large. Send one of at most 12 MB; a photo taken with a phone is fine.")


class NoPicture(Invalid):
    """Not a picture of a known kind, or a broken one."""

    code = "no_picture"
    message = _("This file is not a picture that we can read. Send a photo as JPEG, PNG or WebP.")


@dataclass(frozen=True, slots=True)
class Picture:
    """`original` as it came, with its SHA-256 (hex); `shown` re-encoded as WebP without metadata, turned upright."""

    original: bytes
    sha256: str
    media_type: str
    shown: bytes
    width: int
    height: int


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def read_picture(file: Readable, *, longest_edge: int = LONGEST_SHOWN_EDGE) -> Picture:
    """Decode a picture from outside.

    Raises: PictureTooLarge, NoPicture.
    """
    original = file.read(LARGEST_BYTES + 1)
    if len(original) > LARGEST_BYTES:
        raise PictureTooLarge()
    try:
        with Image.open(BytesIO(original), formats=FORMATS) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise PictureTooLarge()
            media_type = Image.MIME[image.format or "PNG"]
            image.load()
            upright = ImageOps.exif_transpose(image).convert("RGBA" if "A" in image.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise NoPicture() from error
    upright.thumbnail((longest_edge, longest_edge))
    shown = BytesIO()
    upright.save(shown, "WEBP", quality=82, method=3)
    return Picture(
        original=original,
        sha256=digest_of(original),
        media_type=media_type,
        shown=shown.getvalue(),
        width=upright.width,
        height=upright.height,
    )
