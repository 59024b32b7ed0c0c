"""What a case knows of repairs before one begins: whether the shop has had its chances, and what the workshop showed.

Called by `open_case` and, through `services.proof`, by the verbs of repairs.
"""

from collections.abc import Sequence
from datetime import datetime

from huitou.cases.models import Case, Evidence, Kind
from huitou.cases.wishing import WishedLine, kind_of_line
from huitou.core.actors import Role
from huitou.orders.models import Order
from huitou.services.cover import chances, warranties_of
from huitou.services.models import Repair
from huitou.services.proof import counts_pictures


@counts_pictures
def pictures_of(repair: Repair) -> int:
    """The pictures that the shop has added to the case since the goods came to the workshop."""
    rows = Evidence.objects.filter(case__repair=repair, role=Role.MERCHANT, erased_at=None)
    return rows.filter(at__gte=repair.opened_at).count()


def repaired_enough(order: Order, kind: str, lines: Sequence[WishedLine], at: datetime) -> bool:
    """Whether the law lets the buyer choose at once instead of waiting for one more repair of the same goods.

    Only where nothing but repair is asked for and a warranty still covers all of it.
    """
    if not lines or any(kind_of_line(kind, line) != Kind.REPAIR for line in lines):
        return False
    if not chances(order, [line.line for line in lines]).spent:
        return False
    found = warranties_of(order)
    return all(line.line in found and found[line.line].covers(at) for line in lines)


def remedy_at_once(case: Case, kind: str, lines: Sequence[WishedLine], at: datetime) -> bool:
    """Whether a new case begins with the choice between money and other goods."""
    return case.allowed and repaired_enough(case.order, kind, lines, at)
