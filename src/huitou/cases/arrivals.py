"""What comes with a state of a case, by whichever step it is reached: the return opens, the refund is requested, the
replacement goes out, claimed pieces become free again. Each effect stands here once.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from huitou.cases.catching_up import catch_up_case
from huitou.cases.cover_passed_on import ENDED_UNPAID, free_cover, take_up_cover
from huitou.cases.disputes import arrivals as of_disputes  # noqa: F401  (they register themselves)
from huitou.cases.disputes.shares import book_shares
from huitou.cases.disputes.verbs.open_dispute import open_dispute
from huitou.cases.judging import pay_by, sheet_anew
from huitou.cases.machine import CASE
from huitou.cases.models import About, Case, CaseLine
from huitou.cases.paying_by_law.verbs import begin_clock
from huitou.cases.reserving import release_line, release_variants
from huitou.core import events
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.jobs import enqueue
from huitou.core.models import Event
from huitou.core.money import portion
from huitou.core.verbs import on_arrival
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.verbs import Sent, open_replacement, open_return, settle_goods
from huitou.orders.verbs import release_quantity, settle_quantity
from huitou.policies.rules.verdict import Verdict
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.covering import covered_for, is_under_way
from huitou.refunds.line_limits import RefundAboveLine
from huitou.refunds.models import Refund
from huitou.refunds.owed import OwedChanged
from huitou.refunds.verbs import keep_nothing_back, keep_what_the_sheet_keeps, request_refund
from huitou.services.verbs import open_repair

GOODS = Case._meta.get_field("goods_return")


@on_arrival(CASE, "replacing_first")
def ship_before_the_goods_are_back(case: Case, actor: Actor, at: datetime) -> None:
    """Agreed, and the replacement does not wait for the goods."""
    open_the_return(case, actor, at)
    ship_the_replacement(case, actor, at)


@on_arrival(CASE, "awaiting_goods")
def open_the_return(case: Case, actor: Actor, at: datetime) -> None:
    """Agreed, and goods come back."""
    take_up_cover(case, at)
    if case.goods_return is None:
        lines = [line for line in case_lines(case) if line.comes_back]
        case.goods_return = open_return(
            order_id=case.order_id,
            quantities={line.order_line_id: line.quantity for line in lines},
            terms=case.terms,
            actor=system_actor(case.shop_id),
            at=at,
            country=case.order.country,
            reasons={line.reason for line in lines},
            buyer_pays=Verdict.from_json(case.judged["verdict"]).return_shipping_by == "buyer",
            to_workshop={line.order_line_id for line in lines if line.repairs},
        )
    elif case.goods_return.state in GOODS_RETURN.finals:
        _catch_up(case)
    begin_clock(case, at)


@on_arrival(CASE, "refunding")
def pay_the_refund(case: Case, actor: Actor, at: datetime) -> None:
    """Everything is agreed: the sheet is paid, its pieces are settled, and what else is due begins at the same time."""
    take_up_cover(case, at)
    settle_pieces(case)
    give_back_what_is_not_paid(case, at)
    if case.replaces and case.replacement is None:
        ship_the_replacement(case, actor, at)
    _pay_what_is_missing(case, actor, at)
    begin_clock(case, at)


def ask_for_the_rest(case: Case, at: datetime) -> None:
    """The sum has become less while its refunds waited: they were given up, and the rest is asked for anew."""
    _pay_what_is_missing(case, system_actor(case.shop_id), at)


def _pay_what_is_missing(case: Case, actor: Actor, at: datetime) -> None:
    refunds = _request_refunds(case, actor, at)
    if all(refund.state == "succeeded" for refund in refunds):
        # No refund will come to its end any more, so nothing but this would move the case on.
        _catch_up(case)


@on_arrival(CASE, "replacing")
def ship_the_replacement(case: Case, actor: Actor, at: datetime) -> None:
    """Goods go out; where that began before and has ended, the case goes on."""
    give_back_what_is_not_paid(case, at)
    if case.replacement is None or _was_given_up_for_others(case):
        sent = pieces_to_send(case)
        case.replacement = open_replacement(
            order_id=case.order_id,
            lines=sent,
            currency=case.sheet.currency,
            difference_minor=surcharge_of(case, sent),
            terms=case.terms,
            actor=system_actor(case.shop_id),
            at=at,
        )
    elif case.replacement.state in REPLACEMENT.finals:
        _catch_up(case)


@on_arrival(CASE, "repairing")
def open_the_repair(case: Case, actor: Actor, at: datetime) -> None:
    """The goods are at the workshop."""
    case.repair = open_repair(
        order_id=case.order_id,
        quantities={line.order_line_id: line.quantity for line in case_lines(case) if line.repairs},
        currency=case.sheet.currency,
        terms=case.terms,
        actor=system_actor(case.shop_id),
        at=at,
        claimed_at=case.opened_at,
        provider_id=case.goods_return.provider_id if case.goods_return is not None else None,
    )


@on_arrival(CASE, "disputed")
def open_the_dispute(case: Case, actor: Actor, at: datetime) -> None:
    """Somebody called the platform in after a refusal."""
    case.dispute = open_dispute(case=case, about=About.REFUSAL, actor=actor, at=at)


@on_arrival(CASE, "goods_disputed")
def open_the_dispute_about_goods(case: Case, actor: Actor, at: datetime) -> None:
    """The sides do not agree on what the inspection found."""
    case.dispute = open_dispute(case=case, about=About.GOODS, actor=actor, at=at)


def _catch_up(case: Case) -> None:
    """Once this is committed, take the exit of what has ended already."""
    enqueue(catch_up_case, shop=str(case.shop_id), case=str(case.pk))


def _was_given_up_for_others(case: Case) -> bool:
    """Whether what was given up was to replace other pieces: then those that are to be replaced now get their own.

    Given up for the same pieces before the case waited for it, it is news that is still to be taken, not a new wish.
    """
    if case.replacement is None or case.replacement.state != "given_up":
        return False
    given_up = set(case.replacement.lines.values_list("order_line_id", flat=True))
    return not any(line.replaces and line.order_line_id in given_up for line in case_lines(case))


def pieces_to_send(case: Case) -> list[Sent]:
    """The pieces of the replacement: where an inspection reduced the wish, only for those that were sound."""
    sound: dict[UUID, int] = {}
    if case.goods_return is not None and case.reduced_sheet_id is not None and case.sheet_id == case.reduced_sheet_id:
        sound = {line.order_line_id: line.good for line in case.goods_return.lines.all()}
    found = []
    for line in case_lines(case):
        pieces = sound.get(line.order_line_id, line.quantity)
        if line.replaces and pieces:
            found.append(Sent(line.order_line_id, pieces, line.variant_id))
        if line.replaces:
            release_line(line, line.quantity - pieces)
    return found


def surcharge_of(case: Case, sent: list[Sent]) -> int:
    """What the buyer pays on top for the pieces that are sent: no more of it than of the pieces, minor units."""
    pieces = {line.line: line.quantity for line in sent}
    return sum(
        portion(line.surcharge_minor, pieces.get(line.order_line_id, 0), line.quantity)
        for line in case_lines(case)
        if line.replaces
    )


def _request_refunds(case: Case, actor: Actor, at: datetime) -> list[Refund]:
    """The refunds of the case's sheet; where less is left than it says, of the sheet computed anew."""
    system = system_actor(case.shop_id)
    differs = case.paid_outside and covered_for(case.pk) != case.sheet.as_facts().covered_minor
    if differs and not is_under_way(case.pk):
        _correct_sheet(case, system, at)
    if case.sheet.total_minor == 0:
        return _request_nothing(case, system, at)  # other cases of the order have been paid all that there was
    by = _agreed_by(case, actor)
    try:
        return _request(case, system, at, by)
    except (RefundAboveCaptured, RefundAboveLine, OwedChanged):
        _correct_sheet(case, system, at)
    if case.sheet.total_minor == 0:
        return _request_nothing(case, system, at)
    return _request(case, system, at, by)


