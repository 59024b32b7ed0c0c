"""Above the shop's limit a second person looks before money goes out; another way than it came needs one as well."""

import sys

import pytest
from django.test import override_settings

from huitou.accounts.models import Staff
from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.verbs import add_member, create_staff, create_token
from huitou.core.actors import Actor, Role
from huitou.core.flow import ConditionNotMet
from huitou.core.models import Event
from huitou.core.money import LARGEST_MINOR
from huitou.core.tenancy import in_shop
from huitou.refunds import gateway_calls
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Refund, RefundRules
from huitou.refunds.queries import queue_for_people
from huitou.refunds.second_person import PersonNeeded, SecondPersonNeeded, second_look
from huitou.refunds.verbs import (
    allow_other_way,
    ask_other_way,
    confirm,
    decline_other_way,
    fail,
    request_refund,
    retry,
    set_refund_rules,
    succeed,
)
from huitou.refunds.verbs.call import NotConfirmed
from huitou.refunds.verbs.fail import OutcomeOpen
from huitou.refunds.verbs.set_refund_rules import RefundRulesInvalid
from tests.refunds.conftest import counters, fresh, kinds, sheet_for

ALL = frozenset({"refunds.view", "refunds.record", "refunds.resolve", "refunds.retry", "refunds.escalate"})


def member(shop, name: str, clock, role: StaffRole = StaffRole.MANAGER) -> Actor:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        staff = create_staff(
            email=f"{name}@example.com", name=name, password=f"{name}-7pots-of-tea", locale="en", at=clock.now()
        )
    add_member(shop=shop, staff=staff, role=role, at=clock.now())
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id=f"staff:{staff.pk}", permissions=ALL, name=name)


@pytest.fixture
def ada(shop, clock):
    return member(shop, "ada", clock)


@pytest.fixture
def limit(shop):
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, confirm_above_minor=966)


def asked(shop, order, clock, *, by: str = "", cups: int = 1) -> Refund:
    sheet = sheet_for(order, cups=cups, at=clock.now())
    (refund,) = request_refund(
        actor=Actor(role=Role.SYSTEM, shop_id=shop.pk, id="system"), at=clock.now(), order_id=order.order.pk,
        cause_id=sheet.pk, sheet=sheet, agreed_by=by,
    )  # fmt: skip
    return refund


def test_above_the_limit_nothing_goes_out_before_a_second_person(shop, paid_order, limit, ada, clock, run_jobs) -> None:
    refund = asked(shop, paid_order, clock, by=ada.id)
    run_jobs()
    assert (fresh(refund).state, Payout.objects.count()) == ("to_confirm", 0)
    assert counters(paid_order.payments[0]) == (967, 0)
    with in_shop(shop):
        assert [row.pk for row in queue_for_people()] == [refund.pk]
    ben = member(shop, "ben", clock)
    with pytest.raises(SecondPersonNeeded):
        confirm(actor=ada, at=clock.now(), refund=refund)
    assert (fresh(refund).state, Payout.objects.count()) == ("to_confirm", 0)
    confirm(actor=ben, at=clock.now(), refund=refund)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).confirmed_by) == ("succeeded", ben.id)
    assert kinds(refund)[:3] == ["requested", "confirmed", "called"]


def test_silence_passes_it_on_and_still_pays_nothing(shop, paid_order, limit, ada, clock, run_jobs, sweep) -> None:
    refund = asked(shop, paid_order, clock)
    sweep(days=4)
    assert (fresh(refund).state, Payout.objects.count()) == ("escalated", 0)
    with pytest.raises(ConditionNotMet):
        retry(actor=ada, at=clock.now(), refund=refund)
    confirm(actor=ada, at=clock.now(), refund=refund)
    run_jobs()
    assert fresh(refund).state == "succeeded"


@pytest.mark.parametrize(("minor", "state"), [(966, "to_confirm"), (967, "reserved"), (None, "reserved")])
def test_the_limit_itself_is_still_free(shop, paid_order, clock, minor, state) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, confirm_above_minor=minor)
    assert asked(shop, paid_order, clock).state == state


def test_another_currency_is_always_looked_at_where_there_is_a_limit(shop, make_order, clock) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, confirm_above_minor=10**9)
    assert asked(shop, make_order(currency="JPY"), clock).state == "to_confirm"


