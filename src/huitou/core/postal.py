"""A postal address as lines, in the order of its writing: the one place where parts become an address for people.

Called by the template tag `postal` and by couriers' orders. It keeps and checks nothing.
"""

import re
from dataclasses import dataclass
from typing import Final

# Han, kana and Hangul. An address in these letters goes from the whole to the part; one in Latin letters, also of
# Taipei or Seoul, from the part to the whole.
_EASTERN: Final = re.compile(r"[㐀-鿿぀-ヿ가-힣豈-﫿]")
_HANGUL: Final = re.compile(r"[가-힣]")
# They turn the letters behind them round, on a page or a slip also those that are not of the address.
_REORDERING: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Where the postcode stands behind the city.
_POSTCODE_LAST: Final = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "US"})
# Where people write an address from the whole to the part, by whether the postcode comes first there.
_WHOLE_FIRST: Final = frozenset({"CN", "HK", "MO"})
_POSTCODE_FIRST: Final = frozenset({"JP", "KR", "TW"})
# What ends the name of a place, and of those what it is often without: 北京 is 北京市, but 中山 is not 中山路.
_UNITS: Final = "省市区區县縣州旗都道府県시도군구"
_LEFT_OUT: Final = "省市"


def parts_in_order(country: str) -> tuple[str, ...]:
    """The parts of an address of this country (ISO 3166-1 alpha-2) in the order in which people there fill them in."""
    if country in _POSTCODE_FIRST:
        return ("postcode", "region", "city", "street")
    if country in _WHOLE_FIRST:
        return ("region", "city", "street", "postcode")
    if country in _POSTCODE_LAST:
        return ("street", "city", "region", "postcode")
    return ("street", "postcode", "city", "region")


@dataclass(frozen=True, slots=True)
class Postal:
    """The parts. `country`: ISO 3166-1 alpha-2, decides about the order alone; `country_name` is what is written."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    country_name: str = ""

    def __post_init__(self) -> None:
        for name in ("street", "city", "region", "postcode"):
            object.__setattr__(self, name, _REORDERING.sub("", getattr(self, name)))

    @property
    def eastern(self) -> bool:
        """Whether it goes from the whole to the part."""
        return bool(_EASTERN.search(self.street + self.city + self.region))

    @property
    def lines(self) -> list[str]:
        """Without empty ones. Chinese, Japanese and Korean: country, postcode and region with city, street."""
        if self.eastern:
            place = _joined(_spoken_once((self.region, self.city), self.street))
            return [line for line in (self.country_name, f"{self.postcode} {place}".strip(), self.street) if line]
        return [line for line in (self.street, self._town(), self.country_name) if line]

    @property
    def line(self) -> str:
        """The same in one line."""
        if not self.eastern:
            return ", ".join(self.lines)
        road = _joined((*_spoken_once((self.region, self.city), self.street), self.street))
        return " ".join(part for part in (self.country_name, self.postcode, road) if part)

    def _town(self) -> str:
        if self.country in _POSTCODE_LAST:
            return f"{', '.join(part for part in (self.city, self.region) if part)} {self.postcode}".strip()
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (town, self.region) if part)


def _spoken_once(parts: tuple[str, ...], last: str) -> tuple[str, ...]:
    """Without those which the next one says again: 北京市 | 北京市 | 朝阳区."""
    kept: list[str] = []
    for part in reversed(parts):
        if part and not _says_again(last, part):
            kept.insert(0, part)
            last = part
    return tuple(kept)


def _says_again(longer: str, part: str) -> bool:
    """Whether it begins with the place, and not with a road that is called like it: 中山 | 中山路 1 号."""
    rest = longer.removeprefix(part) if longer.startswith(part) else None
    return rest is not None and (not rest or part[-1] in _UNITS or rest[0] in _LEFT_OUT)


def _joined(parts: tuple[str, ...]) -> str:
    """Korean has spaces between the parts, Chinese and Japanese have none."""
    known = [part for part in parts if part]
    return (" " if any(map(_HANGUL.search, known)) else "").join(known)
