"""Who may reach a refund. Absent and forbidden look the same."""

from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by
from huitou.orders.access import orders_for
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Chargeback, Refund
from huitou.refunds.outflow import lock_among_waiting


@accessed_by(REFUND)
def access_refund(actor: Actor, refund: Refund | UUID | str, *, lock: bool = False) -> Refund:
    """The refund by row, id or reference (`F-…`), in the open shop; with `lock`, locked and read anew.

    A buyer reaches refunds of the orders of their grant. Raises NotFound.
    """
    name = refund.strip().upper() if isinstance(refund, str) else refund
    return only(named(visible_refunds(actor), name), lock=lock)


def visible_refunds(actor: Actor) -> "QuerySet[Refund]":
    """The refunds of the open shop that the actor may see. Raises NotFound for who may see none."""
    rows = Refund.objects.all()
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role == Role.PLATFORM and not actor.may("refunds.view"):
        if not actor.may("disputes.rule"):
            raise NotFound()
        return rows.filter(order__in=orders_for(actor))
    if actor.role in (Role.MERCHANT, Role.PLATFORM):
        if not (actor.may("refunds.view") or actor.may("cases.view")):
            raise NotFound()
    elif actor.role not in (Role.SYSTEM, Role.GATEWAY):
        raise NotFound()  # carriers and companies that check goods have nothing to do with money
    return rows


@accessed_by(CHARGEBACK)
def access_chargeback(actor: Actor, chargeback: Chargeback | UUID | str, *, lock: bool = False) -> Chargeback:
    """The chargeback by row, id or reference (`B-…`), for who sees the shop's refunds; with `lock`, what waits for the
    room that it may give back is locked with it. Raises NotFound.
    """
    rows = named(visible_chargebacks(actor), chargeback)
    if lock:
        found = only(rows, lock=False)
        lock_among_waiting(found.payment_id, found.pk)
    return only(rows, lock=lock)


def visible_chargebacks(actor: Actor) -> "QuerySet[Chargeback]":
    """The chargebacks of the open shop; a matter between the shop and the bank. Raises NotFound for others."""
    known = actor.role in (Role.SYSTEM, Role.GATEWAY)
    if not known and not (actor.role in (Role.MERCHANT, Role.PLATFORM) and actor.may("refunds.view")):
        raise NotFound()
    return Chargeback.objects.order_by("-opened_at", "pk")
