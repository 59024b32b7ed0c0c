"""What people do with refunds that do not go on by themselves: retry, record, resolve, give up, pass on."""

from datetime import timedelta

import pytest

from huitou.core import ledger
from huitou.core.actions import InputsInvalid, perform
from huitou.core.actors import Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.refunds.gateways.offline.models import HandPayout
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.queries import queue_for_people, refund_detail, refunds_of_cause, refunds_of_order
from huitou.refunds.verbs import (
    close_discrepancy,
    end_pause,
    escalate,
    explain_discrepancy,
    fail,
    pause,
    resolve,
    retry,
    succeed,
)
from huitou.refunds.verbs.fail import OutcomeOpen
from huitou.refunds.verbs.pauses import DifferencesOpen
from huitou.refunds.verbs.resolve import Resolution
from huitou.refunds.verbs.succeed import PaidAmountInvalid, ReasonMissing
from tests.refunds.conftest import counters, fresh, kinds, person


@pytest.fixture
def by_hand(make_order, ask_refund, run_jobs):
    (refund,) = ask_refund(make_order(("offline", 8400)), cups=1)
    run_jobs()
    return fresh(refund)


@pytest.fixture
def refused(shop, paid_order, ask_refund, run_jobs):
    plan_fault(str(shop.pk), Kind.REFUSE)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    return fresh(refund)


@pytest.fixture
def perhaps_paid(shop, paid_order, ask_refund, run_jobs, sweep):
    """The gateway paid, the answer was lost, and it never says so: 20 hours later a person is asked."""
    plan_fault(str(shop.pk), Kind.LOSE_ANSWER)
    plan_fault(str(shop.pk), Kind.ERROR, times=None, on="find")
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    for _ in range(10):
        sweep(hours=6)
    assert fresh(refund).state == "needs_person"
    return fresh(refund)


def test_a_payment_by_hand_waits_until_it_is_recorded_with_its_voucher(shop, by_hand, manager, clock) -> None:
    assert by_hand.state == "by_hand"
    assert counters(by_hand.payment) == (967, 0)
    succeed(actor=manager, at=clock.now(), refund=by_hand, reason=" Transfer 4711 ")
    refund = fresh(by_hand)
    assert (refund.state, refund.paid_through, refund.note) == ("succeeded", "offline", "Transfer 4711")
    assert counters(by_hand.payment) == (0, 967)
    with in_shop(shop):
        payout = HandPayout.objects.get()
        assert ledger.balance("gateway:offline", "EUR") == Money(967, "EUR")
    assert (payout.paid_minor, payout.paid_by, payout.note) == (967, "staff:1", "Transfer 4711")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_nothing_is_settled_by_hand_without_a_reason(by_hand, manager, clock, reason) -> None:
    with pytest.raises(ReasonMissing):
        succeed(actor=manager, at=clock.now(), refund=by_hand, reason=reason)
    assert (fresh(by_hand).state, counters(by_hand.payment)) == ("by_hand", (967, 0))


def test_a_reference_that_nothing_can_hold_is_refused_with_its_field(by_hand, manager, clock) -> None:
    said = {"reason": "Transfer 4711", "reference": "4" * 201}
    with pytest.raises(InputsInvalid) as refusal:
        perform("refund", "succeed", by_hand, said, actor=manager, at=clock.now())
    assert refusal.value.problems == {"reference": "must have at most 200 characters"}
    perform("refund", "succeed", by_hand, {**said, "reference": "4" * 200}, actor=manager, at=clock.now())
    assert fresh(by_hand).gateway_reference == "4" * 200


@pytest.mark.parametrize("paid", [0, -1, 8401, 10**15 + 1])
def test_only_a_real_amount_is_recorded(by_hand, manager, clock, paid) -> None:
    with pytest.raises(PaidAmountInvalid, match=r"at most €84\.00, which is left of what came in"):
        succeed(actor=manager, at=clock.now(), refund=by_hand, reason="Transfer", paid_minor=paid)
    assert counters(by_hand.payment) == (967, 0)


