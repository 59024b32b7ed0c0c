"""What delivery costs by place and weight, as the shop has set it, and what another address costs more or less.

Pure; no Django. No tariff for a place: nothing is known, and nothing is charged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SHORTEST = 2
PIECE_GRAMS = 500

Prices = tuple[int, ...]
Place = tuple[str, str]
"""Region, city."""


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Minor units of the shop's currency, one price for each weight class; what is heavier costs the last one.

    `elsewhere`: where no region is named. `regions`: region or city → prices. `free_above`: from this value of goods
    on. `classes`: up to how many grams each class goes, ascending; none: the weight does not matter. `piece_grams`:
    what a piece weighs of which the catalogue does not say it. `again`: the buyer pays the delivery once more where
    goods that had left for the address before have to be sent again.
    """

    elsewhere: Prices = ()
    regions: Mapping[str, Prices] = field(default_factory=dict)
    free_above: int | None = None
    classes: tuple[int, ...] = ()
    piece_grams: int = PIECE_GRAMS
    again: bool = False

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tariffs:
        """Read what `to_json` wrote; an empty object is no tariffs."""
        regions = {name: _prices(prices) for name, prices in (value.get("regions") or {}).items()}
        classes = tuple(value.get("classes") or ())
        piece = value.get("piece_grams") or PIECE_GRAMS
        again = bool(value.get("again"))
        return cls(_prices(value.get("elsewhere")), regions, value.get("free_above"), classes, piece, again)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "elsewhere": list(self.elsewhere),
            "regions": {name: list(prices) for name, prices in self.regions.items()},
            "free_above": self.free_above,
            "classes": list(self.classes),
            "piece_grams": self.piece_grams,
            "again": self.again,
        }

    @property
    def known(self) -> bool:
        """Whether the shop has set any."""
        return bool(self.elsewhere or self.regions)

    def weight(self, pieces: Mapping[str, int], grams: Mapping[str, int | None]) -> int:
        """What the pieces weigh together. `pieces`: article number → how many; `grams`: what one weighs, if known."""
        return sum(count * (grams.get(sku) or self.piece_grams) for sku, count in pieces.items())

    def price(self, place: Place, goods_minor: int, grams: int) -> int | None:
        """What delivery to the place costs; the city's own price goes before the region's. None: not known."""
        if self.free_above is not None and goods_minor >= self.free_above:
            return 0
        region, city = place
        for wanted in (city, region):
            for name, prices in self.regions.items():
                if _same(wanted, name):
                    return self._of_class(prices, grams)
        return self._of_class(self.elsewhere, grams)

    def difference(self, before: Place, after: Place, goods_minor: int, grams: int) -> int:
        """What the second place costs more than the first; negative where less; 0 where not known."""
        old, new = self.price(before, goods_minor, grams), self.price(after, goods_minor, grams)
        return 0 if old is None or new is None else new - old

    def _of_class(self, prices: Prices, grams: int) -> int | None:
        if not prices:
            return None
        return prices[min(bisect_left(self.classes, grams), len(prices) - 1)]


def _prices(value: int | Sequence[int] | None) -> Prices:
    """One price counts for every weight."""
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(value)


def _same(place: str, name: str) -> bool:
    """The same name, with or without an ending such as 省 or 市."""
    one, other = place.strip().casefold(), name.strip().casefold()
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and not short.isascii() and long.startswith(short)