def test_whoever_is_alone_looks_twice_and_the_event_says_so(shop, paid_order, limit, ada, clock) -> None:
    refund = asked(shop, paid_order, clock, by=ada.id)
    confirm(actor=ada, at=clock.now(), refund=refund)
    with in_shop(shop):
        event = Event.objects.get(subject_id=refund.pk, kind="refunds.refund.confirmed")
    assert '"alone":true' in event.body


def test_a_program_is_no_second_person(shop, paid_order, limit, clock) -> None:
    refund = asked(shop, paid_order, clock)
    token = Actor(role=Role.MERCHANT, shop_id=shop.pk, id="token:1", permissions=ALL)
    with pytest.raises(PersonNeeded):
        confirm(actor=token, at=clock.now(), refund=refund)
    assert fresh(refund).state == "to_confirm"


def test_a_token_of_ones_own_is_no_other_person(shop, paid_order, limit, ada, clock) -> None:
    """Agreed to, or asked for another way, by a program that Ada made: she is not the second one who looks."""
    maker = Staff.objects.get(email="ada@example.com")
    token, _secret = create_token(shop=shop, role=TokenRole.MANAGER, label="erp", staff=maker, at=clock.now())
    ben = member(shop, "ben", clock)
    program = Actor(role=Role.MERCHANT, shop_id=shop.pk, id=f"token:{token.pk}", permissions=ALL)
    refund = asked(shop, paid_order, clock, by=program.id)
    with pytest.raises(SecondPersonNeeded):
        confirm(actor=ada, at=clock.now(), refund=refund)
    assert confirm(actor=ben, at=clock.now(), refund=refund).confirmed_by == ben.id
    # A token that nobody of the shop made stands for nobody: any person is another one.
    loose, _secret = create_token(shop=shop, role=TokenRole.MANAGER, label="", at=clock.now())
    with in_shop(shop):
        assert second_look(ada, f"token:{loose.pk}") is False


def test_what_is_declined_is_free_again(shop, paid_order, limit, ada, clock) -> None:
    refund = asked(shop, paid_order, clock)
    fail(actor=ada, at=clock.now(), refund=refund, reason="Agreed by mistake")
    assert (fresh(refund).state, counters(paid_order.payments[0])) == ("failed", (0, 0))


def test_the_call_itself_refuses_what_nobody_confirmed_and_without_it_money_would_go(
    shop, paid_order, limit, clock, monkeypatch
) -> None:
    """A row that came into `reserved` past the table is not paid. With the guard off, it is: the control."""
    refund = asked(shop, paid_order, clock)
    with in_shop(shop):
        Refund.objects.filter(pk=refund.pk).update(state="reserved")
    gateway_calls.perform_refund(shop_id=shop.pk, refund_id=refund.pk, at=clock.now())
    assert Payout.objects.count() == 0
    monkeypatch.setattr(sys.modules[NotConfirmed.__module__], "_require_confirmed", lambda refund: None)
    gateway_calls.perform_refund(shop_id=shop.pk, refund_id=refund.pk, at=clock.now())
    assert Payout.objects.count() == 1


@pytest.fixture
def refused(shop, paid_order, ask_refund, run_jobs):
    plan_fault(str(shop.pk), Kind.REFUSE)
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    return fresh(refund)


def test_another_way_is_asked_for_by_one_and_allowed_by_another(shop, refused, ada, clock, run_jobs) -> None:
    ben = member(shop, "ben", clock)
    with pytest.raises(SecondPersonNeeded):
        succeed(actor=ada, at=clock.now(), refund=refused, reason="Transfer 4711", otherwise=True)
    ask_other_way(actor=ada, at=clock.now(), refund=refused, reason="Card closed; transfer to the IBAN in the case")
    with pytest.raises(SecondPersonNeeded):
        allow_other_way(actor=ada, at=clock.now(), refund=refused)
    assert fresh(refused).state == "other_way"
    allow_other_way(actor=ben, at=clock.now(), refund=refused)
    assert fresh(refused).state == "by_hand"
    succeed(actor=ada, at=clock.now(), refund=refused, reason="Transfer 4711", otherwise=True)
    assert (fresh(refused).state, fresh(refused).paid_through) == ("succeeded", "offline")
    assert counters(refused.payment) == (0, 967)


def test_what_the_provider_has_paid_itself_one_person_may_say(shop, refused, ada, clock) -> None:
    member(shop, "ben", clock)
    succeed(actor=ada, at=clock.now(), refund=refused, reason="Seen in its console")
    assert (fresh(refused).state, fresh(refused).paid_through) == ("succeeded", "sandbox")


