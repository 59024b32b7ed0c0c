"""After a refusal the buyer changes the wish: other pieces or reasons, another kind, a smaller claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from huitou.cases.arrivals import case_lines
from huitou.cases.judging import WishedLine, evidence_codes, judge
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Kind
from huitou.cases.verbs.open_case import NotPossible, claim_pieces, demand_possible, told_lines, write_lines
from huitou.core.actors import Actor, Role
from huitou.core.verbs import verb
from huitou.orders.access import access_order
from huitou.orders.verbs import release_quantity
from huitou.refunds.verbs import store_sheet


@verb(CASE, "revise")
def revise(
    *, case: Case, actor: Actor, at: datetime, kind: Kind, lines: Sequence[WishedLine], note: str = ""
) -> dict[str, Any]:
    """Replace the wish. It is judged anew by the same demands as an application; the attempts are counted.

    A wish that is now a right, or that the policy agrees to by itself, is agreed at once.
    Raises: NotPossible, EvidenceMissing, NothingToRefund, QuantityExceeded, NotTheirTurn, ConditionNotMet.
    """
    order = access_order(actor, case.order_id, lock=True)
    for line in case_lines(case):
        release_quantity(line.order_line_id, line.quantity)
    case.lines.all().delete()
    judgement = judge(order, kind, lines, evidence=_given(case, note), at=at)
    if not judgement.verdict.allowed:
        raise NotPossible.because(judgement.verdict)
    demand_possible(judgement, actor)
    claim_pieces(lines)
    write_lines(case, lines)
    case.kind = kind
    case.attempt += 1
    case.allowed, case.entitled, case.automatic = (
        True,
        judgement.verdict.entitled,
        judgement.verdict.automatic,
    )
    case.judged = judgement.to_json()
    case.sheet = store_sheet(actor=actor, at=at, order_id=order.pk, facts=judgement.sheet_facts)
    case.refusal, case.clock_left = "", None
    case.answered_at = at if case.waits_for_nobody else None
    told = write_message(case, actor, at, body=note, with_action="revise").told if note.strip() else None
    return {
        "kind": str(kind),
        "attempt": case.attempt,
        "entitled": case.entitled,
        "automatic": case.automatic,
        "lines": told_lines(lines),
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
        "note": told,
    }


def _given(case: Case, note: str) -> tuple[str, ...]:
    """The buyer's own proof: photos of the case, and words, those of the application included."""
    own = {"role": str(Role.BUYER)}
    described = bool(note.strip()) or case.messages.filter(with_action__in=("open", "revise"), **own).exists()
    return evidence_codes(case.evidence.filter(**own).exists(), described)
