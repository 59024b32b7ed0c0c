"""The lines of a return with those of the order. Called inside the shop by verbs and by whoever shows the return."""

from django.db.models import Prefetch, prefetch_related_objects

from huitou.logistics.models import GoodsReturn, ReturnLine


def lines_of(goods_return: GoodsReturn) -> list[ReturnLine]:
    """By the key of the order's line. One query for this row, none the second time: what a verb changed is shown."""
    rows = ReturnLine.objects.select_related("order_line")
    prefetch_related_objects([goods_return], Prefetch("lines", rows))
    return sorted(goods_return.lines.all(), key=lambda line: line.order_line_id)