def _correct_sheet(case: Case, system: Actor, at: datetime) -> None:
    """The sum as it is now, written down beside the one that was agreed on."""
    before = case.sheet
    pay_by(case, sheet_anew(case, actor=system, at=at))
    sums = {"total_minor": case.sheet.total_minor, "before_minor": before.total_minor, "currency": before.currency}
    events.record(case, "cases.sheet.corrected", actor=system, at=at, facts={"sheet": case.sheet.digest, **sums})


def _request(case: Case, system: Actor, at: datetime, by: str) -> list[Refund]:
    """What was paid ahead of the goods counts, whatever the sheet says now: more than it is a claim, never a refund."""
    return request_refund(
        order_id=case.order_id, cause_id=case.pk, sheet=case.sheet, actor=system, at=at, agreed_by=by,
        on_account=case.paid_early,
    )  # fmt: skip


def _request_nothing(case: Case, system: Actor, at: datetime) -> list[Refund]:
    """What an earlier sheet has kept back of what the buyer owes is kept only as far as this one says so."""
    keep_what_the_sheet_keeps(
        order_id=case.order_id, cause_id=case.pk, sheet=case.sheet, actor=system, at=at, on_account=case.paid_early
    )
    return []


def _agreed_by(case: Case, actor: Actor) -> str:
    """Who of the shop, or which token, decided something of the case last; empty where rules and silence did it all."""
    if actor.id.startswith("staff:") or (actor.role == Role.MERCHANT and actor.id.startswith("token:")):
        return actor.id
    by_somebody = Q(actor_id__startswith="staff:") | Q(actor_id__startswith="token:", actor_role=Role.MERCHANT)
    rows = Event.objects.filter(by_somebody, subject_id=case.pk).order_by("-seq")
    return rows.values_list("actor_id", flat=True).first() or ""


