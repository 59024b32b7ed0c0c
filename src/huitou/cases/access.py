"""Who may see a case: its buyer, the shop's people, an arbitrator once it is disputed."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, only
from huitou.core.models import Event
from huitou.core.verbs import accessed_by

DISPUTED = ("disputed", "goods_disputed")
# A dispute begins by these, and whoever rules may follow what became of it.
CALLED_IN = ("cases.case.called_in_platform", "cases.case.objected")


@accessed_by(CASE)
def access_case(actor: Actor, name: Case | UUID | str, *, lock: bool = False) -> Case:
    """The case that the actor may see, by row, id or reference (`R-…`). Raises NotFound."""
    rows = visible_cases(actor).select_related("sheet", "reduced_sheet", "goods_return")
    return only(named(rows, name), lock=lock)


def visible_cases(actor: Actor) -> "QuerySet[Case, Any]":
    """All cases of the shop that the actor may see, newest first. Raises NotFound for who may see none."""
    rows = Case.objects.order_by("-opened_at", "-pk")
    if actor.role == Role.BUYER:
        if actor.order_ids is not None:
            return rows.filter(order_id__in=actor.order_ids)
        return rows.filter(customer_id=actor.customer_id) if actor.customer_id else rows.none()
    if actor.role == Role.PLATFORM:
        return _disputed(rows, actor)
    if actor.role == Role.SYSTEM or actor.may("cases.view"):
        return rows
    raise NotFound()


def _disputed(rows: "QuerySet[Case, Any]", actor: Actor) -> "QuerySet[Case, Any]":
    """What a platform sees of a shop: open disputes, and with the right to see cases those that were disputed once."""
    if not actor.may("disputes.view"):
        raise NotFound()
    if not actor.may("cases.view"):
        return rows.filter(state__in=DISPUTED)
    begun = Event.objects.filter(shop=OuterRef("shop"), subject_id=OuterRef("pk"), kind__in=CALLED_IN)
    return rows.filter(Q(state__in=DISPUTED) | Exists(begun))
