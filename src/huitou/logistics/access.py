"""Who may see a return, a replacement, or goods on their way back: the buyer and the shop's people.

An arbitrator sees a return once its goods are contested; who checks goods for the shop sees those that go to them.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Replacement, SendBack
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK


@accessed_by(GOODS_RETURN)
def access_return(actor: Actor, name: GoodsReturn | UUID | str, *, lock: bool = False) -> GoodsReturn:
    """The return that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_returns(actor), name), lock=lock)


def visible_returns(actor: Actor) -> "QuerySet[GoodsReturn, Any]":
    """All returns of the shop that the actor may see."""
    rows = GoodsReturn.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.CARRIER) or actor.may("returns.view"):
        return rows
    if actor.role == Role.PROVIDER and actor.provider_id is not None:
        return rows.filter(provider_id=actor.provider_id)
    if actor.role == Role.PLATFORM and actor.may("disputes.view"):
        return rows.filter(state="contested")  # what a dispute about goods is about; the rest is the shop's
    raise NotFound()


@accessed_by(REPLACEMENT)
def access_replacement(actor: Actor, name: Replacement | UUID | str, *, lock: bool = False) -> Replacement:
    """The replacement that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_replacements(actor), name), lock=lock)


def visible_replacements(actor: Actor) -> "QuerySet[Replacement, Any]":
    """All replacements of the shop that the actor may see."""
    rows = Replacement.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.CARRIER) or actor.may("returns.view"):
        return rows
    raise NotFound()


@accessed_by(SEND_BACK)
def access_send_back(actor: Actor, name: SendBack | UUID | str, *, lock: bool = False) -> SendBack:
    """The rejected goods that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_send_backs(actor), name), lock=lock)


def visible_send_backs(actor: Actor) -> "QuerySet[SendBack, Any]":
    """All rejected goods of the shop that the actor may see."""
    rows = SendBack.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.CARRIER) or actor.may("returns.view"):
        return rows
    raise NotFound()
