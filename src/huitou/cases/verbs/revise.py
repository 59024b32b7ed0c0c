"""After a refusal the buyer changes the wish: other pieces of reasons, another kind, a smaller claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from huitou.cases.arrivals import case_lines
from huitou.cases.judging import WishedLine, judge
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Kind
from huitou.cases.verbs.open_case import NotPossible, claim_pieces, write_lines
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.orders.access import access_order
from huitou.orders.verbs import release_quantity
from huitou.refunds.verbs import store_sheet


@verb(CASE, "revise")
def revise(
    *, case: Case, actor: Actor, at: datetime, kind: Kind, lines: Sequence[WishedLine], note: str = ""
) -> dict[str, Any]:
    """Replace the wish. It is judged anew; the attempts are counted.

    Raises: NotPossible, QuantityExceeded, NotTheirTurn, ConditionNotMet.
    """
    order = access_order(actor, case.order_id, lock=True)
    for line in case_lines(case):
        release_quantity(line.order_line_id, line.quantity)
    case.lines.all().delete()
    judgement = judge(order, kind, lines, evidence=("photo",) if case.evidence.exists() else (), at=at)
    if not judgement.verdict.allowed:
        raise NotPossible.because(judgement.verdict)
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
    told = write_message(case, actor, at, body=note, with_action="revise").told if note.strip() else None
    return {
        "kind": str(kind),
        "attempt": case.attempt,
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
        "note": told,
    }
