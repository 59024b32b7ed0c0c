"""How long a short message is where it is paid by the part: GSM 03.38 or UCS-2. Pure.

3GPP TS 23.038: 160 signs of the GSM alphabet (its extension counts double) or 70 of any other; several parts hold 153
or 67 each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huitou.news.wording import fill_line

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE: Final = frozenset("^{}\\[~]|€\f")
# Printers' signs that halve the room of a message in Latin letters, and what says the same.
_PLAINER: Final = str.maketrans(
    {"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " ", "\u202f": " "}
)
# A product's name is cut to this before anything else is.
_SHORTEST_NAME: Final = 6


@dataclass(frozen=True, slots=True)
class Length:
    """`units` of `room` in one part; `parts` messages are paid."""

    units: int
    room: int
    parts: int

    @property
    def fits(self) -> bool:
        """Whether it is one message."""
        return self.parts == 1


def length_of(text: str) -> Length:
    """The length as a carrier counts it. Signs beyond the basic plane take two units of UCS-2."""
    if _plain(text):
        units = sum(2 if sign in _GSM_DOUBLE else 1 for sign in text)
        room, of_several = 160, 153
    else:
        units = sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)
        room, of_several = 70, 67
    return Length(units, room, 1 if units <= room else -(-units // of_several))


def as_typed(text: str, values: Mapping[str, str], link: str = "") -> Length:
    """The length of the whole message before anything of it is cut. `link`: what stands behind the text."""
    if _plain(fill_line(text, values).translate(_PLAINER)):
        text, values = text.translate(_PLAINER), {key: value.translate(_PLAINER) for key, value in values.items()}
    return length_of(_with(fill_line(text, values), link))


def fitting(text: str, values: Mapping[str, str], link: str = "") -> str:
    """The text filled so that it is one message: first the product's name is cut, then the end.

    `link`: what will stand behind it in the message, and is never cut.
    """
    if _plain(fill_line(text, values).translate(_PLAINER)):
        text, values = text.translate(_PLAINER), {key: value.translate(_PLAINER) for key, value in values.items()}
    whole = fill_line(text, values)
    # The ellipsis is no sign of the GSM alphabet: one would halve the room and more.
    dots = "..." if _plain(whole) else "…"
    name = values.get("product", "")
    for keep in range(len(name) - 1, _SHORTEST_NAME - 1, -1):
        if length_of(_with(whole, link)).fits:
            return whole
        cut = name[:keep].rstrip() + dots
        whole = fill_line(text, {**values, "product": cut, "products": cut})
    if length_of(_with(whole, link)).fits:
        return whole
    end = len(whole)
    while end and not length_of(_with(whole[:end].rstrip() + dots, link)).fits:
        end -= 1
    return whole[:end].rstrip() + dots


def _with(text: str, link: str) -> str:
    return f"{text} {link}" if link else text


def _plain(text: str) -> bool:
    return all(sign in _GSM or sign in _GSM_DOUBLE for sign in text)
