"""Labels of the shop: how it has them made, and the one that counts for a return. Read by verbs, jobs and pages.

A source that sells labels (`parcels.carriers.labelling`) makes them, or a person of the shop gives them (`MANUAL`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from huitou.logistics.models import GoodsReturn, LabelPurchase, ReturnLabel
from huitou.parcels.carriers.labelling import Labels
from huitou.parcels.carriers.protocol import Misconfigured
from huitou.parcels.carriers.registry import codes, source

MANUAL: Final = "manual"
# Where the shop has said nothing, and the catalogue neither.
GRAMS, SIZE_MM = 1_000, (300, 200, 100)
# A bound against a carrier that sells one label after the other for one return.
MOST_PURCHASES = 6


@dataclass(frozen=True, slots=True)
class LabelTerms:
    """How the shop has its labels bought. `automatic`: as soon as a return is agreed whose way back the shop pays.

    `carriers`: the only ones that may carry, in the source's words; none: any. `limit_minor`: no dearer, in minor units
    of the shop's currency; 0: whatever it costs. `grams`, `size_mm`: of a parcel of which nothing is known.
    """

    automatic: bool = False
    carriers: tuple[str, ...] = ()
    limit_minor: int = 0
    grams: int = GRAMS
    size_mm: tuple[int, int, int] = SIZE_MM

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "LabelTerms":
        """As it is kept with the way; what is not there is as usual."""
        size = kept.get("size_mm") or SIZE_MM
        return cls(
            automatic=bool(kept.get("automatic")), carriers=tuple(kept.get("carriers", ())),
            limit_minor=int(kept.get("limit_minor", 0)), grams=int(kept.get("grams") or GRAMS),
            size_mm=(int(size[0]), int(size[1]), int(size[2])),
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "automatic": self.automatic, "carriers": list(self.carriers), "limit_minor": self.limit_minor,
            "grams": self.grams, "size_mm": list(self.size_mm),
        }  # fmt: skip


def labeller(code: str) -> Labels:
    """The adapter that sells labels. Raises Misconfigured for one that does not."""
    adapter = source(code)
    if not isinstance(adapter, Labels):
        raise Misconfigured("cannot_label", f"{code} sells no labels")
    return adapter


def labelling_codes() -> list[str]:
    """The sources of this installation that sell labels."""
    return [code for code in codes() if source(code).capabilities.labels]


def label_of(goods_return: GoodsReturn, at: datetime) -> ReturnLabel | None:
    """The newest label that can still be used."""
    newest = ReturnLabel.objects.filter(goods_return=goods_return).order_by("-given_at", "-pk").first()
    if newest is None or newest.voided_at is not None or (newest.expires_at is not None and newest.expires_at <= at):
        return None
    return newest


def purchase_of(goods_return: GoodsReturn) -> LabelPurchase | None:
    """The newest purchase of a label, whatever came of it; no query where nobody sells labels for the return."""
    if not goods_return.label_service:
        return None
    return LabelPurchase.objects.filter(goods_return=goods_return).order_by("-asked_at", "-pk").first()
