"""Couriers whom their carrier refused to call off: a person of the shop does it, until it is done.

Read by the desk's queue; settled by a person, or by itself where the carrier called him off after all.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.verbs import verb
from huitou.logistics.access import access_return
from huitou.logistics.models import PickUp


def not_called_off() -> "QuerySet[PickUp, Any]":
    """Those that wait for a person, the next to come first."""
    rows = PickUp.objects.filter(call_off_failed_at__isnull=False, call_off_settled_at=None)
    return rows.select_related("goods_return__order").order_by("starts_at", "pk")


@verb
def settle_call_off(*, pick_up: UUID, actor: Actor, at: datetime) -> PickUp:
    """The shop has called the courier off by itself, or he need not be any more. Raises NotFound, Forbidden."""
    actor.require("goods.receive")
    found = PickUp.objects.filter(pk=pick_up, call_off_failed_at__isnull=False).first()
    if found is None:
        raise NotFound()
    back = access_return(actor, found.goods_return_id, lock=True)
    found.refresh_from_db()
    if found.call_off_settled_at is None:
        found.call_off_settled_at = at
        found.save(update_fields=["call_off_settled_at"])
        facts = {"pick_up": found.pk, "service": found.service}
        events.record(back, "logistics.goods_return.settled_call_off", actor=actor, at=at, facts=facts)
        back.save()
    return found


@verb
def note_call_off(*, pick_up: UUID, failure_code: str, actor: Actor, at: datetime) -> PickUp:
    """The carrier called him off (no `failure_code`), or refused to."""
    key = PickUp.objects.values_list("goods_return_id", flat=True).get(pk=pick_up)
    back = access_return(actor, key, lock=True)
    found = PickUp.objects.get(pk=pick_up)
    if not failure_code:
        found.called_off_at = at
        if found.call_off_failed_at is not None:
            found.call_off_settled_at = found.call_off_settled_at or at
        found.save()
        return found
    found.failure_code = failure_code[:40]
    first = found.call_off_failed_at is None
    found.call_off_failed_at = found.call_off_failed_at or at
    found.save()
    if first:
        facts = {"pick_up": found.pk, "service": found.service, "failure": found.failure_code}
        events.record(back, "logistics.goods_return.kept_courier", actor=actor, at=at, facts=facts)
        back.save()
    return found
