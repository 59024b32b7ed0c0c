"""Who may see a case: its buyer, the shop's people, an arbitrator once it is disputed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.cases.at_work import ROWS
from huitou.cases.disputes import access as of_disputes  # noqa: F401  (it registers itself)
from huitou.cases.disputes.conflicts import without_own
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.paying_by_law import access as of_money_due  # noqa: F401  (it registers itself)
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by
from huitou.orders.access import shows_arbitrators

SHEET = Case._meta.get_field("sheet")
DISPUTED = ("disputed", "goods_disputed")


@accessed_by(CASE)
def access_case(actor: Actor, name: Case | UUID | str, *, lock: bool = False) -> Case:
    """The case that the actor may see, by row, id or reference (`R-…`). Raises NotFound."""
    rows = visible_cases(actor).select_related(*ROWS)
    found = only(named(rows, name), lock=lock)
    if isinstance(name, Case) and name.sheet_id == found.sheet_id and SHEET.is_cached(name):
        found.sheet = name.sheet  # a sheet never changes: what the caller has read is not read again after the lock
    return found


def visible_cases(actor: Actor) -> "QuerySet[Case, Any]":
    """All cases of the shop that the actor may see, newest first. Raises NotFound for who may see none."""
    rows = Case.objects.order_by("-opened_at", "-pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor, customer="customer")
    if actor.role == Role.PLATFORM:
        return _disputed(rows, actor)
    if actor.role == Role.SYSTEM or actor.may("cases.view"):
        return rows
    raise NotFound()


def _disputed(rows: "QuerySet[Case, Any]", actor: Actor) -> "QuerySet[Case, Any]":
    """What a platform sees of a shop: open disputes, and with the right to see cases those that were disputed once.

    Never those in which the person is the buyer, whatever they come with.
    """
    if not actor.may("disputes.view"):
        raise NotFound()
    rows = without_own(rows, actor, customer="customer")
    if not actor.may("cases.view"):
        return rows.filter(state__in=DISPUTED)
    return rows.filter(dispute__isnull=False)


@shows_arbitrators
def orders_in_dispute(actor: Actor) -> "QuerySet[Case, Any]":
    """The orders whose cases a platform's arbitrator sees; no other order of the shop is their business."""
    return visible_cases(actor).order_by().values("order_id")
