"""A wish as it is applied for: pieces of order lines, each with its kind and reason; and what each asks of the sheet.

Called by `cases.judging` to preview and to perform, and by the verbs that write a case's lines.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, field_validator

from huitou.cases.models import Case, Kind
from huitou.core.errors import Invalid, NotFound
from huitou.core.money import Money, format_money, portion
from huitou.core.whole_sums import whole_sum
from huitou.orders.models import Line, Order, Variant
from huitou.orders.verbs.stock import SoldOut
from huitou.policies.rules.facts import Wish, WishLine
from huitou.policies.rules.vocabulary import KINDS
from huitou.refunds.queries.facts import LineOfAnotherOrder, Wanted

LARGEST_SUM = 10**15


class WishedLine(BaseModel):
    """Some pieces of one order line with the buyer's reason; `opened` where the packaging was asked about.

    `kind`: where this line's wish differs from the others. `variant`: what an exchange is to bring, none for the same
    again. `amount_minor`: the sum that the buyer names, for kinds where it is not computed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: int = Field(ge=1, le=1_000_000)
    reason: str = Field(max_length=40, examples=["damaged"])
    opened: bool | None = None
    kind: Kind | None = None
    variant: UUID | None = None
    amount_minor: int | None = Field(default=None, ge=1, le=LARGEST_SUM)
    _whole_sums = field_validator("*", mode="before")(whole_sum)


class SumMissing(Invalid):
    """A wish for a part of the price that does not say which part."""

    code = "sum_missing"
    message = _("Say how much you ask for.")


class SumOutOfBounds(Invalid):
    """More than was paid for the pieces."""

    code = "sum_out_of_bounds"
    message = _("Ask for at most %(most)s: more was not paid for these items.")


class VariantUnknown(NotFound):
    """What an exchange is to bring is not sold by this shop, is another product, or not in the order's currency."""

    code = "variant_unknown"
    message = _("This variant is not for sale here any more. Choose another one.")


def kind_of_line(kind: str, line: WishedLine) -> str:
    """The line's own kind, or that of the whole wish."""
    return str(line.kind or kind)


def kind_of_all(kind: str, lines: Iterable[WishedLine]) -> str:
    """The kind that all lines share, or `mixed`."""
    found = {kind_of_line(kind, line) for line in lines}
    return found.pop() if len(found) == 1 else str(Kind.MIXED)


def wish_of(kind: str, lines: Sequence[WishedLine], evidence: Sequence[str]) -> Wish:
    """The wish in the words of the policy's rules."""
    return Wish(
        kind=str(kind),
        lines=tuple(
            WishLine(str(line.line), line.quantity, line.reason, line.opened, kind_of_line(kind, line))
            for line in lines
        ),
        evidence=tuple(evidence),
    )


def wanted_of(order: Order, kind: str, lines: Sequence[WishedLine]) -> list[Wanted]:
    """What the lines ask of the sheet: pieces paid back, a part of the price, or the difference of an exchange.

    Raises SumMissing, SumOutOfBounds, VariantUnknown, SoldOut, LineOfAnotherOrder.
    """
    return [wanted for line in lines if (wanted := _wanted(order, kind_of_line(kind, line), line)) is not None]


def _wanted(order: Order, kind: str, line: WishedLine) -> Wanted | None:
    known = KINDS.get(kind)
    if known is None or (known.pays and not known.names_sum):
        return Wanted(line.line, line.quantity)
    if known.names_sum:
        return Wanted(line.line, 0, difference_minor=_named_sum(order, line), difference_for=kind)
    _demand_in_stock(order, line)
    cheaper = max(0, -surcharge_minor(order, line))
    return Wanted(line.line, 0, difference_minor=cheaper, difference_for="exchange") if cheaper else None


def _named_sum(order: Order, line: WishedLine) -> int:
    if line.amount_minor is None:
        raise SumMissing()
    most = paid_for(order, line)
    if line.amount_minor > most:
        raise SumOutOfBounds(most=format_money(Money(most, order.currency)))
    return line.amount_minor


def paid_for(order: Order, line: WishedLine) -> int:
    """What was paid for these pieces, without shipping, minor units. Raises LineOfAnotherOrder."""
    found = Line.objects.filter(order=order, pk=line.line).select_related("order").first()
    if found is None:
        raise LineOfAnotherOrder()
    return portion(found.total_minor, min(line.quantity, found.quantity), found.quantity)


def surcharge_minor(order: Order, line: WishedLine) -> int:
    """What the pieces of an exchange cost more than those that were bought; negative where less.

    Raises VariantUnknown, LineOfAnotherOrder.
    """
    variant = _variant(order, line)
    return 0 if variant is None else variant.price_minor * line.quantity - paid_for(order, line)


def extra_minor(order: Order, lines: Iterable[WishedLine]) -> int:
    """What the buyer pays on top for all exchanges of the wish, minor units. Raises as `surcharge_minor`."""
    return sum(max(0, surcharge_minor(order, line)) for line in lines if line.variant is not None)


def _demand_in_stock(order: Order, line: WishedLine) -> None:
    variant = _variant(order, line)
    if variant is not None and variant.free is not None and variant.free < line.quantity:
        raise SoldOut(title=str(variant), free=variant.free)


def _variant(order: Order, line: WishedLine) -> Variant | None:
    if line.variant is None:
        return None
    found = Variant.objects.filter(pk=line.variant, currency=order.currency).first()
    bought = Line.objects.filter(order=order, pk=line.line).first()
    if bought is None:
        raise LineOfAnotherOrder()
    # The cheapest thing of the shop would turn an exchange into money that the policy does not give.
    if found is None or found.product not in _products(bought):
        raise VariantUnknown()
    return found


def _products(line: Line) -> set[str]:
    """What the catalogue calls the line's product: by its article; else a product named like the article or title."""
    own = set(Variant.objects.filter(sku=line.sku).values_list("product", flat=True)) if line.sku else set()
    return own or {name for name in (line.sku, line.title[:120]) if name}


def set_duties(case: Case, kind: str, lines: Sequence[WishedLine]) -> None:
    """Write on the case what its lines bring with them: goods back, a replacement, a repair."""
    kinds = [KINDS[kind_of_line(kind, line)] for line in lines]
    case.kind = kind_of_all(kind, lines)
    case.brings_goods_back = any(one.goods_return for one in kinds)
    case.replaces = any(one.replaces for one in kinds)
    case.repairs = any(one.repairs for one in kinds)
