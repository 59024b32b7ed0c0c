"""What is read before money moves is read under a lock: of two at once the second sees what the first has done."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.models import Discrepancy, GatewayAccount
from huitou.refunds.verbs import (
    close_account,
    close_discrepancy,
    confirm_accounts,
    end_pause,
    explain_discrepancy,
    fail,
    hear_chargeback,
    keep_account,
    pause,
    record_elsewhere,
    set_refund_rules,
    succeed,
)

PAYMENT, REFUND = "orders_payment", "refunds_refund"
ELSEWHERE, CHARGEBACK = "refunds_refundelsewhere", "refunds_chargeback"
LOCK = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE')


def locked(act, **inputs) -> list[str]:
    """The tables of which rows were locked, in the order in which they were."""
    with CaptureQueriesContext(connection) as seen:
        act(**inputs)
    found = [LOCK.search(asked["sql"]) for asked in seen]
    return list(dict.fromkeys(match[1] for match in found if match))


@pytest.fixture
def owner(shop) -> Actor:
    held = ("refunds.view", "refunds.record", "refunds.resolve", "gateways.edit")
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:1", permissions=frozenset(held))


def test_a_refund_then_what_waits_for_room_then_the_payment(make_order, ask_refund, run_jobs, owner, clock) -> None:
    order, at = make_order(("offline", 8400)), clock.now()
    first, less, more = (ask_refund(order, cups=1)[0] for _ in range(3))
    run_jobs()
    by_hand = {"actor": owner, "at": at, "reason": "Transfer"}
    assert locked(fail, actor=owner, at=at, refund=_stopped(first), reason="No") == [REFUND, ELSEWHERE, CHARGEBACK]
    assert locked(succeed, refund=less, paid_minor=900, **by_hand)[:3] == [
        REFUND,
        "offline_gateway_handpayout",
        ELSEWHERE,
    ]
    assert locked(succeed, refund=more, paid_minor=1000, **by_hand)[:2] == [REFUND, PAYMENT]


def _stopped(refund):
    with in_shop(refund.shop_id):
        type(refund).objects.filter(pk=refund.pk).update(state="needs_person")
    return refund


def test_money_that_left_without_us_is_counted_and_given_back_under_locks(shop, paid_order, clock) -> None:
    at, names = clock.now(), (paid_order.payments[0].external_id,)
    gateway = {"actor": gateway_actor(shop.pk, "sandbox"), "at": at, "gateway": "sandbox"}
    paid, failed = (
        GatewayAnswer("", outcome, "re_1", Money(500, "EUR"), at, payments=names)
        for outcome in (Outcome.PAID, Outcome.REFUSED)
    )
    opened, won = (ChargebackNews("dp_1", names, Money(700, "EUR"), stage, at) for stage in (Stage.OPEN, Stage.WON))
    assert locked(record_elsewhere, answer=paid, **gateway)[:2] == [REFUND, PAYMENT]
    assert locked(record_elsewhere, answer=failed, **gateway)[:2] == [ELSEWHERE, CHARGEBACK]
    assert locked(hear_chargeback, news=opened, **gateway)[:2] == [REFUND, PAYMENT]
    # Who may give back takes what waits for the room first, then itself: the same order whoever it is.
    assert locked(hear_chargeback, news=opened, **gateway)[:3] == [REFUND, ELSEWHERE, CHARGEBACK]
    assert locked(hear_chargeback, news=won, **gateway) == [ELSEWHERE, CHARGEBACK]


GUARDS = {
    set_refund_rules: (
        ("settings.edit", "refunds.resolve"),
        {"order_of_payments": "as_paid", "confirm_above_minor": None, "take_back_discounts": True},
    ),
    pause: (("refunds.resolve",), {"gateway": "stripe", "reason": "Restored"}),
    end_pause: (("refunds.resolve",), {"gateway": "stripe"}),
    confirm_accounts: (("refunds.resolve",), {}),
    explain_discrepancy: (("refunds.resolve",), {"note": "A test"}),
    close_discrepancy: (("refunds.resolve",), {}),
    keep_account: (("gateways.edit",), {"gateway_code": "stripe", "values": {}, "serves": ()}),
    close_account: (("gateways.edit",), {"gateway_code": "stripe"}),
}


@pytest.mark.parametrize("act", GUARDS, ids=lambda act: act.__name__)
def test_what_guards_the_paying_asks_for_every_right(shop, clock, act) -> None:
    rights, inputs = GUARDS[act]
    if act in (explain_discrepancy, close_discrepancy):
        inputs = inputs | {"discrepancy_id": uuid4()}
    every = {"settings.edit", "refunds.resolve", "gateways.edit", "refunds.view", "refunds.record"}
    for missing in rights:
        actor = Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:1", permissions=frozenset(every - {missing}))
        with pytest.raises(Forbidden):
            act(actor=actor, at=clock.now(), **inputs)


def test_what_guards_the_paying_is_changed_under_its_lock(shop, owner, clock) -> None:
    at, who = clock.now(), {"actor": owner, "at": clock.now()}
    with in_shop(shop):
        GatewayAccount.objects.create(shop=shop, gateway="stripe", opened_at=at, changed_at=at)
        row = Discrepancy.objects.create(
            shop=shop, gateway="stripe", kind="missing_here", key="k", currency="EUR", ours_minor=0, theirs_minor=5,
            found_at=at,
        )  # fmt: skip
    assert locked(explain_discrepancy, discrepancy_id=row.pk, note="A test", **who) == ["refunds_discrepancy"]
    assert locked(close_discrepancy, discrepancy_id=row.pk, **who) == ["refunds_discrepancy"]
    assert locked(close_account, gateway_code="stripe", **who) == ["refunds_gatewayaccount"]
    pause(gateway="stripe", reason="Restored", **who)
    assert locked(pause, gateway="stripe", reason="Again", **who) == ["refunds_pause"]
    assert locked(end_pause, gateway="stripe", **who) == ["refunds_pause"]
