"""One batch of drafts: tells new, changed and unchanged orders apart and has each kind written.

Called inside the transaction of a verb. Rejects what clashes with other orders; a clash never loses the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.bulk import look_up
from huitou.orders.checking import problem_of
from huitou.orders.drafts import OrderDraft, Reject
from huitou.orders.models import Order
from huitou.orders.writing import changed_orders, new_orders, people
from huitou.orders.writing.marks import Marks, marks_for
from huitou.orders.writing.result import BatchResult, ChangedInUse, Terms


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an order that came before."""

    id: UUID
    fingerprint: bytes
    moved_by_days: int


def write_batch(
    drafts: Sequence[OrderDraft], terms: Terms, *, actor: Actor, at: datetime, move_by_days: int = 0
) -> BatchResult:
    """Write the drafts of one source. New orders' dates are moved; an order that came before keeps its own move."""
    result = BatchResult()
    drafts = list(_sound(drafts, result))
    if not drafts:
        return result
    known = _known(drafts)
    fresh = [draft for draft in drafts if draft.external_id not in known]
    fresh = list(_with_free_numbers(fresh, result))
    kept = [draft for draft in drafts if draft.external_id in known]
    customer_ids = people.write_people(fresh, kept, terms.country, actor.shop_id, result)
    changed = [draft for draft in kept if known[draft.external_id].fingerprint != draft.fingerprint()]
    result.unchanged += len(kept) - len(changed)
    marks = marks_for([*fresh, *changed])
    moves = [(draft, draft.move_until(at, move_by_days)) for draft in fresh]
    new_orders.write(
        [(draft, draft.moved(days), days) for draft, days in moves],
        customer_ids, terms, marks, result, actor=actor, at=at,
    )  # fmt: skip
    for draft in changed:
        _change(draft, known[draft.external_id], terms, marks, result, actor=actor, at=at)
    return result


def _change(
    draft: OrderDraft, stored: Known, terms: Terms, marks: Marks, result: BatchResult, *, actor: Actor, at: datetime
) -> None:
    moved = draft.moved(stored.moved_by_days)
    try:
        changed_orders.write(stored.id, draft, moved, terms, marks, result, actor=actor, at=at)
        result.updated += 1
    except ChangedInUse as error:
        result.rejects.append(Reject(draft.where, error.code, str(error.params["what"])))


def _sound(drafts: Iterable[OrderDraft], result: BatchResult) -> Iterable[OrderDraft]:
    seen: set[str] = set()
    for draft in drafts:
        if problem := problem_of(draft):
            result.rejects.append(problem)
            continue
        if draft.external_id in seen:
            result.rejects.append(Reject(draft.where, "duplicate_order", draft.external_id))
            continue
        seen.add(draft.external_id)
        yield draft


def _known(drafts: Sequence[OrderDraft]) -> dict[str, Known]:
    rows = look_up(
        Order, ("external_id", "id", "fingerprint", "moved_by_days"), "external_id",
        [draft.external_id for draft in drafts], source=drafts[0].source,
    )  # fmt: skip
    return {external_id: Known(pk, bytes(mark), moved) for external_id, pk, mark, moved in rows}


def _with_free_numbers(drafts: Sequence[OrderDraft], result: BatchResult) -> Iterable[OrderDraft]:
    taken = {number for (number,) in look_up(Order, ("number",), "number", [draft.number for draft in drafts])}
    for draft in drafts:
        if draft.number in taken:
            result.rejects.append(Reject(draft.where, "number_taken", draft.number))
            continue
        taken.add(draft.number)
        yield draft
