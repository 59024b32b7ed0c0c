"""Two open cases of one order become one: the wish of the first goes on in the other, and nothing gets worse by it.

Only before anything belongs to one of them alone: no settlement, no money, no goods on their way (`cases.merging`).
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.access import visible_cases
from huitou.cases.arrivals import case_lines, open_the_return
from huitou.cases.judging import Judgement, evidence_codes, judge
from huitou.cases.machine import CASE
from huitou.cases.merging import CannotMerge, MergeWouldCost, joined_surcharges, joined_wish
from huitou.cases.models import Case, Evidence, Message
from huitou.cases.proofs import judged_digest, told
from huitou.cases.reserving import release_variants, reserve_variants
from huitou.cases.verbs.open_case import claim_pieces, told_lines, write_lines
from huitou.cases.wishing import WishedLine, set_duties
from huitou.core import events
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.errors import Conflict
from huitou.core.lookup import named
from huitou.core.personal import salted_digest
from huitou.core.verbs import verb
from huitou.logistics.verbs import join
from huitou.orders.access import access_order
from huitou.orders.verbs import release_quantity
from huitou.policies.rules.verdict import Verdict
from huitou.refunds.verbs import store_sheet

# The parts of a line's sum that are rounded each for itself: price, discount, tax, shipping.
ROUNDED = 4


class CaseBusy(Conflict):
    """The other case is being written at this moment."""

    code = "case_busy"
    message = _("The other case is being changed at this moment. Try again.")


@verb(CASE, "merge")
def merge(*, case: Case, actor: Actor, at: datetime, into: str) -> dict[str, Any]:
    """End this case; its pieces, words, proofs and attempts go on in the case `into` (a reference) of the same order.

    The kept case is judged as one wish, as of the earlier application. It is answered at the earlier of the two
    deadlines where silence agrees, at the later one where silence lapses; goods have the longer time of the two.
    Raises: CannotMerge, MergeWouldCost, CaseBusy, NotFound, NotTheirTurn, ConditionNotMet.
    """
    kept = _other(actor, into)
    order = access_order(actor, case.order_id, lock=True)
    lines = joined_wish(case, kept)
    surcharges, least_minor = joined_surcharges(case, kept), _least(case, kept, lines)
    hand_over_by = _join_returns(case, kept, at)
    _let_go(case)
    _let_go(kept)
    kept.opened_at = min(case.opened_at, kept.opened_at)
    proofs, words = list(case.evidence.order_by("at", "pk")), list(case.messages.order_by("at", "pk"))
    Evidence.objects.filter(pk__in=[proof.pk for proof in proofs]).update(case=kept)
    Message.objects.filter(pk__in=[said.pk for said in words]).update(case=kept)
    judgement = judge(order, kept.kind, lines, evidence=_given(kept), at=kept.opened_at)
    _demand_no_worse(kept, case, judgement, least_minor)
    claim_pieces(lines)
    reserve_variants(lines)
    _write_wish(kept, lines, surcharges, judgement, actor, at)
    _keep_the_better_clock(case, kept)
    kept.choice_due = kept.choice_due or case.choice_due
    kept.attempt = max(case.attempt, kept.attempt)
    if hand_over_by is not None:
        open_the_return(kept, actor, at)
        _give_longest_time(kept, hand_over_by)
    Case.objects.filter(merged_into=case).update(merged_into=kept)
    case.merged_into = kept
    facts = {
        "merged": case.pk,
        "merged_ref": case.ref,
        "attempt": kept.attempt,
        "entitled": kept.entitled,
        "lines": told_lines(kept.kind, lines),
        "judged": judged_digest(kept.judged),
        "sheet": kept.sheet.digest,
        "total_minor": kept.sheet.total_minor,
        "currency": kept.sheet.currency,
        "proofs": [told(proof) for proof in proofs],
        "messages": [
            {"message": str(said.pk), "digest": salted_digest(said, said.body)} for said in words if not said.erased_at
        ],
    }
    events.record(kept, "cases.case.absorbed", actor=actor, at=at, facts=facts)
    kept.save()
    moved = [str(row.pk) for row in (*proofs, *words)]
    return {"into": kept.pk, "into_ref": kept.ref, "moved": moved}


def _other(actor: Actor, name: str) -> Case:
    """The case that is kept, locked. Not waited for: who merges the other way round holds it and waits for ours."""
    rows = named(visible_cases(actor), name)
    found: Case | None = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if found is None:
        if rows.exists():
            raise CaseBusy()
        raise CannotMerge()  # absent and another buyer's look the same
    return found


def _join_returns(case: Case, kept: Case, at: datetime) -> datetime | None:
    """End both returns, where goods are awaited; until when the buyer had time, at the longest."""
    if case.state != "awaiting_goods":
        return None
    latest = at
    for one in (case, kept):
        back = one.goods_return
        assert back is not None  # the state has one
        if back.labels.filter(voided_at=None).exists():
            raise CannotMerge()  # the parcel that a label was bought for is for these pieces alone
        latest = max(latest, back.deadline_at or at)
        join(goods_return=back, actor=system_actor(case.shop_id), at=at)
    kept.goods_return = None
    return latest


def _let_go(case: Case) -> None:
    lines = case_lines(case)
    for line in lines:
        release_quantity(line.order_line_id, line.quantity)
    release_variants(case, lines)


def _given(kept: Case) -> tuple[str, ...]:
    """The buyer's own proof in both cases."""
    own = {"role": str(Role.BUYER)}
    described = kept.messages.filter(with_action__in=("open", "revise"), **own).exists()
    return evidence_codes(kept.evidence.filter(**own).values_list("kind", flat=True), described)


