"""Pictures of labels that unfold into megabytes of text, or are no pictures: refused, and never an error of ours."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from huitou.logistics.verbs.buy_label import as_png
from huitou.logistics.verbs.labels import LabelFileInvalid, read_file


def picture():
    made = BytesIO()
    Image.new("L", (4, 4)).save(made, "PNG")
    return made.getvalue()


def bomb():
    """A picture with two megabytes of text in two kilobytes, before its pixels."""
    told = b"k\0\0" + zlib.compress(b"a" * (2 << 20))
    chunk = struct.pack(">I", len(told)) + b"zTXt" + told + struct.pack(">I", zlib.crc32(b"zTXt" + told))
    plain = picture()
    return plain[:33] + chunk + plain[33:]


@pytest.mark.parametrize("content", [bomb(), b"GIF89a=1;alert(1)", picture()[:40], b"<svg onload=alert(1)>"])
def test_what_is_no_label_is_refused(content):
    assert as_png(content) == b""
    with pytest.raises(LabelFileInvalid):
        read_file(base64.b64encode(content).decode())
    assert as_png(picture()).startswith(b"\x89PNG")
