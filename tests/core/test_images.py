"""Pictures from outside."""

from io import BytesIO

import pytest
from PIL import Image

from huitou.core.images import LARGEST_BYTES, NoPicture, PictureTooLarge, read_picture


def jpeg(width=400, height=300, **options):
    file = BytesIO()
    Image.new("RGB", (width, height), "#0E7A5F").save(file, "JPEG", **options)
    file.seek(0)
    return file


def test_a_photo_is_shown_re_encoded_without_its_metadata():
    exif = Image.Exif()
    exif[0x010F] = "Telephone maker"
    exif[0x0112] = 6  # turned by 90 degrees
    sent = jpeg(exif=exif)
    picture = read_picture(sent)
    assert b"Telephone maker" in picture.original
    assert b"Telephone maker" not in picture.shown
    assert (picture.width, picture.height) == (300, 400)
    assert picture.media_type == "image/jpeg"


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a=1;alert(1)", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n broken",
     b"<html><script>alert(1)</script>"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NoPicture):
        read_picture(BytesIO(content))


def test_a_cut_off_photo_is_refused():
    with pytest.raises(NoPicture):
        read_picture(BytesIO(jpeg().read()[:600]))


def test_too_many_bytes_are_refused():
    with pytest.raises(PictureTooLarge):
        read_picture(BytesIO(b"\xff\xd8" + b"0" * LARGEST_BYTES))


def test_a_bomb_of_pixels_is_refused():
    file = BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    assert len(file.getvalue()) < 200_000
    file.seek(0)
    with pytest.raises(PictureTooLarge):
        read_picture(file)


def test_a_script_behind_a_picture_does_not_survive():
    picture = read_picture(BytesIO(jpeg().read() + b"<script>alert(1)</script>"))
    assert b"<script>" not in picture.shown
