"""News of money that is not ours: whose payment is meant, which refund it was, and what is never guessed."""

from datetime import timedelta
from typing import Any

import pytest

from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.models import Chargeback, Discrepancy, GatewayAccount, Refund, RefundElsewhere
from huitou.refunds.paid_here import payment_named
from huitou.refunds.verbs import hear_chargeback, record_elsewhere
from huitou.refunds.verbs.chargebacks import record_evidence, term_of
from tests.refunds.conftest import counters, fresh, person


@pytest.fixture
def told(shop, clock) -> Any:
    """`told(payment, "re_1", 967)`: the sandbox's back office has paid that much back."""
    at = clock.now()

    def tell(payment: Payment, reference: str, minor: int, outcome: Outcome = Outcome.PAID, currency: str = "EUR"):
        said = GatewayAnswer("", outcome, reference, Money(minor, currency), at, payments=(payment.external_id,))
        through = payment.gateway
        return record_elsewhere(actor=gateway_actor(shop.pk, through), at=at, gateway=through, answer=said)

    return tell


def test_only_a_refund_that_waits_uncalled_with_the_same_sum_was_meant(shop, make_order, ask_refund, told) -> None:
    order, same = make_order(("sandbox", 100_000)), make_order(("sandbox", 100_000))
    (refund,), (other,) = ask_refund(order, cups=1), ask_refund(same, cups=1)
    payment = order.payments[0]

    def counted(reference: str, minor: int = 967, **stands: object) -> bool:
        with in_shop(shop):
            Refund.objects.filter(pk=refund.pk).update(**{"state": "needs_person", "outcome_open": False, **stands})
        return told(payment, reference, minor) is not None

    for state in ("to_confirm", "calling", "accepted", "unknown", "by_hand", "other_way"):
        assert counted(f"re_{state}", state=state), state
    for state in ("reserved", "needs_person", "escalated"):
        assert counted(f"re_open_{state}", state=state, outcome_open=True), state
    assert counted("re_less", 966)
    assert counted("re_through_another", gateway="stripe")
    assert counters(payment) == (967, 10 * 967 + 966)
    assert not counted("re_1", gateway="sandbox")
    assert (fresh(refund).state, fresh(refund).gateway_reference) == ("succeeded", "re_1")
    assert told(payment, "re_1", 967) is None
    assert counters(payment) == (0, 11 * 967 + 966)
    assert (fresh(other).state, counters(same.payments[0])) == ("reserved", (967, 0))


def test_the_same_reference_of_another_payment_or_gateway_is_another_one(shop, make_order, ask_refund, told) -> None:
    order = make_order(("sandbox", 5000), ("sandbox", 5000), ("stripe", 5000))
    first, second, third = order.payments
    refunds = ask_refund(order, cups=1)
    with in_shop(shop):
        for refund in refunds:
            paid = {"paid_minor": refund.amount_minor, "settled_at": refund.requested_at, "gateway_reference": "re_1"}
            Refund.objects.filter(pk=refund.pk).update(state="succeeded", **paid)
        Refund.objects.filter(payment=first).update(gateway="stripe")
    held = [counters(payment)[0] for payment in order.payments]
    assert told(second, "re_1", 100) is None
    assert told(first, "re_1", 200) is not None
    assert told(third, "re_2", 300) is not None
    assert told(first, "re_2", 400) is not None
    assert [counters(payment) for payment in order.payments] == list(zip(held, (600, 0, 300), strict=True))