def test_two_records_together_are_never_above_what_came_in(shop, make_order, ask_refund, run_jobs, manager, clock):
    order = make_order(("offline", 8400))
    first, second, third = (ask_refund(order, cups=1)[0] for _ in range(3))
    run_jobs()
    succeed(actor=manager, at=clock.now(), refund=first, reason="Transfer", paid_minor=5000)
    reserved = second.amount_minor + third.amount_minor
    most = 8400 - 5000 - third.amount_minor
    with pytest.raises(PaidAmountInvalid, match=f"at most €{most / 100:.2f}"):
        succeed(actor=manager, at=clock.now(), refund=second, reason="Transfer", paid_minor=most + 1)
    assert (fresh(second).state, counters(order.payments[0])) == ("by_hand", (reserved, first.amount_minor))
    succeed(actor=manager, at=clock.now(), refund=second, reason="Transfer", paid_minor=most)
    succeed(actor=manager, at=clock.now(), refund=third, reason="Transfer")
    with in_shop(shop):
        assert ledger.balance("gateway:offline", "EUR") == Money(8400, "EUR")


def test_what_a_provider_has_paid_is_recorded_whatever_is_left(shop, make_order, ask_refund, run_jobs, manager, clock):
    order = make_order()
    plan_fault(str(shop.pk), Kind.REFUSE, times=2)
    refunds = [ask_refund(order, cups=1)[0] for _ in range(2)]
    run_jobs()
    for refund in refunds:
        succeed(actor=manager, at=clock.now(), refund=refund, reason="Seen in its console", paid_minor=8000)
    with in_shop(shop):
        assert ledger.balance("gateway:sandbox", "EUR") == Money(16000, "EUR")


def test_what_a_person_found_is_recorded_to_the_cent_and_nothing_stays_open(shop, refused, manager, clock) -> None:
    at = clock.now()
    with in_shop(shop):
        Refund.objects.filter(pk=refused.pk).update(outcome_open=True)
    found = {"resolution": Resolution.PAID, "paid_minor": 1, "reference": "re_9", "reason": "x" * 2000}
    resolve(actor=manager, at=at, refund=refused, **found)
    now = fresh(refused)
    assert (now.state, now.paid_minor, now.paid_through, now.gateway_reference) == ("succeeded", 1, "sandbox", "re_9")
    assert (now.outcome_open, now.failure_code, now.note, now.settled_at) == (False, "", "x" * 2000, at)
    assert counters(refused.payment) == (0, 1)


def test_a_second_record_of_the_same_payment_is_too_late(by_hand, manager, clock) -> None:
    succeed(actor=manager, at=clock.now(), refund=by_hand, reason="Transfer")
    with pytest.raises(NotTheirTurn):
        succeed(actor=manager, at=clock.now(), refund=by_hand, reason="Transfer")
    assert counters(by_hand.payment) == (0, 967)


def test_a_refused_refund_can_be_paid_another_way(shop, refused, manager, clock) -> None:
    resolve(actor=manager, at=clock.now(), refund=refused, resolution=Resolution.PAID_OTHERWISE, reason="Cash, signed")
    refund = fresh(refused)
    assert (refund.state, refund.gateway, refund.paid_through) == ("succeeded", "sandbox", "offline")
    with in_shop(shop):
        assert ledger.balance("gateway:offline", "EUR") == Money(967, "EUR")
        assert ledger.balance("gateway:sandbox", "EUR") == Money.zero("EUR")


def test_a_refund_that_is_given_up_frees_the_amount(refused, manager, clock, ask_refund, paid_order) -> None:
    fail(actor=manager, at=clock.now(), refund=refused, reason="The buyer wants a voucher instead")
    assert (fresh(refused).state, counters(refused.payment)) == ("failed", (0, 0))
    assert fresh(refused).note == "The buyer wants a voucher instead"
    assert kinds(refused)[-1] == "failed"
    (again,) = ask_refund(paid_order, cups=1, cause_id=refused.cause_id)
    assert (again.sequence, again.key == refused.key) == (2, False)


def test_perhaps_paid_is_not_given_up_before_somebody_has_looked(perhaps_paid, manager, clock) -> None:
    with pytest.raises(OutcomeOpen):
        fail(actor=manager, at=clock.now(), refund=perhaps_paid, reason="It takes too long")
    assert (fresh(perhaps_paid).state, counters(perhaps_paid.payment)) == ("needs_person", (967, 0))