def _least(case: Case, kept: Case, lines: list[WishedLine]) -> int:
    """What both are worth apart, minor units; pieces of one item that are counted together are rounded together."""
    apart = case.lines.count() + kept.lines.count()
    return int(case.sheet.total_minor + kept.sheet.total_minor) - ROUNDED * (apart - len(lines))


def _demand_no_worse(kept: Case, case: Case, judgement: Judgement, least_minor: int) -> None:
    """Raise MergeWouldCost where the one wish is less than the two were."""
    verdict = judgement.verdict
    payers = {Verdict.from_json(one.judged["verdict"]).return_shipping_by for one in (kept, case)}
    worse = (
        (kept.allowed and not verdict.allowed)
        or (kept.entitled and not verdict.entitled)
        or ("merchant" in payers and verdict.return_shipping_by != "merchant")
    )
    if worse or judgement.sheet.total_minor < least_minor:
        raise MergeWouldCost()


def _write_wish(
    kept: Case,
    lines: list[WishedLine],
    surcharges: dict[Any, int],
    judgement: Judgement,
    actor: Actor,
    at: datetime,
) -> None:
    kept.lines.all().delete()
    set_duties(kept, kept.kind, lines)
    write_lines(kept, kept.kind, lines)
    for line in kept.lines.exclude(variant=None):
        line.surcharge_minor = surcharges[line.order_line_id]
        line.save(update_fields=["surcharge_minor"])
    kept.allowed, kept.entitled = judgement.verdict.allowed, judgement.verdict.entitled
    kept.automatic = judgement.verdict.automatic
    kept.judged = judgement.to_json()
    kept.sheet = store_sheet(actor=actor, at=at, order_id=kept.order_id, facts=judgement.sheet_facts)


def _keep_the_better_clock(case: Case, kept: Case) -> None:
    """The buyer's better deadline: the earlier one where silence is agreement, the later one where it is a no."""
    if case.deadline_at is None or kept.deadline_at is None:
        return
    better = min if case.state == "requested" else max
    kept.deadline_at = better(case.deadline_at, kept.deadline_at)


def _give_longest_time(kept: Case, until: datetime) -> None:
    back = kept.goods_return
    assert back is not None  # opened just now
    if back.deadline_at is not None and back.deadline_at < until:
        back.deadline_at = until
        back.save(update_fields=["deadline_at"])
