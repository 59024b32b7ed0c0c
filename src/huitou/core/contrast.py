"""The shop's accent colour, with contrast kept by calculation.

`tokens.css` holds the default palette; the portal's brand.css calls `brand_css` with the shop's colour.
Pure arithmetic. Must never answer with a pair of colours that fails WCAG 2.2 AA (4.5 : 1).
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid

Rgb = tuple[int, int, int]

DEFAULT_ACCENT = "#0E7A5F"
PAPER, INK = "#FBFAF7", "#1C1F22"
DARK_PAPER, DARK_INK = "#15171A", "#ECEAE4"
AA = 4.5
SOFT_SHARE, DARK_SOFT_SHARE = 0.08, 0.16
STEP = 0.01

_HEX = re.compile(r"^#?([0-9a-fA-F]{6})$")


class ColourMalformed(Invalid):
    """The colour is not six hexadecimal digits."""

    code = "colour_malformed"
    message = _("Write the colour as # and six digits or letters from 0 to F, for example #0E7A5F.")


@dataclass(frozen=True)
class Palette:
    """The three accent tokens for one scheme, each `#RRGGBB`."""

    accent: str
    accent_ink: str
    accent_soft: str


def parse_hex(text: str) -> Rgb:
    """Red, green and blue (0 to 255) of `#RRGGBB`.

    Raises: ColourMalformed.
    """
    match = _HEX.match(text.strip())
    if match is None:
        raise ColourMalformed()
    digits = match.group(1)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_hex(colour: Rgb) -> str:
    """`#RRGGBB` in capitals."""
    return "#{:02X}{:02X}{:02X}".format(*colour)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours, 1 to 21."""
    light, dark = sorted((luminance(parse_hex(one)), luminance(parse_hex(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(base: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `other` laid over `base`, in sRGB."""
    pairs = zip(parse_hex(base), parse_hex(other), strict=True)
    red, green, blue = (round(below + (above - below) * share) for below, above in pairs)
    return to_hex((red, green, blue))


def palette(accent: str, *, dark: bool) -> Palette:
    """The nearest accent to the shop's own that reads on paper, on its own soft ground, and under its ink.

    Hue and saturation stay; only the lightness walks, down in the light scheme and up in the dark one, in
    steps of one in a hundred until every pair reaches 4.5 : 1. A colour that already does is kept as it is.
    Raises: ColourMalformed.
    """
    paper, ink = (DARK_PAPER, DARK_INK) if dark else (PAPER, INK)
    soft_share = DARK_SOFT_SHARE if dark else SOFT_SHARE
    for candidate in _walk(to_hex(parse_hex(accent)), STEP if dark else -STEP):
        soft = mix(paper, candidate, soft_share)
        if min(ratio(candidate, paper), ratio(candidate, soft), ratio(ink, soft)) >= AA:
            return Palette(candidate, ink_on(candidate), soft)
    raise AssertionError("black on paper and white on dark paper both reach 4.5")


def _walk(colour: str, step: float) -> Iterator[str]:
    """The colour itself, then ever darker (or lighter) ones of the same hue, to black (or white)."""
    yield colour
    hue, start, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in parse_hex(colour)))
    for count in range(1, round(1 / abs(step)) + 1):
        lightness = min(1.0, max(0.0, start + count * step))
        red, green, blue = (round(c * 255) for c in colorsys.hls_to_rgb(hue, lightness, saturation))
        yield to_hex((red, green, blue))


def ink_on(ground: str) -> str:
    """The text colour for a filled ground: paper or ink if one reads, else plain white or black."""
    for candidate in ("#FFFFFF", DARK_PAPER):
        if ratio(candidate, ground) >= AA:
            return candidate
    return "#000000"


def brand_css(accent: str) -> str:
    """The style sheet that gives a page the shop's colour, for both schemes.

    Raises: ColourMalformed.
    """
    return (
        f":root{{{_tokens(palette(accent, dark=False))}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_tokens(palette(accent, dark=True))}}}}}\n"
    )


def _tokens(colours: Palette) -> str:
    return f"--accent:{colours.accent};--accent-ink:{colours.accent_ink};--accent-soft:{colours.accent_soft}"