def test_given_up_and_paid_after_all_becomes_a_difference(shop, perhaps_paid, manager, clock) -> None:
    from huitou.refunds.gateways.registry import gateway
    from huitou.refunds.gateways.sandbox.faults import forget_faults
    from huitou.refunds.notices import receive_notice

    fail(actor=manager, at=clock.now(), refund=perhaps_paid, reason="Not in the console", looked_at_provider=True)
    forget_faults(str(shop.pk))
    answer = gateway("sandbox").find(str(shop.pk), perhaps_paid.key, "")
    receive_notice(shop_id=shop.pk, code="sandbox", answer=answer, at=clock.now())
    assert (fresh(perhaps_paid).state, counters(perhaps_paid.payment)) == ("failed", (0, 0))
    with in_shop(shop):
        assert [(row.kind, row.theirs_minor) for row in Discrepancy.objects.all()] == [("paid_after_failure", 967)]


def test_a_late_answer_settles_what_waits_for_a_person(shop, perhaps_paid, clock) -> None:
    from huitou.refunds.gateways.registry import gateway
    from huitou.refunds.gateways.sandbox.faults import forget_faults
    from huitou.refunds.notices import receive_notice

    forget_faults(str(shop.pk))
    answer = gateway("sandbox").find(str(shop.pk), perhaps_paid.key, "")
    receive_notice(shop_id=shop.pk, code="sandbox", answer=answer, at=clock.now())
    assert fresh(perhaps_paid).state == "succeeded"


def test_silence_of_the_shop_passes_it_on_and_reminds(refused, sweep) -> None:
    sweep(days=4)
    assert fresh(refused).state == "escalated"
    sweep(days=4)
    assert (fresh(refused).state, kinds(refused)[-2:]) == ("escalated", ["escalated", "reminded"])
    assert counters(refused.payment) == (967, 0)


STEPS = [
    ("retry", "refunds.retry", {}),
    ("fail", "refunds.resolve", {"reason": "No"}),
    ("succeed", "refunds.resolve", {"reason": "Yes"}),
    ("escalate", "refunds.escalate", {}),
]


@pytest.mark.parametrize(("action", "permission", "inputs"), STEPS)
def test_each_step_needs_its_permission(shop, refused, clock, action, permission, inputs) -> None:
    every = {name for _, name, _ in STEPS} | {"refunds.view", "refunds.record"}
    without = person(shop, *(every - {permission}))
    with pytest.raises(Forbidden):
        verb_of(REFUND, action)(actor=without, at=clock.now(), refund=refused, **inputs)
    assert fresh(refused).state == "needs_person"
    verb_of(REFUND, action)(actor=person(shop, permission, "refunds.view"), at=clock.now(), refund=refused, **inputs)
    assert fresh(refused).state != "needs_person"


def test_another_shop_does_not_see_it(other_shop, refused, clock) -> None:
    stranger = person(other_shop, "refunds.view", "refunds.retry")
    with pytest.raises(NotFound):
        retry(actor=stranger, at=clock.now(), refund=refused.pk)
    assert fresh(refused).state == "needs_person"


def test_a_buyer_sees_only_refunds_of_their_orders(shop, refused, paid_order) -> None:
    from uuid import uuid4

    from huitou.core.actors import Actor
    from huitou.refunds.access import access_refund

    def buyer(**grant: object) -> Actor:
        return Actor(role=Role.BUYER, shop_id=shop.pk, id="buyer:1", **grant)

    with in_shop(shop):
        mine = buyer(customer_id=paid_order.order.customer_id)
        assert access_refund(mine, refused.ref.lower()) == refused
        for other in (buyer(customer_id=uuid4()), buyer(order_ids=frozenset()), buyer()):
            with pytest.raises(NotFound):
                access_refund(other, refused.ref)


def test_the_queue_shows_the_escalated_first(shop, refused, by_hand, manager, clock) -> None:
    escalate(actor=manager, at=clock.now() + timedelta(days=9), refund=by_hand)
    with in_shop(shop):
        assert list(queue_for_people()) == [by_hand, refused]
        assert refunds_of_order(refused.order_id) == [refused]
        assert refunds_of_cause(by_hand.cause_id) == [by_hand]


def test_the_detail_holds_the_bill_the_lines_and_what_was_said(shop, refused, manager) -> None:
    with in_shop(shop):
        detail = refund_detail(manager, refused.ref)
    assert detail.refund == refused
    assert detail.sheet.total_minor == 967
    assert [(line.line.title, line.quantity, line.amount_minor) for line in detail.lines] == [("Cup", 1, 967)]
    assert [(row.kind, row.outcome, row.failure_code) for row in detail.exchanges] == [
        ("call", "", ""),
        ("answer", "refused", "card_closed"),
    ]


