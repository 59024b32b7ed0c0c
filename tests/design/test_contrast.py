"""Whatever colour a shop chooses, its pages can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.core import contrast
from huitou.core.bundle import STATIC
from huitou.core.contrast import ColourMalformed, brand_css, palette, ratio

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")


def token(scheme: str, name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-fA-F]{{6}});", scheme)
    assert found is not None, name
    return found.group(1).upper()


@given(colours)
def test_every_pair_of_every_colour_reaches_aa(colour: str) -> None:
    for dark in (False, True):
        paper, ink = (contrast.DARK_PAPER, contrast.DARK_INK) if dark else (contrast.PAPER, contrast.INK)
        tones = palette(colour, dark=dark)
        assert ratio(tones.accent, paper) >= 4.5
        assert ratio(tones.accent, tones.accent_soft) >= 4.5
        assert ratio(tones.accent_ink, tones.accent) >= 4.5
        assert ratio(ink, tones.accent_soft) >= 4.5


@given(colours)
def test_a_colour_that_reads_is_kept(colour: str) -> None:
    kept = palette(colour, dark=False).accent
    assert palette(kept, dark=False).accent == kept


def test_exact_palettes() -> None:
    assert palette("#0e7a5f", dark=False) == contrast.Palette("#0E7A5F", "#FFFFFF", "#E8F0EB")
    assert palette("#0E7A5F", dark=True) == contrast.Palette("#13A37F", "#15171A", "#152D2A")
    assert palette("#FFD400", dark=False).accent == "#806A00"
    assert palette("#FFD400", dark=True).accent == "#FFD400"
    assert palette("#000000", dark=True).accent != "#000000"


def test_ratio_is_that_of_wcag() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("text", ["", "green", "#12345", "#1234567", "#GGGGGG", "rgb(0,0,0)", "#0E7A5F;}body{"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ColourMalformed) as refused:
        palette(text, dark=False)
    assert refused.value.code == "colour_malformed"


@pytest.mark.parametrize(("scheme", "dark"), [(LIGHT, False), (DARK, True)])
def test_the_default_tokens_are_the_computed_ones(scheme: str, dark: bool) -> None:
    tones = palette(contrast.DEFAULT_ACCENT, dark=dark)
    assert token(scheme, "accent") == tones.accent
    assert token(scheme, "accent-ink") == tones.accent_ink
    assert token(scheme, "accent-soft") == tones.accent_soft
    assert token(scheme, "paper") == (contrast.DARK_PAPER if dark else contrast.PAPER)
    assert token(scheme, "ink") == (contrast.DARK_INK if dark else contrast.INK)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_other_tokens_read_too(scheme: str) -> None:
    pairs = [
        ("ink-soft", "paper"), ("ink-soft", "sunk"), ("ink-soft", "raised"), ("ink-soft", "accent-soft"),
        ("turn", "paper"), ("turn", "turn-soft"), ("ink", "turn-soft"),
        ("harm", "paper"), ("harm", "harm-soft"), ("ink", "harm-soft"), ("harm-ink", "harm"),
    ]  # fmt: skip
    for text, ground in pairs:
        assert ratio(token(scheme, text), token(scheme, ground)) >= 4.5, (text, ground)
    for ground in ("paper", "raised"):
        assert ratio(token(scheme, "edge"), token(scheme, ground)) >= 3, ("edge", ground)


def test_brand_css_carries_both_schemes() -> None:
    assert brand_css("#E4002B") == (
        ":root{--accent:#D50028;--accent-ink:#FFFFFF;--accent-soft:#F8E6E6}\n"
        "@media (prefers-color-scheme:dark)"
        "{:root{--accent:#FF4669;--accent-ink:#15171A;--accent-soft:#3A1F27}}\n"
    )
