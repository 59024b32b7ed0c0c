"""Writes down what changed about a shop itself (people, tokens, facts, brand) on the shop's own chain.

Called by the verbs of accounts, inside their transaction. Facts are ids, codes and names of fields: no addresses, no
names of people.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.accounts.models import ShopRecord, Staff
from huitou.core import events
from huitou.core.actors import Actor, Role

KINDS = (
    "accounts.shop.opened",
    "accounts.shop.edited",
    "accounts.brand.edited",
    "accounts.member.invited",
    "accounts.invitation.withdrawn",
    "accounts.member.joined",
    "accounts.member.role_changed",
    "accounts.member.removed",
    "accounts.token.created",
    "accounts.token.revoked",
    "accounts.domain.wanted",
    "accounts.domain.proven",
    "accounts.domain.failing",
    "accounts.domain.lost",
    "accounts.domain.expired",
    "accounts.domain.given_up",
    "orders.catalogue.saved",
    "retention.measuring.set",
)


def note(kind: str, *, actor: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    """Append the event to the chain of the actor's shop, under the chain's lock."""
    assert kind in KINDS  # the page that shows them knows no others
    ShopRecord.objects.bulk_create([ShopRecord(shop_id=actor.shop_id)], ignore_conflicts=True)
    record = ShopRecord.objects.select_for_update().get()
    events.record(record, kind, actor=actor, at=at, facts=facts)
    record.save(update_fields=["chain_length", "chain_head"])


def person(staff: Staff, shop_id: UUID) -> Actor:
    """Somebody who acts on their own membership, such as by joining."""
    return Actor(role=Role.MERCHANT, shop_id=shop_id, id=f"staff:{staff.pk}", name=staff.name)
