"""Which goods of a case the buyer keeps although the case pays for them. Registers with `refunds.goods_kept`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Case
from huitou.policies.rules.facts import OrderFacts
from huitou.refunds.goods_kept import knows_goods_kept

# What the buyer never had cannot be kept.
NEVER_CAME = frozenset({"not_received", "missing_item"})


@knows_goods_kept
def kept(cause_id: UUID) -> Collection[UUID]:
    """The order lines that were delivered, are paid for, and do not come back."""
    case = Case.objects.filter(pk=cause_id).prefetch_related("lines").first()
    if case is None:
        return ()
    delivered = _delivered(case)
    return {
        line.order_line_id
        for line in case.lines.all()
        if line.pays and not line.comes_back and line.reason not in NEVER_CAME
        and delivered.get(str(line.order_line_id)) is not None
    }  # fmt: skip


def _delivered(case: Case) -> dict[str, datetime | None]:
    """When each line had been delivered, as the case was judged."""
    facts = OrderFacts.from_json(case.judged["facts"])
    return {line.line_id: line.delivered_at or facts.delivered_at for line in facts.lines}
