"""A case of which one payment gave back and another could not, after which the order's room went elsewhere."""

from typing import Any

import pytest

from huitou.cases.machine import CASE
from huitou.cases.telling import tell
from huitou.cases.values import say_state
from huitou.cases.verbs import accept_offer, agree, offer
from huitou.core.actors import Role
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.notifications.models import Mail
from huitou.orders.models import Payment
from huitou.refunds.gateway_calls import gateway_actor, perform_refund
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Discrepancy, Refund, RefundLine
from huitou.refunds.recompute import recompute
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.rest_owed import say_rest
from huitou.refunds.verbs import fail, record_elsewhere, succeed

PARTS = (20_000, 60_200)
WHOLE = sum(PARTS)


def given_up(world: Any, case: Any, paid: int) -> None:
    """The refund of so much is paid; of those that wait, the gateway refuses all, and a person gives them up."""
    with in_shop(world.shop):
        waiting = Refund.objects.filter(cause_id=case.pk, state="reserved")
        called = waiting.get(amount_minor=paid)
        refused = list(waiting.exclude(pk=called.pk).values_list("pk", flat=True))
    perform_refund(shop_id=world.shop.pk, refund_id=called.pk, at=world.now)
    plan_fault(str(world.shop.pk), Kind.REFUSE, times=len(refused))
    run_pending()
    for refund in refused:
        fail(refund=refund, reason="没有付。", actor=world.hire("manager"), at=world.now)
    run_pending()
    assert world.refreshed(case).state == "unpaid"


def owed(world: Any, *parts: int) -> Any:
    """Everything of an order with these payments is owed, and asked for."""
    case = world.apply(world.order(payments=parts), kind="refund_only", cups=3, pots=1, reason="damaged", photo=True)
    agree(case=case.pk, actor=world.agent, at=world.now)
    return case


def goes_elsewhere(world: Any, case: Any, *taken: tuple[int, int]) -> None:
    """So much of the payment at each place is paid back in the back office of the gateway."""
    with in_shop(world.shop):
        rows = Payment.objects.filter(order_id=case.order_id).order_by("external_id")
        payments = list(rows.values_list("external_id", flat=True))
    for place, minor in taken:
        answer = GatewayAnswer(
            "", Outcome.PAID, f"re_{minor}", Money(minor, "CNY"), world.now, payments=(payments[place],)
        )
        gateway = gateway_actor(world.shop.pk, "sandbox")
        record_elsewhere(actor=gateway, at=world.now, gateway="sandbox", answer=answer)


def asked_again(world: Any, case: Any) -> None:
    verb_of(CASE, "pay_again")(case=case.pk, actor=world.system, at=world.now)


def ended(world: Any, case: Any, total: int, account: int) -> None:
    """The case is paid, by a sheet of this sum that says how much of it was paid by sheets before."""
    run_pending()
    now = world.refreshed(case)
    assert (now.state, now.sheet.total_minor) == ("resolved", total)
    assert recompute(now.sheet)
    assert now.sheet.as_sheet().items[-1].params == {"account_minor": account}
    with in_shop(world.shop):
        paid = Refund.objects.filter(cause_id=case.pk, state="succeeded")
        assert sum(paid.values_list("paid_minor", flat=True)) == total
        pieces = RefundLine.objects.filter(refund__in=paid).values_list("quantity", flat=True)
        assert sum(pieces) <= 4
    assert counters_against_ledger(world.shop.pk) == []


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("left", [0, 10_100])
def test_what_was_paid_counts_once_and_of_the_rest_is_paid_what_is_left(world, first, left):
    case = owed(world, *PARTS)
    given_up(world, case, PARTS[first])
    goes_elsewhere(world, case, (1 - first, PARTS[1 - first] - left))
    asked_again(world, case)
    ended(world, case, PARTS[first] + left, PARTS[first])
    if left:
        with in_shop(world.shop):
            pieces = RefundLine.objects.filter(refund__cause_id=case.pk, refund__state="succeeded")
            assert sum(pieces.values_list("quantity", flat=True)) == 4


def test_it_counts_once_however_often_the_sheet_is_computed_anew(world):
    case = owed(world, 20_000, 30_000, 30_200)
    given_up(world, case, 20_000)
    goes_elsewhere(world, case, (2, 20_200))
    asked_again(world, case)
    assert world.refreshed(case).sheet.total_minor == 60_000
    given_up(world, case, 30_000)
    asked_again(world, case)  # the same sheet once more, as long as there is room for it
    with in_shop(world.shop):
        (rest,) = Refund.objects.filter(cause_id=case.pk, state="reserved")
    assert rest.amount_minor == 10_000
    plan_fault(str(world.shop.pk), Kind.REFUSE)
    run_pending()
    fail(refund=rest.pk, reason="没有付。", actor=world.hire("manager"), at=world.now)
    run_pending()
    goes_elsewhere(world, case, (2, 6_000))
    asked_again(world, case)
    ended(world, case, 54_000, 50_000)
    assert len(world.refreshed(case).sheet.instead_of) == 2


