"""The goods are at the shop's door: the carrier's scan says so, or a person; or the buyer stands there with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.verbs import verb
from huitou.logistics.access import access_return
from huitou.logistics.codes import read_code
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import Disposition, GoodsReturn, PlaceKind, ReturnPlace, Way
from huitou.logistics.pick_ups.seats import end_pick_up
from huitou.logistics.verbs.inspect import WHOLE_BASIS_POINTS, Finding, accept_goods, contest_goods
from huitou.parcels.weights import demand_weight


class AlreadyTaken(Conflict):
    """The code was used before, or the return is over."""

    code = "return_already_taken"
    message = _("These goods were taken already, or the return is over. Look at the case to see how it stands.")


@verb(GOODS_RETURN, "arrive")
def arrive(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    place: UUID | None = None,
    weight_grams: int | None = None,
) -> dict[str, Any]:
    """Mark the goods as arrived; the clock of the inspection starts. `place`: the store where the buyer brought them.

    `weight_grams`: what the parcel weighs as it came. Raises: WeightInvalid, NotFound for a store that there is not.
    """
    demand_weight(weight_grams)
    if place is not None:
        store = ReturnPlace.objects.filter(pk=place, kind=PlaceKind.STORE, closed_at=None).first()
        if store is None:
            raise NotFound()
        goods_return.place, goods_return.way = store, Way.STORE
    end_pick_up(goods_return, "cancelled", at)
    goods_return.arrived_at = at
    if goods_return.handed_over_at is None:
        goods_return.handed_over_at = at
    goods_return.weight_grams = weight_grams
    told: dict[str, Any] = {"place": place} if place is not None else {}
    return told if weight_grams is None else {**told, "weight_grams": weight_grams}


@verb
def receive_in_store(
    *,
    code: str,
    actor: Actor,
    at: datetime,
    place: UUID | None = None,
    findings: Sequence[Finding] = (),
    damaged_basis_points: int = WHOLE_BASIS_POINTS,
    disposition: Disposition = Disposition.RESTOCK,
) -> GoodsReturn:
    """Take and check the goods at the counter in one step; what was agreed follows at once.

    `code`: as the buyer shows it (`codes.return_code`). `findings`: where something is wrong; none: all is good.
    Raises: CodeForged, AlreadyTaken, NotFound, Forbidden and what the inspection raises.
    """
    actor.require("goods.receive")
    actor.require("goods.inspect")
    goods_return = access_return(actor, read_code(actor.shop_id, code), lock=True)
    if goods_return.state in (*GOODS_RETURN.finals, "reported"):
        raise AlreadyTaken()
    if goods_return.state != "arrived":
        goods_return = arrive(goods_return=goods_return, actor=actor, at=at, place=place)
    whole = {"goods_return": goods_return, "actor": actor, "at": at, "disposition": disposition}
    if all(finding.good == finding.total for finding in findings):
        return accept_goods(**whole)  # type: ignore[no-any-return]
    return contest_goods(  # type: ignore[no-any-return]
        **whole, findings=findings, damaged_basis_points=damaged_basis_points
    )
