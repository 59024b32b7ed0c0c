"""Open the way back for some pieces of an order, once a case is agreed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.ids import new_ref
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import born, verb
from huitou.logistics.labels import LabelTerms
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import Disposition, GoodsReturn, ReturnLine
from huitou.logistics.verbs.buy_label import begin_buying
from huitou.logistics.ways import address_for, ways_and_labels


@verb
def open_return(
    *,
    order_id: UUID,
    quantities: Mapping[UUID, int],
    terms: Mapping[str, int],
    actor: Actor,
    at: datetime,
    country: str = "",
    reasons: Collection[str] = (),
    buyer_pays: bool = False,
    to_workshop: Collection[UUID] = (),
) -> GoodsReturn:
    """Open a return; which ways are offered, for what and where to, is settled here and stays.

    `quantities`: order line id → pieces, which the caller has claimed on the order. `terms`: hours by term name.
    `country`: the buyer's. `buyer_pays`: the policy leaves the way back to the buyer. `to_workshop`: lines that are
    repaired and never go into stock.
    """
    address = address_for(country)
    ways, labels = ways_and_labels(country=country, reasons=reasons, buyer_pays=buyer_pays)
    goods_return = GoodsReturn(
        shop_id=actor.shop_id,
        order_id=order_id,
        ref=new_ref("B"),
        state="awaiting_hand_over",
        terms=dict(terms),
        opened_at=at,
        ways=ways,
        send_to=address.address if address is not None else open_shop_row().address,
        send_to_parts=address.parts if address is not None else {},
        provider=address.provider if address is not None else None,
        label_service=labels.service if labels is not None else "",
    )
    if labels is not None and labels.service and not buyer_pays and LabelTerms.from_json(labels.labelling).automatic:
        begin_buying(goods_return)
    born(
        GOODS_RETURN,
        goods_return,
        "open",
        actor=actor,
        at=at,
        facts={
            "order": order_id,
            "quantities": {str(line): pieces for line, pieces in quantities.items()},
            "ways": ways,
            **({"provider": goods_return.provider_id} if goods_return.provider_id else {}),
        },
    )
    _write_lines(goods_return, quantities, to_workshop)
    return goods_return


def _write_lines(goods_return: GoodsReturn, quantities: Mapping[UUID, int], to_workshop: Collection[UUID]) -> None:
    ReturnLine.objects.bulk_create(
        ReturnLine(
            shop_id=goods_return.shop_id,
            goods_return=goods_return,
            order_line_id=line,
            quantity=quantity,
            disposition=Disposition.REPAIR if line in to_workshop else "",
        )
        for line, quantity in quantities.items()
    )