@on_arrival(CASE, "merged")
def end_elsewhere(case: Case, actor: Actor, at: datetime) -> None:
    """What it held, the case in which it goes on holds now: nothing becomes free."""
    case.closed_at = at


@on_arrival(CASE, *ENDED_UNPAID, "resolved")
def end(case: Case, actor: Actor, at: datetime) -> None:
    """It is over: pieces that were not paid for can be claimed again, repaired and exchanged ones too."""
    case.closed_at = at
    if case.state == "resolved":
        book_shares(case, at)
    else:
        free_cover(case)
        if case.paid_early:
            keep_nothing_back(order_id=case.order_id, cause_id=case.pk, actor=system_actor(case.shop_id), at=at)
    give_back_what_is_not_paid(case, at)
    lines = case_lines(case)
    release_variants(case, lines)
    for line in lines:
        if not line.settled:
            # Paid for ahead of goods that did not come: they are not sold a second time as free pieces.
            _settle(line, line.quantity if case.paid_early else 0)


def settle_pieces(case: Case) -> None:
    """Returned (or paid for without return): settled. Kept by agreement, wrong or missing: free again."""
    paid = _pieces_paid_for(case)
    for line in case_lines(case):
        if line.pays and not line.settled:
            _settle(line, paid.get(line.order_line_id, 0))


def give_back_what_is_not_paid(case: Case, at: datetime) -> None:
    """Contested goods are decided: what is neither paid for, replaced nor repaired goes back to the buyer."""
    back = _contested_goods(case)
    if back is None:
        return
    paid = _pieces_paid_for(case) if case.state in ("refunding", "replacing", "resolved") else {}
    good = {line.order_line_id: line.good for line in back.lines.all()}
    unpaid = {}
    for line in case_lines(case):
        ours = paid.get(line.order_line_id, 0)
        if line.replaces:
            sound = good.get(line.order_line_id, 0)  # what is only sent again never came back
            ours = max(ours, sound if case.sheet_id == case.reduced_sheet_id else line.quantity)
        unpaid[line.order_line_id] = 0 if line.repairs else max(line.quantity - ours, 0)
    system = system_actor(case.shop_id)
    case.send_back = settle_goods(goods_return=back.pk, unpaid=unpaid, actor=system, at=at)
    back.refresh_from_db()


def _contested_goods(case: Case) -> GoodsReturn | None:
    """The case's goods while it is open whose they are; the whole row is read only for those."""
    if case.goods_return_id is None:
        return None
    if not GOODS.is_cached(case):
        rows = GoodsReturn.objects.filter(pk=case.goods_return_id, state="contested", settled_at=None)
        if not rows.exists():
            return None
    back = case.goods_return
    return back if back is not None and back.state == "contested" and back.settled_at is None else None


def _settle(line: CaseLine, settled: int) -> None:
    """Give the claimed pieces their end: `settled` of them are back for good, the rest is free again."""
    if settled:
        settle_quantity(line.order_line_id, settled)
    if settled < line.quantity:
        release_quantity(line.order_line_id, line.quantity - settled)
    line.settled = True
    line.save(update_fields=["settled"])


def case_lines(case: Case) -> list[CaseLine]:
    """The lines in the order in which they are locked on the order."""
    return sorted(case.lines.all(), key=lambda line: line.order_line_id)


def _pieces_paid_for(case: Case) -> dict[UUID, int]:
    """What the sheet that is paid counts, so that order and refunds always agree on it."""
    return {UUID(share.line_id): share.quantity for share in case.sheet.as_sheet().lines}