def test_another_currency_or_a_name_of_two_payments_is_a_difference_and_moves_nothing(
    shop, paid_order, make_order, told, clock
) -> None:
    payment, twin = paid_order.payments[0], make_order().payments[0]
    assert told(payment, "re_1", 500, currency="USD") is None
    assert told(payment, "re_2", 500, Outcome.REFUSED, currency="USD") is None
    with in_shop(shop):
        Payment.objects.filter(pk=twin.pk).update(external_id=payment.external_id)
    assert told(payment, "re_3", 500) is None
    for reference, currency, name in (("dp_1", "USD", payment.external_id), ("dp_2", "EUR", payment.external_id)):
        news = ChargebackNews(reference, (name,), Money(700, currency), Stage.OPEN, clock.now())
        heard = hear_chargeback(actor=gateway_actor(shop.pk, "sandbox"), at=clock.now(), gateway="sandbox", news=news)
        assert heard is None
    with in_shop(shop):
        rows = Discrepancy.objects.order_by("gateway_reference")
        seen = [(row.gateway_reference, row.kind, row.currency, row.theirs_minor) for row in rows]
        assert (RefundElsewhere.objects.count(), Chargeback.objects.count()) == (0, 0)
    assert seen == [
        ("dp_1", "charged_back", "USD", 700),
        ("dp_2", "charged_back", "EUR", 700),
        ("re_1", "missing_here", "USD", 500),
        ("re_3", "missing_here", "EUR", 500),
    ]
    assert (counters(payment), counters(twin)) == ((0, 0), (0, 0))


def test_a_payment_is_named_by_its_gateway_or_by_what_the_account_serves(shop, make_order, clock) -> None:
    (payment,) = make_order(("card-machine", 8400)).payments
    name = payment.external_id
    with in_shop(shop):
        assert payment_named("stripe", [name]) is None
        account = GatewayAccount.objects.create(
            shop=shop, gateway="stripe", serves=["card-machine"], opened_at=clock.now(), changed_at=clock.now()
        )
        assert payment_named("stripe", ["", name]) == payment
        assert payment_named("card-machine", [name]) == payment
        assert payment_named("wechat_pay", [name]) is None
        assert payment_named("stripe", ["pi_other"]) is None
        Payment.objects.filter(pk=payment.pk).update(external_id="")
        assert payment_named("stripe", [""]) is None
        account.serves = []
        account.save()
        assert payment_named("stripe", [name]) is None


def test_the_bank_may_ask_again_and_an_echo_of_its_first_news_opens_nothing(shop, paid_order, clock) -> None:
    start, payment = clock.now(), paid_order.payments[0]
    due = start + timedelta(days=7)

    def hear(stage: Stage, *, minutes: int, due_at: Any = due) -> tuple[str, Any]:
        news = ChargebackNews(
            "dp_1", (payment.external_id,), Money(8400, "EUR"), stage, start + timedelta(minutes=minutes),
            evidence_due=due_at,
        )  # fmt: skip
        row = hear_chargeback(actor=gateway_actor(shop.pk, "sandbox"), at=start, gateway="sandbox", news=news)
        return row.state, row.due_at

    assert hear(Stage.OPEN, minutes=1) == ("opened", due)
    defender = person(shop, "refunds.view", "chargebacks.defend")
    with in_shop(shop):
        row = Chargeback.objects.get()
    record_evidence(actor=defender, at=start, chargeback=row.pk, words="Signed for on Monday")
    later = due + timedelta(days=2)
    for minutes, again in ((2, due), (3, None), (0, later)):
        assert hear(Stage.OPEN, minutes=minutes, due_at=again) == ("evidence_sent", due), minutes
    assert hear(Stage.INQUIRY, minutes=9) == ("evidence_sent", due)
    assert hear(Stage.OPEN, minutes=10, due_at=later) == ("opened", later)
    with in_shop(shop):
        row = Chargeback.objects.get()
    assert (row.taken_minor, row.beyond_minor, row.deadline_at) == (8400, 0, later - timedelta(hours=12))
    assert counters(payment) == (0, 8400)
    # However late we hear of it, there is an hour.
    at_once = start + timedelta(days=10)
    row.due_at, row.turn_at = at_once, at_once - timedelta(hours=12, minutes=30)
    assert term_of(row, CHARGEBACK.waiting("opened")) == timedelta(hours=1)
    row.turn_at -= timedelta(hours=1)
    assert term_of(row, CHARGEBACK.waiting("opened")) == timedelta(hours=1, minutes=30)
    row.due_at = None
    assert term_of(row, CHARGEBACK.waiting("opened")) is None
