"""What an item can be exchanged into: the variants of its product with price and stock, the same again among them.

Read from the shop's catalogue by the application. A shop without a catalogue sends the same again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from huitou.core.money import Money, format_money, portion
from huitou.orders.models import Line, Variant

MOST = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """One variant to choose. `key` empty: the same again. `difference`: what it costs more, below zero: less."""

    key: str
    label: str
    said: str
    difference: Money
    sold_out: bool
    chosen: bool
    image: str = ""

    @property
    def variant(self) -> UUID | None:
        """What the wish names."""
        return UUID(self.key) if self.key else None


def tiles(line: Line, quantity: int, variants: Sequence[Variant], wanted: UUID | None) -> list[Tile]:
    """The choices for some pieces of a line, the same again first. What is sold out is shown and cannot be chosen."""
    currency = line.order.currency
    paid = portion(line.total_minor, quantity, line.quantity)
    found = [_same_again(line, quantity, variants)]
    for variant in variants:
        if variant.sku == line.sku or variant.currency != currency:
            continue
        difference = Money(variant.price_minor * quantity - paid, currency)
        sold_out = _sold_out(variant, quantity)
        said = _("Sold out") if sold_out else difference_words(difference)
        label = variant.name or variant.title
        found.append(Tile(str(variant.pk), label, said, difference, sold_out, chosen=False, image=variant.image))
    return _with_choice(found[:MOST], wanted)


def difference_words(difference: Money) -> str:
    """What a variant costs more or less, in a few words."""
    if not difference:
        return _("Same price")
    if difference.minor > 0:
        return _("%(sum)s to pay") % {"sum": f"+{format_money(difference)}"}
    return _("%(sum)s back to you") % {"sum": format_money(-difference)}


def _same_again(line: Line, quantity: int, variants: Sequence[Variant]) -> Tile:
    own = next((variant for variant in variants if variant.sku == line.sku), None)
    sold_out = own is not None and _sold_out(own, quantity)
    label = _("The same again: %(name)s") % {"name": line.variant} if line.variant else _("The same again")
    said = _("Sold out") if sold_out else _("Same price")
    return Tile("", label, said, Money.zero(line.order.currency), sold_out, chosen=False, image=line.image)


def _sold_out(variant: Variant, quantity: int) -> bool:
    return variant.free is not None and variant.free < quantity


def _with_choice(found: list[Tile], wanted: UUID | None) -> list[Tile]:
    """The wanted one is chosen; else the same again; else, where that is sold out, nothing yet."""
    open_ = [tile for tile in found if not tile.sold_out]
    chosen = next((tile for tile in open_ if tile.variant == wanted), None)
    if chosen is None and wanted is None:
        chosen = next((tile for tile in open_ if not tile.key), None)
    return [replace(tile, chosen=True) if tile is chosen else tile for tile in found]
