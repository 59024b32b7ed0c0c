"""Look at a return that was agreed: is it paid ahead of its goods, when, and why or why not."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Case
from huitou.core.actors import Actor
from huitou.core.ids import new_id, new_ref
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import born, verb
from huitou.instant import budget
from huitou.instant.access import rules_of_shop
from huitou.instant.bands import bands_of_shop
from huitou.instant.controller import Band, band_of, expected_loss, loss_rate, set_aside
from huitou.instant.eligibility import AT_ONCE, OFF, Request, Rules, Verdict, held_out, judge
from huitou.instant.histories import history_of
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, Assessment, InstantRules
from huitou.instant.standing import Standing, standing
from huitou.instant.verbs.pay import SUM_CHANGED, pay
from huitou.orders.models import Payment
from huitou.refunds.freezing import is_frozen


@verb
def assess(*, case_id: UUID, actor: Actor, at: datetime) -> Assessment | None:
    """Judge the case once, set it aside in the budget, promise the money, and pay it at once to the best.

    None where instant refunds are off, the case was judged before, or it no longer waits for its goods.
    """
    rules = rules_of_shop(actor.shop_id)
    if rules.mode == OFF:
        return None
    case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    if case is None or case.state != "awaiting_goods" or Assessment.objects.filter(case=case).exists():
        return None
    shop = open_shop_row()
    plain_rules = rules.as_rules(shop.currency)
    history = history_of(case.customer_id, at)
    found = standing(history)
    request = _request(case, plain_rules, owes=bool(history.owes))
    verdict = judge(plain_rules, request, found, threshold=rules.threshold)
    month = budget.month_of(shop, rules, at)
    expected = expected_loss(request.amount_minor, _rate(found.points, at)) if verdict.granted else 0
    aside = set_aside(request.amount_minor, expected, rules.set_aside_percent)
    if verdict.granted and not budget.spend(month, aside, expected):
        verdict = Verdict("budget_spent", verdict.would, month.budget_minor)
    assessment = _write(case, found, verdict, rules, request.amount_minor, at)
    if verdict.granted:
        granted = Advance(set_aside_minor=aside, expected_minor=expected, month=month, points=found.points)
        _grant(case, granted, verdict, actor, at)
    return assessment


def _request(case: Case, rules: Rules, *, owes: bool) -> Request:
    lines = list(case.lines.select_related("order_line"))
    return Request(
        plain=case.could_pay_early,
        amount_minor=case.sheet.total_minor,
        currency=case.sheet.currency,
        reasons=tuple(sorted({line.reason for line in lines})),
        categories=tuple(sorted({line.order_line.category for line in lines})),
        owes=owes,
        charged_back=any(is_frozen(payment) for payment in Payment.objects.filter(order_id=case.order_id)),
        held_out=held_out(case.shop_id, case.customer_id, rules.hold_out_percent),
    )


def _rate(points: int, at: datetime) -> int:
    """Basis points of loss of the band that the points lie in, as its history has it."""
    lowest = band_of(points)
    return loss_rate(next((band for band in bands_of_shop(at) if band.lowest == lowest), Band(lowest)))


def _write(
    case: Case, found: Standing, verdict: Verdict, rules: InstantRules, amount_minor: int, at: datetime
) -> Assessment:
    return Assessment.objects.create(
        shop_id=case.shop_id, case=case, customer_id=case.customer_id, points=found.points,
        reasons=[reason.to_json() for reason in found.reasons], outcome=verdict.outcome, would=verdict.would,
        number=verdict.number, threshold=rules.threshold, amount_minor=amount_minor, currency=case.sheet.currency,
        at=at,
    )  # fmt: skip


def _grant(case: Case, advance: Advance, verdict: Verdict, actor: Actor, at: datetime) -> None:
    """Promise it, and pay it where nothing is to be waited for."""
    advance.id, advance.shop_id, advance.ref = new_id(), case.shop_id, new_ref("V")
    advance.case, advance.order_id, advance.state = case, case.order_id, ADVANCE.initial[0]
    advance.amount_minor, advance.currency, advance.opened_at = case.sheet.total_minor, case.sheet.currency, at
    facts = {
        "case": case.pk, "order": case.order_id, "month": advance.month_id, "amount_minor": advance.amount_minor,
        "set_aside_minor": advance.set_aside_minor, "expected_minor": advance.expected_minor,
        "currency": advance.currency, "when": verdict.outcome,
    }  # fmt: skip
    born(ADVANCE, advance, "promise", actor=actor, at=at, facts=facts)
    back = case.goods_return
    scanned = back is not None and back.state in ("on_the_way", "arrived") and back.arrived_at is not None
    if verdict.outcome == AT_ONCE or scanned:
        with suppress(*SUM_CHANGED):  # then the promise waits for a scan, and lapses with it
            pay(advance=advance, actor=actor, at=at)
