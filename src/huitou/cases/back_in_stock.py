"""Which pieces of a case lie in stock again, as the inspection settled. Registers with `refunds.restocking`."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Sum

from huitou.cases.models import Case
from huitou.logistics.models import Disposition, StockMessage
from huitou.refunds.restocking import keeps_stock


@keeps_stock
def restocked(cause_id: UUID) -> Mapping[UUID, int]:
    """By order line; only what was settled to be sold again."""
    case = Case.objects.filter(pk=cause_id).only("goods_return_id").first()
    if case is None or case.goods_return_id is None:
        return {}
    rows = StockMessage.objects.filter(goods_return_id=case.goods_return_id, disposition=Disposition.RESTOCK)
    return dict(rows.values_list("order_line_id").annotate(pieces=Sum("quantity")).order_by())
