"""The buyer changes the wish while that is possible: other pieces or reasons, another kind, a smaller claim.

Same case, same timeline: before the shop has answered, on an offer, after a refusal, and once agreed as long as the
goods are with the buyer (their return is cancelled then).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from huitou.cases.arrivals import case_lines, open_the_return
from huitou.cases.attempts import asked_pieces, demand_attempts, demand_not_in_case
from huitou.cases.judging import Judgement, evidence_codes, judge
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Kind
from huitou.cases.offers import replace_open_offer
from huitou.cases.proofs import judged_digest
from huitou.cases.repair_claims import repaired_enough
from huitou.cases.reserving import release_variants, reserve_variants
from huitou.cases.seen import demand_extra_seen, demand_seen
from huitou.cases.verbs.open_case import NotPossible, claim_pieces, demand_possible, told_lines, write_lines
from huitou.cases.wishing import WishedLine, extra_minor, set_duties
from huitou.core.actors import Actor, Role
from huitou.core.verbs import verb
from huitou.logistics.verbs import cancel
from huitou.orders.access import access_order
from huitou.orders.verbs import release_quantity
from huitou.refunds.verbs import store_sheet


@verb(CASE, "revise")
def revise(
    *,
    case: Case,
    actor: Actor,
    at: datetime,
    kind: Kind,
    lines: Sequence[WishedLine],
    note: str = "",
    seen_minor: int | None = None,
    seen_extra_minor: int | None = None,
) -> dict[str, Any]:
    """Replace the wish. It is judged anew by the same demands as an application; the attempts are counted.

    A wish that is now a right, or that the policy agrees to by itself, is agreed at once; for any other one the shop
    has its whole time again. After a refusal nothing beyond the policy can be asked for. `seen_minor`,
    `seen_extra_minor`: what goes back, and what is paid on top, as shown before the last tap.
    Raises: StandsInCase, NotPossible, AttemptsUsedUp, EvidenceMissing, NothingToRefund, SheetChanged, SurchargeChanged,
    QuantityExceeded, NotTheirTurn, ConditionNotMet.
    """
    order = access_order(actor, case.order_id, lock=True)
    _give_up_the_wish(case, actor, at)
    demand_not_in_case(order, asked_pieces(lines))
    judgement = judge(order, kind, lines, evidence=_given(case, note), at=at)
    if not judgement.verdict.allowed and case.stands == "refused":
        raise NotPossible.because(judgement.verdict)
    demand_possible(judgement, actor)
    demand_attempts(order, lines, judgement.verdict, actor, case=case)
    demand_seen(seen_minor, judgement.sheet.total_minor, order.currency)
    demand_extra_seen(seen_extra_minor, extra_minor(judgement.order, lines), order.currency)
    _take_the_wish(case, kind, lines, judgement, actor, at)
    told = write_message(case, actor, at, body=note, with_action="revise").told if note.strip() else None
    return {
        "kind": case.kind,
        "attempt": case.attempt,
        "entitled": case.entitled,
        "automatic": case.automatic,
        "lines": told_lines(kind, lines),
        "judged": judged_digest(case.judged),
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
        "note": told,
    }


def _give_up_the_wish(case: Case, actor: Actor, at: datetime) -> None:
    """What the wish as it was held becomes free: an open offer, the return, its pieces, other goods."""
    replace_open_offer(case, actor, at)
    if case.state == "awaiting_goods":
        _keep_the_goods(case, actor, at)
    before = case_lines(case)
    for line in before:
        release_quantity(line.order_line_id, line.quantity)
    release_variants(case, before)
    case.lines.all().delete()


def _take_the_wish(
    case: Case, kind: Kind, lines: Sequence[WishedLine], judgement: Judgement, actor: Actor, at: datetime
) -> None:
    """Hold what the new wish asks for, and write it on the case with what the policy says to it."""
    claim_pieces(lines)
    reserve_variants(lines)
    set_duties(case, kind, lines)
    write_lines(case, kind, lines)
    verdict = judgement.verdict
    case.attempt += 1
    case.allowed, case.entitled, case.automatic = verdict.allowed, verdict.entitled, verdict.automatic
    case.judged = judgement.to_json()
    case.sheet = store_sheet(actor=actor, at=at, order_id=case.order_id, facts=judgement.sheet_facts)
    case.refusal, case.ships_first, case.offer_keeps_goods = "", False, None
    # What was left of the shop's time was for another wish: where it has to answer, it has all of it again.
    case.clock_left = case.deadline_at = None
    case.choice_due = case.allowed and repaired_enough(judgement.order, kind, lines, at)
    case.answered_at = at if case.waits_for_nobody or case.choice_at_once else None
    stays = case.state == "awaiting_goods" and case.waits_for_nobody and case.goods_come_back
    if stays and not case.choice_at_once:
        open_the_return(case, actor, at)  # nothing arrives where it stood already


def _keep_the_goods(case: Case, actor: Actor, at: datetime) -> None:
    """The return that was waited for is over; the changed wish opens its own, if it brings goods back."""
    assert case.goods_return is not None  # the state `awaiting_goods` has one
    cancel(goods_return=case.goods_return, actor=actor, at=at)
    case.goods_return = None


def _given(case: Case, note: str) -> tuple[str, ...]:
    """The buyer's own proof: photos of the case, and words, those of the application included."""
    own = {"role": str(Role.BUYER)}
    described = bool(note.strip()) or case.messages.filter(with_action__in=("open", "revise"), **own).exists()
    return evidence_codes(case.evidence.filter(**own).values_list("kind", flat=True), described)
