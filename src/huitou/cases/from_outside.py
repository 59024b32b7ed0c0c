"""What a company that works for the shop from outside may put into a case: photos, as the shop's own evidence.

Called by the API and by the workshop's desk. It shows such a company nothing of the case.
"""

from uuid import UUID

from huitou.cases.models import Case
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.flow import NotTheirTurn
from huitou.logistics.access import access_return
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.services.access import access_repair
from huitou.services.machine import REPAIR
from huitou.services.models import Repair

AT_WORK = ("diagnosing", "repairing")
CHECKED = ("arrived", "reported")


def for_the_shop(actor: Actor) -> Actor:
    """Who works for the shop from outside adds to its evidence, and may do nothing else there."""
    if actor.role != Role.PROVIDER:
        return actor
    rights = frozenset({"cases.view", "cases.add_evidence"})
    return Actor(Role.MERCHANT, actor.shop_id, actor.id, rights, name=actor.name)


def case_at_the_bench(repair: Repair | UUID | str, actor: Actor) -> UUID:
    """The case that a photo of these goods belongs to, while they are looked at or repaired. Inside `in_shop`.

    Raises: NotFound, NotTheirTurn.
    """
    found = access_repair(actor, repair)
    if found.state not in AT_WORK:
        raise NotTheirTurn(machine=REPAIR.name, state=found.state, action="add_photo", role=str(actor.role))
    case = Case.objects.filter(repair=found).values_list("pk", flat=True).first()
    if case is None:
        raise NotFound()
    return case


def case_of_goods(goods_return: GoodsReturn | UUID | str, actor: Actor) -> UUID:
    """The case that a photo of these returned goods belongs to, while they are checked. Inside `in_shop`.

    Raises: NotFound, NotTheirTurn.
    """
    goods = access_return(actor, goods_return)
    if goods.state not in CHECKED:
        raise NotTheirTurn(machine=GOODS_RETURN.name, state=goods.state, action="add_photo", role=str(actor.role))
    case = Case.objects.filter(goods_return=goods).values_list("pk", flat=True).first()
    if case is None:
        raise NotFound()
    return case