def test_paused_refunds_wait_and_are_paid_after_it(
    shop, paid_order, ask_refund, run_jobs, sweep, manager, clock
) -> None:
    pause(actor=manager, at=clock.now(), gateway="sandbox", reason="Restored from the backup of last night")
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    sweep(minutes=10)
    assert (fresh(refund).state, fresh(refund).attempts) == ("reserved", 0)
    end_pause(actor=manager, at=clock.now(), gateway="sandbox")
    sweep(minutes=10)
    assert fresh(refund).state == "succeeded"


def test_a_pause_does_not_end_while_differences_are_open(shop, perhaps_paid, manager, clock) -> None:
    pause(actor=manager, at=clock.now(), gateway="sandbox", reason="Restored")
    with in_shop(shop):
        row = Discrepancy.objects.create(
            shop=shop,
            gateway="sandbox",
            kind="missing_here",
            key="k",
            currency="EUR",
            ours_minor=0,
            theirs_minor=5,
            found_at=clock.now(),
        )
    with pytest.raises(DifferencesOpen):
        end_pause(actor=manager, at=clock.now(), gateway="sandbox")
    explain_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk, note="A test of the provider")
    close_discrepancy(actor=manager, at=clock.now(), discrepancy_id=row.pk)
    at = clock.now()
    assert end_pause(actor=manager, at=at, gateway="sandbox").ended_at == at


def test_the_shop_hears_that_it_pays_by_hand_and_again_before_the_time_is_over(
    shop, paid_order, make_order, ask_refund, run_jobs, manager, clock
) -> None:
    from huitou.accounts.models import Membership
    from huitou.accounts.roles import StaffRole
    from huitou.accounts.verbs import add_member, create_staff
    from huitou.core.actors import system_actor
    from huitou.notifications.models import Mail
    from huitou.orders.models import CustomerContact
    from huitou.refunds.by_hand_mails import AHEAD
    from huitou.refunds.verbs import warn_of_hand

    for locale, role in (
        ("en", "agent"),
        ("zh-hans", "agent"),
        ("zh-hant", "agent"),
        ("quiet", "agent"),
        ("x", "readonly"),
    ):
        staff = create_staff(
            email=f"{locale}@example.com", name=locale, password="a kettle sings at seven",
            locale=locale if locale.startswith("zh") else "en", at=clock.now(), verified=True,
        )  # fmt: skip
        add_member(shop=shop, staff=staff, role=StaffRole(role), at=clock.now())
    order, settled = make_order(("offline", 8400)), make_order(("offline", 8400))
    with in_shop(shop):
        Membership.objects.filter(staff__email="quiet@example.com").update(muted=["cases"])
        CustomerContact.objects.create(shop=shop, customer=order.order.customer, name="Yan Wei")
    ask_refund(paid_order, cups=1)  # its provider pays it: no letter
    (refund,), (done,) = ask_refund(order, cups=1), ask_refund(settled, cups=1)
    run_jobs()
    succeed(actor=manager, at=clock.now(), refund=done.pk, reason="cash")
    told = [warn_of_hand(actor=system_actor(shop.pk), at=clock.now(), ahead=AHEAD)]
    clock.forward(seconds=(fresh(refund).deadline_at - AHEAD - clock.now()).total_seconds())
    told += [warn_of_hand(actor=system_actor(shop.pk), at=clock.now(), ahead=AHEAD) for _ in range(2)]
    assert told == [0, 1, 0]
    run_jobs()
    with in_shop(shop):
        mails = list(Mail.objects.filter(about_id=refund.pk).order_by("queued_at", "pk"))
        first, second = (mail for mail in mails if mail.to_email == "en@example.com")
    assert sorted(mail.to_email for mail in mails) == sorted(
        2 * ["en@example.com", "zh-hans@example.com", "zh-hant@example.com"]
    )
    number = order.order.number
    assert first.subject == f"€9.67 has to be paid back by hand: order {number}"
    assert second.subject == f"The time to pay €9.67 back by hand is nearly over: order {number}"
    for mail in (first, second):
        text = mail.text
        assert "Yan Wei" in text
        assert "transfer or cash" in text
        assert "passed on to the last instance" in text
        assert f"/desk/{shop.slug}/refunds/{refund.ref}/" in text
    assert "within 24 hours" in second.text
    assert all("退款" in mail.subject for mail in mails if mail.locale.startswith("zh"))
