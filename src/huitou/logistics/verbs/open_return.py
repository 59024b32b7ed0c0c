"""Open the way back for some pieces of an order, once a case is agreed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.ids import new_ref
from huitou.core.verbs import born, verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLine


@verb
def open_return(
    *, order_id: UUID, quantities: Mapping[UUID, int], terms: Mapping[str, int], actor: Actor, at: datetime
) -> GoodsReturn:
    """Open a return.

    `quantities`: order line id → pieces, which the caller has claimed on the order. `terms`: hours by term name.
    """
    goods_return = GoodsReturn(
        shop_id=actor.shop_id,
        order_id=order_id,
        ref=new_ref("B"),
        state="awaiting_hand_over",
        terms=dict(terms),
        opened_at=at,
    )
    born(
        GOODS_RETURN,
        goods_return,
        "open",
        actor=actor,
        at=at,
        facts={"order": order_id, "quantities": {str(line): pieces for line, pieces in quantities.items()}},
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(shop_id=actor.shop_id, goods_return=goods_return, order_line_id=line, quantity=quantity)
        for line, quantity in quantities.items()
    )
    return goods_return
