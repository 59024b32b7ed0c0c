"""What a returned parcel should weigh, and whether it weighs something else: a hint for the inspection, no verdict.

Called where goods are inspected and where a courier is told what to fetch. Reads the catalogue; inside the shop.
"""

from dataclasses import dataclass

from huitou.logistics.models import GoodsReturn
from huitou.orders.models import Variant
from huitou.parcels.models import Parcel, ParcelScan

# Packing weighs something, and scales differ.
LIGHTEST, HEAVIEST = 0.7, 1.6
PACKING_GRAMS = 300


@dataclass(frozen=True, slots=True)
class WeightDoubt:
    """The parcel weighs other than its goods, in grams. `lighter`: something may be missing."""

    weighed: int
    expected: int
    lighter: bool


def expected_grams(back: GoodsReturn) -> int:
    """What the goods of the return weigh by the catalogue; 0 where it does not say it of every article. Two queries."""
    pieces = list(back.lines.values_list("order_line__sku", "quantity"))
    rows = Variant.objects.filter(sku__in=[sku for sku, _count in pieces])
    grams = dict(rows.values_list("sku", "weight_grams"))
    if not pieces or any(not grams.get(sku) for sku, _count in pieces):
        return 0
    return sum((grams[sku] or 0) * count for sku, count in pieces)


def weight_doubt(back: GoodsReturn) -> WeightDoubt | None:
    """None where nobody weighed it, nothing is known of its goods, or both fit. At most three queries."""
    weighed = back.weight_grams or _weighed_on_the_way(back)
    if not weighed:
        return None
    expected = expected_grams(back)
    if not expected or expected * LIGHTEST <= weighed <= expected * HEAVIEST + PACKING_GRAMS:
        return None
    return WeightDoubt(weighed, expected, weighed < expected)


def _weighed_on_the_way(back: GoodsReturn) -> int:
    """What the carrier's last scan of the return's parcel said."""
    if not back.tracking_number:
        return 0
    rows = ParcelScan.objects.filter(
        parcel__order=back.order_id, parcel__direction=Parcel.Direction.RETURN,
        parcel__tracking_number=back.tracking_number, weight_grams__isnull=False,
    )  # fmt: skip
    return rows.order_by("-occurred_at", "-pk").values_list("weight_grams", flat=True).first() or 0
