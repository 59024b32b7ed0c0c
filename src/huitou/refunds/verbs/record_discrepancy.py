"""Keep a difference between our books and a gateway's for a person to look at."""

from datetime import datetime

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy, Refund


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
    """The row of this difference; found again, it is the same row, and one that was closed stays closed."""
    row, _ = Discrepancy.objects.get_or_create(
        shop_id=actor.shop_id,
        gateway=gateway,
        kind=kind,
        key=key,
        defaults={
            "refund": refund,
            "currency": currency,
            "ours_minor": ours_minor,
            "theirs_minor": theirs_minor,
            "gateway_reference": gateway_reference,
            "found_at": at,
        },
    )
    return row
