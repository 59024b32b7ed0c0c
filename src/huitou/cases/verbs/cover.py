"""Money that left without us counts as paid for a case of its order: the case asks only for what is still missing.

Called by `cases.covered_elsewhere`, which hears of refunds made in a back office and of chargebacks that were lost.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db.models import F

from huitou.cases.arrivals import ask_for_the_rest
from huitou.cases.judging import pay_by, sheet_anew
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core import events
from huitou.core.actors import Actor, system_actor
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb, verb_of
from huitou.core.writing import attempt
from huitou.refunds.covering import covered_for, drop_uncalled, is_under_way, lock_refunds, paid_back
from huitou.refunds.freezing import PaymentFrozen
from huitou.refunds.models import Chargeback, Discrepancy, Refund, RefundElsewhere
from huitou.refunds.verbs import record_discrepancy

Outflow = RefundElsewhere | Chargeback
AGREED = ("awaiting_goods", "refunding", "unpaid")
# What they owe is not decided yet.
UNDECIDED = ("requested", "goodwill", "contested", "goods_disputed")


@verb
def cover(*, actor: Actor, at: datetime, outflow: Outflow) -> Case | None:
    """Let the money count for the case that it was for, as far as that one owes it; None where there is none.

    That is the one that owes the same sum, else the oldest that was agreed on, else the oldest. Where our own refund of
    it is under way already, or nobody is owed anything and ours was paid, both may arrive: a person is told, and
    nothing is taken off.
    """
    case = _meant(outflow, _that_owe(outflow))
    if case is None:
        case = _paid_less(outflow)
        if case is not None:
            return _rest_paid(case, outflow, at)
        ours_minor = paid_back(outflow.payment_id)
        if ours_minor:
            _paid_twice(outflow, ours_minor, actor, at)
        return None
    lock_refunds(case.pk)
    if is_under_way(case.pk):
        _paid_twice(outflow, _owed(case), actor, at)
        return None
    # Beyond what the case still pays it counts for what was kept back: that is owed by the buyer again.
    owed = _owed(case) + case.sheet.as_sheet().set_off_minor
    outflow.cause_id, outflow.covers_minor = case.pk, min(outflow.amount_minor, owed)
    outflow.save(update_fields=["cause_id", "covers_minor"])
    return _told(case, outflow, at, covered_minor=outflow.covers_minor)


@verb
def uncover(*, actor: Actor, at: datetime, outflow: RefundElsewhere) -> Case | None:
    """It came back after all: the case owes it again; where that is over a person has to look."""
    case = lock_rows(Case.objects.filter(pk=outflow.cause_id))[0] if outflow.cause_id else None
    if case is None:
        return None
    lock_refunds(case.pk)
    if case.closed_at is not None or is_under_way(case.pk):
        if not case.paid_outside:  # it had paid the rest of what was paid short
            Case.objects.filter(pk=case.pk).update(short_minor=F("short_minor") + outflow.covers_minor)
        record_discrepancy(
            actor=actor, at=at, gateway=outflow.gateway, kind=Discrepancy.Kind.FAILED_AFTER_PAYMENT,
            key=outflow.reference, currency=outflow.currency, ours_minor=outflow.covers_minor, theirs_minor=0,
            gateway_reference=outflow.reference,
        )  # fmt: skip
        return None
    return _told(case, outflow, at, covered_minor=0)


def _paid_less(outflow: Outflow) -> Case | None:
    """The case, locked, that was paid less than it owed out of this very payment, and still misses as much as this."""
    short = Refund.objects.filter(
        payment_id=outflow.payment_id, state="succeeded", amount_minor__gte=F("paid_minor") + outflow.amount_minor
    )
    misses = Case.objects.filter(
        pk__in=list(short.values_list("cause_id", flat=True)), short_minor__gte=outflow.amount_minor, paid_outside=False
    )
    return next(iter(lock_rows(misses)), None) if not outflow.beyond_minor else None


def _rest_paid(case: Case, outflow: Outflow, at: datetime) -> Case:
    """The shop has paid (of) the rest: the case says what has come by now. Its sheet was right and stays."""
    case.short_minor -= outflow.amount_minor
    case.save(update_fields=["short_minor"])
    outflow.cause_id, outflow.covers_minor = case.pk, outflow.amount_minor
    outflow.save(update_fields=["cause_id", "covers_minor"])
    facts = {"covered_minor": outflow.amount_minor, "currency": outflow.currency, "reference": outflow.reference}
    events.record(case, "cases.rest.paid", actor=system_actor(case.shop_id), at=at, facts=facts)
    case.save()
    return case


def _paid_twice(outflow: Outflow, ours_minor: int, actor: Actor, at: datetime) -> None:
    record_discrepancy(
        actor=actor, at=at, gateway=outflow.gateway, kind=Discrepancy.Kind.PAID_TWICE, key=outflow.reference,
        currency=outflow.currency, ours_minor=ours_minor, theirs_minor=outflow.amount_minor,
        gateway_reference=outflow.reference,
    )  # fmt: skip


def _that_owe(outflow: Outflow) -> list[Case]:
    """The open cases of the order that owe money, locked, oldest first."""
    rows = Case.objects.filter(
        order_id=outflow.order_id, closed_at=None, paid_early=False, state__in=AGREED + UNDECIDED
    )
    found = [case for case in lock_rows(rows) if _owed(case) > 0]
    return sorted(found, key=lambda case: (case.opened_at, case.pk))


def _meant(outflow: Outflow, cases: Sequence[Case]) -> Case | None:
    same = [case for case in cases if _owed(case) == outflow.amount_minor]
    agreed = [case for case in cases if case.state in AGREED]
    return next(iter([*same, *agreed, *cases]), None)


def _owed(case: Case) -> int:
    """What the case would still pay, minor units."""
    known = case.sheet.as_facts().covered_minor
    return int(case.sheet.total_minor) + known - covered_for(case.pk if case.paid_outside else None)


def _told(case: Case, outflow: Outflow, at: datetime, *, covered_minor: int) -> Case:
    """Correct the sheet, write down what was covered, or with 0 that it is not any more, and pay what is missing."""
    system, before = system_actor(case.shop_id), case.sheet
    case.paid_outside = True
    dropped = drop_uncalled(case.pk, gateway=outflow.gateway, shop_id=case.shop_id, at=at)
    now = sheet_anew(case, actor=system, at=at)
    if case.state in AGREED or now.total_minor:
        # One that is not decided and pays nothing would be agreed to as if it were no matter of money: it is left as it
        # is, and taken off when it pays.
        pay_by(case, now)
    facts: dict[str, Any] = {
        "sheet": now.digest, "total_minor": now.total_minor, "before_minor": before.total_minor,
        "covered_minor": covered_minor or outflow.amount_minor, "currency": before.currency,
        "reference": outflow.reference,
    }  # fmt: skip
    kind = "cases.sheet.covered" if covered_minor else "cases.sheet.uncovered"
    events.record(case, kind, actor=system, at=at, facts=facts)
    if case.state == "refunding" or dropped:
        # Where the bank disputes the payment, what was dropped takes the case to `unpaid`: the rest is asked for later.
        with suppress(PaymentFrozen):
            ask_for_the_rest(case, at)
    case.save()
    if case.state == "unpaid":
        with suppress(PaymentFrozen), attempt():
            verb_of(CASE, "pay_again")(case=case, actor=system, at=at)
    return case
