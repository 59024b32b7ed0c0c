"""How many pieces of what a cause refunds lie in the stock again: known to an area above, which registers itself here.

Asked by `gateway_calls` for gateways that keep the shop's stock, inside the shop.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

Keeper = Callable[[UUID], Mapping[UUID, int]]
_keepers: list[Keeper] = []


def keeps_stock(keeper: Keeper) -> Keeper:
    """Register `keeper(cause_id)`: pieces back in stock, by order line."""
    _keepers.append(keeper)
    return keeper


def back_in_stock(cause_id: UUID) -> dict[UUID, int]:
    """Pieces by order line; nothing for lines whose goods are elsewhere, or with nobody yet."""
    found: dict[UUID, int] = {}
    for keeper in _keepers:
        for line, pieces in keeper(cause_id).items():
            found[line] = found.get(line, 0) + pieces
    return found
