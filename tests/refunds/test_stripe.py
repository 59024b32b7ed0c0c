"""Refunds through Stripe's wire format: every way in which a call can go wrong, and the money moves once."""

import pytest

from huitou.core.money import Money
from huitou.refunds.gateways.notices import Stage
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Outcome, Permanent, RefundRequest, Retryable
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.gateways.stripe import mapping
from huitou.refunds.gateways.stripe.mapping import from_stripe, to_stripe
from tests.refunds.conftest import counters, fresh, kinds, said
from tests.refunds.providers.plug import enter, stripe_values


@pytest.fixture
def stripe_order(make_order):
    return make_order(("stripe", 8400))


@pytest.fixture
def books(stripe, shop):
    return stripe.accounts[stripe_values(shop)["secret_key"]]


def test_a_refund_is_paid_once_with_its_key_and_found_by_it(shop, stripe, books, stripe_order, ask_refund, run_jobs):
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    refund = fresh(refund)
    assert (refund.state, refund.paid_minor, refund.gateway_reference) == ("succeeded", 967, books.refunds[0]["id"])
    (call,) = [asked for asked in stripe.asked if asked.method == "POST"]
    assert call.headers["idempotency-key"] == refund.key
    assert call.headers["stripe-version"] == "2024-06-20"
    assert books.refunds[0]["metadata"]["huitou_refund"] == refund.ref
    found = gateway("stripe").find(str(shop.pk), refund.key, refund.payment.external_id)
    assert found.reference == refund.gateway_reference


@pytest.mark.parametrize("fault", ["drop", "garbage"])
def test_an_answer_that_was_lost_is_asked_for_and_paid_once(
    fault, stripe, books, stripe_order, ask_refund, run_jobs, sweep
):
    stripe.faults = [fault]
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).outcome_open) == ("unknown", True)
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"
    assert [row["amount"] for row in books.refunds] == [967]
    assert said(refund) == [("call", ""), ("answer", "lost"), ("question", "paid")]


def test_an_error_on_their_side_is_called_again_only_after_it_was_asked_for(
    stripe, books, stripe_order, ask_refund, run_jobs, sweep
):
    stripe.faults = ["error"]
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    for _ in range(4):
        sweep(minutes=8)
    assert fresh(refund).state == "succeeded"
    assert [row["amount"] for row in books.refunds] == [967]
    assert kinds(refund)[:4] == ["requested", "called", "became_unknown", "asked"]


def test_errors_for_ever_end_with_a_person_and_nothing_is_paid(
    stripe, books, stripe_order, ask_refund, run_jobs, sweep
):
    stripe.faults = ["error"] * 50
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    for _ in range(40):
        sweep(minutes=11)
        if fresh(refund).state == "needs_person":
            break
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "not_received")
    assert (books.refunds, counters(stripe_order.payments[0])) == ([], (967, 0))
    assert len({asked.headers["idempotency-key"] for asked in stripe.asked if asked.method == "POST"}) == 1


def test_an_answer_that_comes_too_late_is_lost_and_asked_for(
    stripe, books, stripe_order, ask_refund, run_jobs, sweep, monkeypatch
):
    from huitou.refunds.gateways import wire

    monkeypatch.setattr(wire, "LIMITS", wire.httpx.Timeout(5, read=0.3))
    stripe.faults = ["slow"]
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("unknown", "time_out")
    stripe.late.set()
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"
    assert len(books.refunds) == 1


def test_told_to_wait_it_is_called_again_with_the_same_key(stripe, books, stripe_order, ask_refund, run_jobs, sweep):
    stripe.faults = ["wait"]
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("reserved", "told_to_wait")
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"
    assert len(books.refunds) == 1


@pytest.mark.parametrize(
    ("captured", "code"), [(0, "payment_unknown"), (500, "above_captured"), (967, "already_refunded")]
)
def test_what_stripe_refuses_waits_for_a_person_with_the_reason(
    captured, code, stripe, books, stripe_order, ask_refund, run_jobs
):
    payment = stripe_order.payments[0].external_id
    books.charges[payment] = (captured, "eur")
    if code == "already_refunded":
        books.refunds.append(stripe.make(payment, 967))
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    refund = fresh(refund)
    assert (refund.state, refund.failure_code, refund.outcome_open) == ("needs_person", code, False)
    assert counters(stripe_order.payments[0]) == (967, 0)


def test_another_sum_than_asked_is_never_booked_silently(stripe, books, stripe_order, ask_refund, run_jobs):
    books.charges[stripe_order.payments[0].external_id] = (900_000, "usd")
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "amount_differs")


