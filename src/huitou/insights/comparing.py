"""Shops beside each other: their published figures in one table. Pure; called by the platform and by no shop."""

from collections.abc import Iterable
from dataclasses import dataclass

from huitou.core.models import Shop
from huitou.insights.queries.figures import Figures
from huitou.insights.words import length_text


@dataclass(frozen=True, slots=True)
class ShopRow:
    """One shop. The lengths are middles in words, empty where there are too few cases. `order` sorts, slowest first."""

    shop: Shop
    count: int
    whole: str
    shops_part: str
    answer: str
    inspect: str
    in_time: int | None
    by_silence: int
    open_now: int
    order: tuple[bool, int, str]

    @property
    def enough(self) -> bool:
        """Whether there are cases enough for a figure."""
        return self.in_time is not None


def compared(found: Iterable[tuple[Shop, Figures]]) -> list[ShopRow]:
    """By the time in which it was the shop's own turn, slowest first; too few cases last."""
    rows = [_row(shop, figures) for shop, figures in found]
    return sorted(rows, key=lambda row: row.order)


def _row(shop: Shop, found: Figures) -> ShopRow:
    def median(step: str) -> str:
        figures = found.steps.get(step)
        return length_text(figures.median) if figures is not None and figures.enough else ""

    part = found.steps.get("shop")
    answer = found.steps.get("answer")
    return ShopRow(
        shop=shop,
        count=found.solved,
        whole=median("whole"),
        shops_part=median("shop"),
        answer=median("answer"),
        inspect=median("inspect"),
        in_time=found.in_time_per_cent if found.enough else None,
        by_silence=answer.by_silence if answer is not None else 0,
        open_now=found.open_now,
        order=(not found.enough, -(part.median if part is not None else 0), shop.name),
    )
