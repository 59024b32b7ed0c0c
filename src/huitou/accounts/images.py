"""A shop's logo: whatever was uploaded becomes a small clean PNG, or is refused with a reason.

Called by ``verbs.edit_brand``. Nothing of the upload is kept but its pixels: no metadata, no second file in it.
"""

import warnings
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from huitou.core.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# Twice the largest size at which a page shows it.
BOX = (640, 192)


class NotAPicture(Invalid):
    """The file cannot be read as one of the picture formats."""

    code = "not_a_picture"
    message = _("This file is not a picture we can read. Use PNG, JPEG, WebP or GIF.")


class PictureTooLarge(Invalid):
    """The file has too many bytes or too many pixels."""

    code = "picture_too_large"
    message = _("This picture is too large. Use one of at most 5 MB and 25 million pixels.")


def clean_logo(data: bytes) -> bytes:
    """PNG bytes of at most 640 × 192 pixels, upright, transparent where the original was.

    Raises: NotAPicture, PictureTooLarge.
    """
    if len(data) > MAX_BYTES:
        raise PictureTooLarge()
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a decompression bomb; we stop before a pixel is decoded.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise PictureTooLarge()
                picture.load()
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture() from error
    upright.thumbnail(BOX, Image.Resampling.LANCZOS)
    out = BytesIO()
    Image.frombytes("RGBA", upright.size, upright.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()
