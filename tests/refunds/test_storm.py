"""Many refunds through a gateway that fails at random: at the end everything owed is paid once, and the books agree."""

import random
from uuid import uuid4

import pytest
from django.test.utils import CaptureQueriesContext

from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError
from huitou.core.tenancy import in_shop
from huitou.core.verbs import registered
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.queries import Wanted, refund_detail, sheet_facts
from huitou.refunds.reconcile import reconcile
from huitou.refunds.sheet import Fees
from huitou.refunds.verbs import retry
from tests.refunds.conftest import counters, fresh, kinds
from tests.seeds import some_of

FAULTS = [kind for kind in Kind if kind not in (Kind.SLOW, Kind.PAY_DIFFERENT)]


@pytest.mark.parametrize("seed", some_of(range(4), range(2), always=2))
def test_everything_owed_is_paid_exactly_once(
    shop, make_order, ask_refund, run_jobs, sweep, manager, clock, seed
) -> None:
    source, since = random.Random(seed), clock.now()
    for _ in range(12):
        kind = source.choice(FAULTS)
        plan_fault(str(shop.pk), kind, on=source.choice(["refund", "find"]), seconds=source.randint(60, 90_000))
    orders = [make_order() for _ in range(3)]
    whole = Fees(outbound_shipping_refunded=True)
    for order in orders:
        for _ in range(3):
            ask_refund(order, cups=1, fees=whole)
        ask_refund(order, pots=1, fees=whole)
    run_jobs()
    for _ in range(12):
        sweep(hours=source.choice([1, 3, 30]))
    forget_faults(str(shop.pk))
    with in_shop(shop):
        stuck = list(Refund.objects.filter(state__in=["needs_person", "escalated"]))
    for refund in stuck:
        retry(actor=manager, at=clock.now(), refund=refund)
    run_jobs()
    for _ in range(6):
        sweep(hours=30)
    with in_shop(shop):
        assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
        assert Refund.objects.count() == 12
    assert Payout.objects.filter(state="paid").count() == Payout.objects.count() == 12
    assert [counters(order.payments[0]) for order in orders] == [(0, 8400)] * 3
    report = reconcile(shop_id=shop.pk, gateway="sandbox", since=since, at=clock.now())
    assert report.clean
    assert report.totals("EUR").theirs_minor == report.totals("EUR").ledger_minor == 3 * 8400


INPUTS = {
    "queue_again": {"failure_code": "x"},
    "accept": {"reference": "x"},
    "hand_to_shop": {"reference": "x"},
    "need_person": {"failure_code": "x"},
    "succeed": {"reason": "x"},
    "fail": {"reason": "x", "looked_at_provider": True},
}


@pytest.mark.parametrize("state", [state for state in REFUND.states if state != "succeeded"])
def test_what_the_table_does_not_allow_is_refused_and_changes_nothing(
    shop, paid_order, ask_refund, clock, state
) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    with in_shop(shop):
        Refund.objects.filter(pk=refund.pk).update(state=state)
    told = kinds(refund)
    every = frozenset({"refunds.view", "refunds.retry", "refunds.record", "refunds.resolve", "refunds.escalate"})
    wait = REFUND.waiting(state)
    refusals = 0
    for role in Role:
        actor = Actor(role=role, shop_id=shop.pk, id="x", permissions=every, order_ids=frozenset({paid_order.order.pk}))
        allowed = {step.action for step in REFUND.steps if (step.state, step.who) == (state, role)}
        if role == Role.SYSTEM and wait is not None:
            allowed.add(wait.then)
        for (machine, action), act in registered().items():
            if machine != "refund" or action in allowed:
                continue
            with pytest.raises(HuitouError) as caught:
                act(actor=actor, at=clock.now(), refund=refund, **INPUTS.get(action, {}))
            assert caught.value.code in ("not_their_turn", "not_found")
            refusals += 1
    assert refusals > 50
    assert (fresh(refund).state, kinds(refund), counters(paid_order.payments[0])) == (state, told, (967, 0))


def test_reading_costs_the_same_whatever_the_size(shop, paid_order, ask_refund, run_jobs, manager) -> None:
    from django.db import connection

    def queries() -> tuple[int, int]:
        with in_shop(shop):
            with CaptureQueriesContext(connection) as facts:
                sheet_facts(paid_order.order.pk, [Wanted(paid_order.pot.pk, 1)], fees=Fees())
            with CaptureQueriesContext(connection) as detail:
                refund_detail(manager, refund.ref)
        return len(facts), len(detail)

    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    few = queries()
    for _ in range(2):
        ask_refund(paid_order, cups=1, cause_id=uuid4())
    run_jobs()
    assert queries() == few == (5, 6)  # one of them asks what the buyer owes from an instant refund


def test_what_a_whole_refund_costs(shop, paid_order, ask_refund) -> None:
    """From the sheet to the booked payment, the sandbox's own statements included: a budget, so that it does not
    creep up."""
    from django.db import connection

    from huitou.refunds.jobs import perform

    with CaptureQueriesContext(connection) as requested:
        (refund,) = ask_refund(paid_order, cups=1)
    with CaptureQueriesContext(connection) as performed:
        perform.func(shop=str(shop.pk), refund=str(refund.pk))
    assert fresh(refund).state == "succeeded"
    assert len(requested) <= 28  # one reads the shop's rules, one what the buyer owes from an instant refund
    # With the receipt of the case's own step, which is taken in the same transaction, and the patience it has.
    assert len(performed) <= 32