def test_wrong_credentials_are_ours_to_mend(stripe, shop, stripe_order, ask_refund, run_jobs):
    enter(shop, "stripe", {**stripe_values(shop), "secret_key": "sk_test_of_nobody"})
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "unauthorised")


def test_a_pending_refund_is_asked_about_until_it_is_paid(stripe, books, stripe_order, ask_refund, run_jobs, sweep):
    stripe.status = "pending"
    (refund,) = ask_refund(stripe_order, cups=1)
    run_jobs()
    assert fresh(refund).state == "accepted"
    books.refunds[0]["status"] = "succeeded"
    sweep(hours=1)
    assert fresh(refund).state == "succeeded"


def test_without_an_account_the_payment_is_paid_back_by_hand(make_order, ask_refund, run_jobs):
    (refund,) = ask_refund(make_order(("stripe", 8400)), cups=1)
    run_jobs()
    assert (fresh(refund).gateway, fresh(refund).state) == ("offline", "by_hand")


def test_a_payment_under_another_name_goes_through_the_gateway_that_serves_it(
    stripe, books, shop, make_order, ask_refund, run_jobs
):
    enter(shop, "stripe", stripe_values(shop), serves=("card_terminal",))
    (refund,) = ask_refund(make_order(("card_terminal", 8400)), cups=1)
    run_jobs()
    assert (fresh(refund).gateway, fresh(refund).state) == ("stripe", "succeeded")
    assert len(books.refunds) == 1


@pytest.mark.parametrize(
    ("money", "theirs"),
    [(Money(967, "EUR"), 967), (Money(500, "JPY"), 500), (Money(5, "ISK"), 500), (Money(12_340, "KWD"), 12_340)],
)
def test_sums_are_in_stripes_own_units(money, theirs):
    assert to_stripe(money) == theirs
    assert from_stripe(theirs, money.currency.lower()) == money


def test_a_sum_that_stripe_has_no_unit_for_is_refused(stripe, shop):
    wish = RefundRequest("huitou-9", str(shop.pk), "pi_1", Money(12_341, "KWD"), "F-X")
    with pytest.raises(Permanent) as caught:
        gateway("stripe").refund(wish)
    assert caught.value.failure_code == "amount_invalid"


@pytest.mark.parametrize(
    ("fault", "error"), [("error", AnswerLost), ("drop", AnswerLost), ("garbage", AnswerLost), ("wait", Retryable)]
)
def test_what_a_failure_means(fault, error, stripe, shop):
    stripe.faults = [fault]
    with pytest.raises(error):
        gateway("stripe").refund(RefundRequest("huitou-9", str(shop.pk), "pi_1", Money(100, "EUR"), "F-X"))


def test_a_server_that_is_not_there_was_surely_not_called(stripe, shop, settings):
    settings.HUITOU_GATEWAY_ADDRESSES = {"stripe": "http://127.0.0.1:9"}
    with pytest.raises(Retryable) as caught:
        gateway("stripe").refund(RefundRequest("huitou-9", str(shop.pk), "pi_1", Money(100, "EUR"), "F-X"))
    assert caught.value.failure_code == "unreachable"


def test_plain_http_leaves_this_machine_never(stripe, shop, settings):
    settings.HUITOU_GATEWAY_ADDRESSES = {"stripe": "http://stripe.example.com"}
    with pytest.raises(Misconfigured) as caught:
        gateway("stripe").refund(RefundRequest("huitou-9", str(shop.pk), "pi_1", Money(100, "EUR"), "F-X"))
    assert caught.value.failure_code == "not_encrypted"


def test_a_long_list_is_read_to_its_end(stripe, books, shop, clock):
    from datetime import timedelta

    books.refunds += [stripe.make("pi_1", 10) for _ in range(230)]
    now = clock.now()
    listed = list(gateway("stripe").listing(str(shop.pk), now - timedelta(hours=1), now + timedelta(hours=1)))
    assert len({answer.reference for answer in listed}) == 230


def test_a_word_of_stripes_that_is_not_known_yet_stops_nothing() -> None:
    """A refund is asked about again; of a dispute a person is told, and no money is booked for it."""
    refund = {"id": "re_1", "status": "newly_invented", "amount": 5, "currency": "eur", "created": 1}
    assert mapping.answer_of(refund).outcome == Outcome.ACCEPTED
    dispute = {"id": "dp_1", "status": "newly_invented", "amount": 5, "currency": "eur"}
    assert mapping.chargeback_of(dispute, mapping.moment(1)).stage == Stage.INQUIRY
