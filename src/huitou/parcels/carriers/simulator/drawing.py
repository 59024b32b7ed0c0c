"""Draws a parcel's label: both addresses, the number as Code 128, the counter's code as QR. Pure but for the font.

Called by the simulated carrier. 4 × 6 inches at 203 dots per inch, black on white, as label printers take it.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 812, 1218
EDGE, QUIET = 40, 10
# ISO/IEC 15417: widths of bars and spaces of each value; 104 starts code set B, the last one stops.
_WIDTHS: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
START_B, STOP = 104, 106
FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Medium.ttc", "wqy-microhei.ttc", "PingFang.ttc", "DejaVuSans.ttf")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")


def code_128(text: str) -> str:
    """The bars as `1` and `0`, one sign a module, in code set B. Raises ValueError for what it has no bars for."""
    values = [ord(sign) - 32 for sign in text]
    if not values or any(not 0 <= value < 95 for value in values):
        raise ValueError(text)
    check = (START_B + sum(place * value for place, value in enumerate(values, 1))) % 103
    widths = "".join(_WIDTHS[value] for value in (START_B, *values, check, STOP))
    return "".join("10"[place % 2] * int(width) for place, width in enumerate(widths))


def draw_label(*, number: str, code: str, service: str, sender: Sequence[str], receiver: Sequence[str]) -> bytes:
    """The label as PNG. `code`: what the QR picture says."""
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((EDGE, EDGE), service, font=_font(44), fill=0)
    pen.line((EDGE, 120, WIDTH - EDGE, 120), fill=0, width=4)
    _lines(pen, sender, top=140, size=28)
    pen.line((EDGE, 360, WIDTH - EDGE, 360), fill=0, width=4)
    _lines(pen, receiver, top=380, size=38)
    pen.line((EDGE, 680, WIDTH - EDGE, 680), fill=0, width=4)
    _bars(pen, number, top=710, height=200)
    pen.text((EDGE, 922), number, font=_font(34), fill=0)
    _qr(pen, code, left=EDGE, top=985, side=200)
    kept = BytesIO()
    sheet.convert("1", dither=Image.Dither.NONE).save(kept, "PNG", optimize=True, dpi=(203, 203))
    return kept.getvalue()


def _lines(pen: ImageDraw.ImageDraw, lines: Sequence[str], *, top: int, size: int) -> None:
    for place, line in enumerate(line for line in lines if line):
        pen.text((EDGE, top + place * (size + 14)), line[:44], font=_font(size), fill=0)


def _bars(pen: ImageDraw.ImageDraw, number: str, *, top: int, height: int) -> None:
    modules = code_128(number)
    wide = max((WIDTH - 2 * EDGE) // (len(modules) + 2 * QUIET), 1)
    left = (WIDTH - wide * len(modules)) // 2
    for place, module in enumerate(modules):
        if module == "1":
            pen.rectangle((left + place * wide, top, left + (place + 1) * wide - 1, top + height), fill=0)


def _qr(pen: ImageDraw.ImageDraw, code: str, *, left: int, top: int, side: int) -> None:
    rows = [bytes(row) for row in segno.make(code, error="m", micro=False).matrix]
    wide = side // len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                place = (left + x * wide, top + y * wide)
                pen.rectangle((*place, place[0] + wide - 1, place[1] + wide - 1), fill=0)


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """One with Chinese characters where the machine has it."""
    path = _font_file()
    return ImageFont.truetype(str(path), size) if path is not None else ImageFont.load_default(size)


@cache
def _font_file() -> Path | None:
    for name in FONTS:
        for folder in FOLDERS:
            found = next(Path(folder).rglob(name), None) if Path(folder).is_dir() else None
            if found is not None:
                return found
    return None
