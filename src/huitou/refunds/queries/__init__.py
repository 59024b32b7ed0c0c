"""Reading the money-back area, in the open shop. Nothing here changes anything."""

from huitou.refunds.queries.facts import Wanted, sheet_facts
from huitou.refunds.queries.refunds import (
    RefundDetail,
    explained_of_same,
    open_differences,
    paid_in_full,
    queue_for_people,
    refund_detail,
    refunds_of_cause,
    refunds_of_order,
)

__all__ = [
    "RefundDetail",
    "Wanted",
    "explained_of_same",
    "open_differences",
    "paid_in_full",
    "queue_for_people",
    "refund_detail",
    "refunds_of_cause",
    "refunds_of_order",
    "sheet_facts",
]
