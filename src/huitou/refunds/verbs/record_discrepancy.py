"""Keep a difference between our books and a gateway's for a person to look at."""

import hashlib
from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.models.discrepancy import LONGEST_KEY, OTHER_FACTS


@verb
def record_discrepancy(
    *,
    actor: Actor,
    at: datetime,
    gateway: str,
    kind: str,
    key: str,
    currency: str,
    ours_minor: int,
    theirs_minor: int,
    refund: Refund | None = None,
    gateway_reference: str = "",
) -> Discrepancy:
    """The row of this difference; told again by the same sums it is the same row, and one that was closed stays closed.

    Other sums are news: while nobody has explained the row it says the new ones; else they are a row of their own, and
    who explained and closed the first one stands where it stood.
    """
    facts: dict[str, Any] = {
        "refund": refund,
        "currency": currency,
        "ours_minor": ours_minor,
        "theirs_minor": theirs_minor,
        "gateway_reference": gateway_reference,
    }
    named = {"shop_id": actor.shop_id, "gateway": gateway, "kind": kind}
    row, made = Discrepancy.objects.get_or_create(**named, key=key, defaults={**facts, "found_at": at})
    if made or kind == Discrepancy.Kind.LEDGER_DIFFERS or _says(row, facts):
        return row  # by how much the ledger differs stands in its key: both sums grow every day
    row = Discrepancy.objects.select_for_update().get(pk=row.pk)
    if _says(row, facts):
        return row
    if row.explained_at is None:
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        return row
    again, _ = Discrepancy.objects.get_or_create(**named, key=_key_of(key, facts), defaults={**facts, "found_at": at})
    return again


def _says(row: Discrepancy, facts: dict[str, Any]) -> bool:
    return all(getattr(row, name) == facts[name] for name in ("currency", "ours_minor", "theirs_minor"))


def _key_of(key: str, facts: dict[str, Any]) -> str:
    """The key of what differs by these sums, after something else was explained under the plain one."""
    sums = f"{OTHER_FACTS}{facts['currency']}:{facts['ours_minor']}:{facts['theirs_minor']}"
    if len(key) + len(sums) > LONGEST_KEY:
        key = hashlib.sha256(key.encode()).hexdigest()
    return key + sums
