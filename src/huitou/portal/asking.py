"""What a solution still asks of each item: which variant an exchange brings, how much money, how this item is solved.

Called by `portal.solutions`. It reads what was typed and says what is missing; it judges nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from huitou.core.errors import HuitouError
from huitou.core.money import Money, format_money, parse_amount, portion
from huitou.orders.models import Line, Variant
from huitou.policies.rules.vocabulary import KINDS
from huitou.portal.variants import Tile, tiles
from huitou.portal.wishes import Draft


@dataclass(frozen=True, slots=True)
class SumAsked:
    """A sum that the buyer names. `minor` None: not said yet, or not as it can be; `error` says why.

    `price_now`: what is typed is the price of one piece today, and the sum is what was paid above it.
    """

    name: str
    label: str
    help: str
    currency: str
    typed: str
    minor: int | None
    most: Money
    error: str = ""

    @property
    def sum(self) -> Money | None:
        """What is asked for."""
        return None if self.minor is None else Money(self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class LineAsk:
    """One item in a solution. `kinds`: how it can be solved by itself, where each item has its own way."""

    place: int
    line: Line
    quantity: int
    kind: str
    tiles: Sequence[Tile] = ()
    sum: SumAsked | None = None
    kinds: Sequence[tuple[str, str]] = ()

    @property
    def tile(self) -> Tile | None:
        """The variant that is chosen."""
        return next((tile for tile in self.tiles if tile.chosen), None)

    @property
    def ready(self) -> bool:
        """Whether all is said."""
        return (not self.tiles or self.tile is not None) and (self.sum is None or self.sum.minor is not None)

    @property
    def choosable(self) -> bool:
        """Whether there is more to exchange into than the same again."""
        return len(self.tiles) > 1 or any(tile.sold_out for tile in self.tiles)

    def wish(self) -> Mapping[str, object]:
        """The item's own part of the wish. Where a sum is still missing, the most that is possible stands for it."""
        more: dict[str, object] = {"kind": self.kind}
        if self.tile is not None and self.tile.key:
            more["variant"] = UUID(self.tile.key)
        if self.sum is not None:
            more["amount_minor"] = self.sum.minor or max(1, self.sum.most.minor)
        return more


def ask_of(
    draft: Draft,
    place: int,
    line: Line,
    kind: str,
    catalogue: Mapping[str, Sequence[Variant]],
    kinds: Sequence[tuple[str, str]] = (),
) -> LineAsk:
    """What this kind asks of the item, with what was said so far."""
    quantity = draft.pieces[place]
    asked = _sum(draft, place, line, quantity, kind) if KINDS[kind].names_sum else None
    found = tiles(line, quantity, catalogue.get(line.sku, ()), draft.variants.get(place)) if kind == "exchange" else ()
    return LineAsk(place, line, quantity, kind, found, asked, kinds)


def _sum(draft: Draft, place: int, line: Line, quantity: int, kind: str) -> SumAsked:
    currency = line.order.currency
    paid = Money(portion(line.total_minor, quantity, line.quantity), currency)
    typed = draft.sums.get(place, "")
    price_now = kind == "price_adjustment"
    minor, error = (None, "") if not typed else _read(typed, currency, paid, quantity, price_now=price_now)
    one = format_money(Money(portion(line.total_minor, 1, line.quantity), currency))
    if price_now:
        label = _("What one piece costs now")
        said = _("You paid %(sum)s for one piece; you get the difference.") % {"sum": one}
    else:
        label = _("How much money back")
        said = _("At most %(most)s, what you paid for this.") % {"most": format_money(paid)}
    if len(draft.pieces) > 1:
        label = _("%(title)s: %(asked)s") % {"title": line.title, "asked": label}
    return SumAsked(f"a{place}", label, said, currency, typed, minor, paid, error)


def _read(typed: str, currency: str, paid: Money, quantity: int, *, price_now: bool) -> tuple[int | None, str]:
    """Minor units, or what is wrong."""
    try:
        minor = parse_amount(typed, currency).minor
    except HuitouError as error:
        return None, error.text
    if price_now:
        minor = paid.minor - minor * quantity
        if minor <= 0:
            return None, _("This is not less than what you paid.")
    if minor <= 0:
        return None, _("Enter a sum above zero.")
    if minor > paid.minor:
        return None, _("At most %(most)s can be asked for.") % {"most": format_money(paid)}
    return minor, ""
