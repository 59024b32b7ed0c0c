"""What a case knows of repairs before one begins: whether the shop has had its chances, and what the workshop showed.

Called by `open_case`, `revise` and, through `services.proof`, by the verbs of repairs.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Evidence, Kind
from huitou.cases.wishing import WishedLine, kind_of_line
from huitou.core.actors import Role
from huitou.logistics.models import ReturnsProvider
from huitou.orders.models import Order
from huitou.services.cover import chances, warranties_of
from huitou.services.models import Repair
from huitou.services.proof import counts_pictures
from huitou.services.workshops import knows_workshops


@counts_pictures
def pictures_of(repair: Repair) -> int:
    """The pictures that the shop has added to the case since the goods came to the workshop."""
    rows = Evidence.objects.filter(case__repair=repair, role=Role.MERCHANT, erased_at=None)
    return rows.filter(at__gte=repair.opened_at).count()


@knows_workshops
def works_for_the_shop(company: UUID) -> bool:
    """Companies are entered with the ways back; a retired one gets nothing new."""
    return ReturnsProvider.objects.filter(pk=company, retired_at=None).exists()


def repaired_enough(order: Order, kind: str, lines: Sequence[WishedLine], at: datetime) -> bool:
    """Whether the law lets the buyer choose instead of waiting for one more repair of the same goods.

    Of several items with different wishes only those that are to be repaired are looked at; a warranty must still
    cover all of them.
    """
    claimed = [line.line for line in lines if kind_of_line(kind, line) == Kind.REPAIR]
    if not claimed or not chances(order, claimed).spent:
        return False
    found = warranties_of(order)
    return all(line in found and found[line].covers(at) for line in claimed)