def test_another_way_can_be_declined_and_waits_for_nobody_for_ever(shop, refused, ada, clock, sweep) -> None:
    ben = member(shop, "ben", clock)
    ask_other_way(actor=ada, at=clock.now(), refund=refused, reason="Cash")
    decline_other_way(actor=ben, at=clock.now(), refund=refused, reason="The card works again")
    assert (fresh(refused).state, fresh(refused).other_way_by) == ("needs_person", "")
    assert fresh(refused).note == "The card works again"
    ask_other_way(actor=ada, at=clock.now(), refund=refused, reason="Cash")
    sweep(days=4)
    assert fresh(refused).state == "escalated"


def test_perhaps_paid_goes_no_other_way_before_somebody_has_looked(shop, refused, ada, clock) -> None:
    with in_shop(shop):
        Refund.objects.filter(pk=refused.pk).update(outcome_open=True)
    with pytest.raises(OutcomeOpen):
        ask_other_way(actor=ada, at=clock.now(), refund=refused, reason="Cash")
    assert fresh(refused).state == "needs_person"
    ask_other_way(actor=ada, at=clock.now(), refund=refused, reason=" Cash ", looked_at_provider=True)
    now = fresh(refused)
    assert (now.state, now.note, now.other_way_by, now.outcome_open) == ("other_way", "Cash", ada.id, True)
    allow_other_way(actor=ada, at=clock.now(), refund=refused)
    now = fresh(refused)
    assert (now.state, now.note, now.confirmed_by, now.outcome_open) == ("by_hand", "Cash", ada.id, False)


def test_a_late_notice_of_the_provider_ends_the_payment_by_another_way(shop, refused, ada, clock) -> None:
    from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
    from huitou.refunds.notices import receive_notice

    ask_other_way(actor=ada, at=clock.now(), refund=refused, reason="Cash")
    allow_other_way(actor=member(shop, "ben", clock), at=clock.now(), refund=refused)
    paid = GatewayAnswer(refused.key, Outcome.PAID, "R-1", refused.money, clock.now())
    receive_notice(shop_id=shop.pk, code="sandbox", answer=paid, at=clock.now())
    assert (fresh(refused).state, fresh(refused).paid_through) == ("succeeded", "sandbox")


@pytest.mark.parametrize(
    "wrong", [{"confirm_above_minor": -1}, {"order_of_payments": "random"}, {"accounts": {"gateway": "x" * 41}}]
)
def test_rules_that_cannot_be_are_refused(shop, clock, wrong) -> None:
    owner = Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:1", permissions=ALL | {"settings.edit"})
    given = {"order_of_payments": "as_paid", "confirm_above_minor": 0, "take_back_discounts": True, **wrong}
    with pytest.raises(RefundRulesInvalid):
        set_refund_rules(actor=owner, at=clock.now(), **given)
    with in_shop(shop):
        assert RefundRules.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({"confirm_above_minor": 0}, True),
        ({"confirm_above_minor": LARGEST_MINOR}, True),
        ({"confirm_above_minor": LARGEST_MINOR + 1}, False),
        ({"accounts": {f"account {number}": "x" * 40 for number in range(40)}}, True),
        ({"accounts": {f"account {number}": "x" for number in range(41)}}, False),
        # As it is without rules: they are the shop's own from now on all the same.
        ({"order_of_payments": "proportional"}, True),
    ],
)
def test_rules_at_their_bounds(shop, clock, given, fits) -> None:
    owner = Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:1", permissions=ALL | {"settings.edit"})
    rules = {"order_of_payments": "as_paid", "confirm_above_minor": None, "take_back_discounts": True, **given}
    try:
        set_refund_rules(actor=owner, at=clock.now(), **rules)
    except RefundRulesInvalid:
        assert not fits
    with in_shop(shop):
        assert RefundRules.objects.count() == fits


def test_rules_are_kept_and_their_change_stands_in_the_record(shop, clock) -> None:
    owner = Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:1", permissions=ALL | {"settings.edit"})
    given = {"order_of_payments": "money_last", "confirm_above_minor": 500, "take_back_discounts": False}
    set_refund_rules(actor=owner, at=clock.now(), **given)
    set_refund_rules(actor=owner, at=clock.now(), **given)
    with in_shop(shop):
        assert Event.objects.filter(kind="refunds.rules.set").count() == 1
        assert RefundRules.objects.get().confirm_above_minor == 500
