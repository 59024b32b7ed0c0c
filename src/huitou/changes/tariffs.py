"""What delivery costs by region, as the shop has set it, and what another address costs more or less. Pure; no Django.

Orders bring no weights, so none is asked for here. No tariff for a place: nothing is known, and nothing is charged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Minor units of the shop's currency. `elsewhere`: where no region is named; `free_above`: from this value on.

    `regions`: region or city → price.
    """

    elsewhere: int | None = None
    regions: Mapping[str, int] = field(default_factory=dict)
    free_above: int | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tariffs:
        """Read what `to_json` wrote; an empty object is no tariffs."""
        return cls(value.get("elsewhere"), dict(value.get("regions") or {}), value.get("free_above"))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"elsewhere": self.elsewhere, "regions": dict(self.regions), "free_above": self.free_above}

    @property
    def known(self) -> bool:
        """Whether the shop has set any."""
        return self.elsewhere is not None or bool(self.regions)

    def price(self, region: str, city: str, goods_minor: int) -> int | None:
        """What delivery to the place costs; the city's own price goes before the region's. None: not known."""
        if self.free_above is not None and goods_minor >= self.free_above:
            return 0
        for place in (city, region):
            for name, price in self.regions.items():
                if _same(place, name):
                    return price
        return self.elsewhere

    def difference(self, before: tuple[str, str], after: tuple[str, str], goods_minor: int) -> int:
        """What the second place (region, city) costs more than the first; negative where less; 0 where not known."""
        old, new = self.price(*before, goods_minor), self.price(*after, goods_minor)
        return 0 if old is None or new is None else new - old


def _same(place: str, name: str) -> bool:
    """The same name, with or without an ending such as 省 or 市."""
    one, other = place.strip().casefold(), name.strip().casefold()
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and not short.isascii() and long.startswith(short)
