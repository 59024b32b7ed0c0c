"""Which open cases of one order can be put together, and the one wish that theirs come to.

Called by the verb `merge` and by `case_page`, which offers it. Writes nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case, CaseLine
from huitou.cases.models.case import Kind
from huitou.cases.wishing import WishedLine
from huitou.core.errors import Conflict
from huitou.policies.rules.vocabulary import KINDS

# Where a case can still be put into another one.
STAGES = ("requested", "goodwill", "awaiting_goods")
# What two cases must have in common: where they stand, what the policy says to them, and to whom the pieces belong.
SAME = ("order_id", "state", "allowed", "entitled")
# What two lines about the same item must have in common to be one.
OF_LINES = ("kind", "reason", "opened", "variant_id")


class CannotMerge(Conflict):
    """The two cases cannot live in one: other orders, other stages, or wishes that exclude each other."""

    code = "cannot_merge"
    message = _("These two cases cannot be put together: they stand at different points, or ask for different things.")


class MergeWouldCost(Conflict):
    """Judged as one wish, the two would be worth less to the buyer than apart."""

    code = "merge_would_cost"
    message = _("Put together, these two cases would be worth less to the buyer than apart. Leave them as they are.")


def fellows_of(case: Case) -> list[Case]:
    """The open cases of its order into which this one can go, the oldest first.

    No query, one where it stands alone, else two.
    """
    if not case.could_merge or case.state not in STAGES:
        return []
    beside = Case.objects.filter(order_id=case.order_id, state=case.state, closed_at=None).exclude(pk=case.pk)
    if not beside.exists():
        return []
    rows = CaseLine.objects.filter(case__order_id=case.order_id, case__state=case.state, case__closed_at=None)
    lines: dict[Case, list[CaseLine]] = {}
    for line in rows.select_related("case__sheet", "case__goods_return").order_by("case__opened_at", "case_id"):
        lines.setdefault(line.case, []).append(line)
    mine = lines.pop(case, [])
    return [other for other, theirs in lines.items() if _why_not(case, other, mine, theirs) is None]


def joined_wish(case: Case, kept: Case) -> list[WishedLine]:
    """What the two cases ask for as one wish, each line with its own kind. Raises CannotMerge."""
    mine, theirs = _lines(case), _lines(kept)
    error = _why_not(case, kept, mine, theirs)
    if error is not None:
        raise error
    named: Mapping[UUID, int] = {}
    for one in (kept, case):
        named = {**named, **{line: named.get(line, 0) + minor for line, minor in _named_sums(one).items()}}
    wished: dict[UUID, WishedLine] = {}
    for line in (*theirs, *mine):
        before = wished.get(line.order_line_id)
        wished[line.order_line_id] = WishedLine(
            line=line.order_line_id,
            quantity=line.quantity + (before.quantity if before is not None else 0),
            reason=line.reason,
            opened=line.opened,
            kind=Kind(line.kind),
            variant=line.variant_id,
            amount_minor=named.get(line.order_line_id) if KINDS[line.kind].names_sum else None,
        )
    return list(wished.values())


def joined_surcharges(case: Case, kept: Case) -> dict[UUID, int]:
    """What exchanges cost more, as it was shown, by order line: a price that rose since is not charged."""
    found: dict[UUID, int] = {}
    for line in (*_lines(case), *_lines(kept)):
        found[line.order_line_id] = found.get(line.order_line_id, 0) + line.surcharge_minor
    return found


def _why_not(case: Case, other: Case, mine: list[CaseLine], theirs: list[CaseLine]) -> CannotMerge | None:
    alike = all(getattr(case, name) == getattr(other, name) for name in SAME)
    if case.pk == other.pk or not alike or not (case.could_merge and other.could_merge):
        return CannotMerge()
    by_line = {line.order_line_id: line for line in theirs}
    for line in mine:
        twin = by_line.get(line.order_line_id)
        if twin is not None and any(getattr(line, name) != getattr(twin, name) for name in OF_LINES):
            return CannotMerge()
    return None


def _lines(case: Case) -> list[CaseLine]:
    return sorted(case.lines.all(), key=lambda line: line.order_line_id)


def _named_sums(case: Case) -> dict[UUID, int]:
    """The sums that the buyer named, as the sheet has them."""
    lines: list[dict[str, Any]] = case.sheet.facts["lines"]
    return {UUID(line["line_id"]): int(line.get("difference_minor") or 0) for line in lines}
