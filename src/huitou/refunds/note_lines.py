"""What a credit note says: the lines that were paid back, each split into net and tax. Pure.

Tax is cumulative like every share: however a line is refunded in parts, the parts' taxes add up to the line's tax.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from huitou.core.money import allocate, portion


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line. Sums are minor units; `gross` = net + tax; `rate_basis_points` is the tax on the net price.

    `returned`: pieces that the buyer does not keep are paid back, here or by another payment's part; otherwise it is a
    reduction of the price, in part or whole.
    """

    title: str
    quantity: int
    gross_minor: int
    tax_minor: int
    rate_basis_points: int
    returned: bool

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.tax_minor

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bought:
    """A line as it was bought. `goods_minor` is what was paid for it with its tax, without shipping."""

    title: str
    goods_minor: int
    tax_minor: int


def note_lines(
    paid_minor: int,
    shares: Sequence[tuple[str, int, int]],
    bought: Mapping[str, Bought],
    before: Mapping[str, int],
    with_pieces: Collection[str] = (),
    kept: Collection[str] = (),
) -> list[NoteLine]:
    """The lines of a refund. `shares`: (line, units, minor units); `before`: what earlier notes gave back by line.
    `with_pieces`: the lines of which another payment's part of the same sheet counts the pieces. `kept`: the lines
    whose pieces stay with the buyer.

    What was really paid is allotted to the lines by their shares.
    """
    gross = by_share(paid_minor, [minor for _line, _units, minor in shares])
    return [
        _line(
            bought[line], units, minor, before.get(line, 0),
            returned=(bool(units) or line in with_pieces) and line not in kept,
        )
        for (line, units, _asked), minor in zip(shares, gross, strict=True)
        if minor or units
    ]  # fmt: skip


def by_share(paid_minor: int, asked: Sequence[int]) -> list[int]:
    """What was really paid by line, in proportion to what was asked for each."""
    return allocate(paid_minor, asked if any(asked) else [1] * len(asked)) if asked else []


def _line(bought: Bought, units: int, gross: int, before: int, *, returned: bool) -> NoteLine:
    # What goes beyond the goods is shipping; its tax is not known by line and stays in the net sum.
    first, last = min(before, bought.goods_minor), min(before + gross, bought.goods_minor)
    tax = 0
    if bought.goods_minor:
        tax = portion(bought.tax_minor, last, bought.goods_minor) - portion(bought.tax_minor, first, bought.goods_minor)
    net_bought = bought.goods_minor - bought.tax_minor
    rate = portion(bought.tax_minor, 10_000, net_bought) if net_bought > 0 else 0
    return NoteLine(bought.title, units, gross, tax, rate, returned)