def test_of_a_sum_that_was_agreed_on_never_more_is_paid(world):
    order = world.order(payments=PARTS)
    case = world.apply(order, kind="refund_only", cups=3, pots=1, reason="damaged", photo=True)
    offer(case=case.ref, amount_minor=50_000, keeps_goods=True, actor=world.agent, at=world.now)
    accept_offer(case=case.ref, actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        (small, large) = Refund.objects.order_by("amount_minor").values_list("amount_minor", flat=True)
    given_up(world, case, large)
    goes_elsewhere(world, case, (0, PARTS[0]), (1, PARTS[1] - large - 2_700))
    asked_again(world, case)
    assert small + large == 50_000
    ended(world, case, large + 2_700, large)


def test_who_was_paid_less_than_was_asked_for_is_told_what_came(world):
    """The page, the record and the letter never say the sheet's sum where another one went out."""
    case, at = owed(world, *PARTS), world.now
    plan_fault(str(world.shop.pk), Kind.REFUSE, times=2)
    run_pending()
    with in_shop(world.shop):
        small, large = Refund.objects.filter(cause_id=case.pk).order_by("amount_minor")
    manager = world.hire("manager")
    succeed(refund=small.pk, paid_minor=12, reason="看了后台。", actor=manager, at=at)
    succeed(refund=large.pk, reason="看了后台。", actor=manager, at=at)
    run_pending()
    now = world.refreshed(case)
    with in_shop(world.shop):
        said = {role: say_state(now, role, world.shop, at) for role in (Role.BUYER, Role.MERCHANT, Role.PLATFORM)}
        told = Event.objects.get(kind="cases.case.resolved", subject_id=case.pk).facts["total_minor"]
        subjects = Mail.objects.filter(subject__contains=case.ref).values_list("subject", flat=True)
        assert any("602.12" in one for one in subjects), list(subjects)
    assert (now.state, told, now.paid_back) == ("resolved", 60_212, Money(60_212, "CNY"))
    assert all("602.12" in one and "802.00" in one for one in said.values()), said


def test_the_shop_is_asked_to_pay_the_rest_and_what_it_pays_there_is_that(world):
    case = owed(world, *PARTS)
    plan_fault(str(world.shop.pk), Kind.REFUSE, times=2)
    run_pending()
    with in_shop(world.shop):
        small, large = Refund.objects.filter(cause_id=case.pk).order_by("amount_minor")
    manager = world.hire("manager")
    succeed(refund=small.pk, paid_minor=12, reason="看了后台。", actor=manager, at=world.now)
    succeed(refund=large.pk, reason="看了后台。", actor=manager, at=world.now)
    run_pending()
    with in_shop(world.shop):
        (row,) = Discrepancy.objects.all()
        (letter,) = Mail.objects.filter(subject__contains="199.88")
        place = 0 if small.payment.external_id < large.payment.external_id else 1
    assert (row.kind, row.refund_id, row.ours_minor, row.theirs_minor) == ("amount_differs", small.pk, 20_000, 12)
    assert all(sum_ in say_rest(row) for sum_ in ("200.00", "0.12", "199.88"))
    assert f"/refunds/differences/{row.pk}/" in letter.text

    def stands() -> tuple[int, int, list[str]]:
        """(what the case says was paid, refunded out of the payment, differences)"""
        with in_shop(world.shop):
            kinds = list(Discrepancy.objects.exclude(pk=row.pk).order_by("key").values_list("kind", flat=True))
            refunded = Payment.objects.get(pk=small.payment_id).refunded_minor
        return world.refreshed(case).paid_back.minor, refunded, kinds

    goes_elsewhere(world, case, (place, 10_000))
    assert stands() == (WHOLE - 9_988, 10_012, [])
    with in_shop(world.shop):
        paid = Event.objects.get(kind="cases.rest.paid", subject_id=case.pk)
    assert "100.00" in str(tell(paid, Role.BUYER, shop=world.shop))
    goes_elsewhere(world, case, (place, 9_989))  # more than was owed, and than the payment brought in
    assert stands() == (WHOLE - 9_988, 20_000, ["paid_twice"])
    assert counters_against_ledger(world.shop.pk) == []


def test_a_rest_that_was_paid_exactly_and_failed_later_is_owed_again(world):
    case = owed(world, *PARTS)
    plan_fault(str(world.shop.pk), Kind.REFUSE, times=2)
    run_pending()
    with in_shop(world.shop):
        small, large = Refund.objects.filter(cause_id=case.pk).order_by("amount_minor")
        name = small.payment.external_id
    for refund, paid in ((small, 12), (large, None)):
        succeed(refund=refund.pk, paid_minor=paid, reason="看了后台。", actor=world.hire("manager"), at=world.now)

    def said(outcome: Outcome) -> Money:
        answer = GatewayAnswer("", outcome, "re_1", Money(19_988, "CNY"), world.now, payments=(name,))
        record_elsewhere(actor=gateway_actor(world.shop.pk, "sandbox"), at=world.now, gateway="sandbox", answer=answer)
        return world.refreshed(case).paid_back

    assert said(Outcome.PAID) == Money(WHOLE, "CNY")
    assert said(Outcome.REFUSED) == Money(WHOLE - 19_988, "CNY")
    with in_shop(world.shop):
        kinds = sorted(Discrepancy.objects.values_list("kind", flat=True))
    assert kinds == ["amount_differs", "failed_after_payment"]
    assert counters_against_ledger(world.shop.pk) == []
