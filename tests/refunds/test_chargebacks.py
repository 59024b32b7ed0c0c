"""Chargebacks: the money counts, refunds freeze, evidence is handed in, and won or lost books correctly."""

import itertools
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core import ledger
from huitou.core.actors import Role, system_actor
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.chargeback_words import say_chargeback
from huitou.refunds.freezing import PaymentFrozen, is_frozen
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.stripe.adapter import StripeGateway
from huitou.refunds.models import Chargeback, Discrepancy, RefundElsewhere
from huitou.refunds.reconcile import reconcile
from huitou.refunds.values import say_state
from huitou.refunds.verbs import hear_chargeback, record_elsewhere
from huitou.refunds.verbs.chargebacks import (
    LostAmountInvalid,
    concede,
    record_evidence,
    record_loss,
    record_win,
    send_evidence,
)
from tests.refunds.conftest import counters, fresh, person
from tests.refunds.providers.plug import stripe_values


@pytest.fixture
def order(make_order):
    return make_order(("stripe", 8400))


@pytest.fixture
def books(stripe, shop):
    return stripe.accounts[stripe_values(shop)["secret_key"]]


@pytest.fixture
def defender(shop):
    return person(shop, "refunds.view", "chargebacks.defend", "refunds.resolve", "refunds.retry")


@pytest.fixture
def hear(shop, order, clock) -> Any:
    """`hear("open", minutes=5)`: the gateway says so, dated that much after the start."""
    from huitou.refunds.gateway_calls import gateway_actor

    start = clock.now()

    def tell(stage: str, *, minutes: int = 0, amount: int = 8400, due: int | None = 7, fee: int | None = 1500):
        news = ChargebackNews(
            reference="dp_1", payments=(order.payments[0].external_id,), money=Money(amount, "EUR"),
            stage=Stage(stage), at=start + timedelta(minutes=minutes), reason="product_not_received",
            evidence_due=start + timedelta(days=due) if due else None,
            fee=Money(fee, "EUR") if fee is not None else None,
        )  # fmt: skip
        return hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=clock.now(), gateway="stripe", news=news)

    return tell


def now_of(shop) -> Chargeback:
    with in_shop(shop):
        return Chargeback.objects.get()


def balances(shop, row: Chargeback) -> tuple[int, int, int, int]:
    """(payment, chargeback, gateway, fees) by the ledger."""
    names = (f"payment:{row.payment_id}", f"chargeback:{row.pk}", "gateway:stripe", "loss:chargeback_fees")
    with in_shop(shop):
        return tuple(ledger.balance(name, "EUR").minor for name in names)


def test_an_open_one_takes_the_money_and_freezes_the_payment(shop, stripe, order, hear, ask_refund, clock):
    from tests.refunds.conftest import sheet_for

    before = sheet_for(order, cups=1, at=clock.now())
    hear("open")
    row = now_of(shop)
    assert (row.state, row.taken_minor, row.beyond_minor, row.fee_minor) == ("opened", 8400, 0, 1500)
    assert counters(order.payments[0]) == (0, 8400)
    with pytest.raises(PaymentFrozen) as caught:
        ask_refund(order, sheet=before)
    assert row.ref in caught.value.text
    assert row.deadline_at == row.due_at - timedelta(hours=12)
    assert "nothing arrived" in say_chargeback(row, Role.MERCHANT, clock.now())


def test_part_of_the_payment_freezes_all_of_it_and_another_payment_pays(shop, stripe, make_order, ask_refund, clock):
    from huitou.refunds.gateway_calls import gateway_actor

    order = make_order(("stripe", 7433), ("sandbox", 967))
    news = ChargebackNews(
        "dp_2", (order.payments[0].external_id,), Money(100, "EUR"), Stage.OPEN, clock.now()
    )  # fmt: skip
    hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=clock.now(), gateway="stripe", news=news)
    (refund,) = ask_refund(order, cups=1)
    assert (refund.gateway, refund.amount_minor) == ("sandbox", 967)


def test_refunds_that_waited_stop_and_say_why_and_are_paid_after_it_was_won(
    shop, stripe, books, order, hear, ask_refund, defender, clock
):
    from huitou.refunds.verbs import retry

    (refund,) = ask_refund(order, cups=1)
    hear("open", amount=5000)
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "chargeback_open")
    assert "disputes this payment" in say_state(fresh(refund), Role.MERCHANT, clock.now())
    run_pending()
    retry(actor=defender, at=clock.now(), refund=refund.pk)
    run_pending()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "chargeback_open")
    assert books.refunds == []
    with CaptureQueriesContext(connection) as seen:
        hear("won", minutes=9, amount=5000, fee=0)
    # It holds the chargeback, and who holds a refund may wait for that: refunds go on in a transaction of their own.
    locks = [asked["sql"] for asked in seen if "FOR NO KEY UPDATE" in asked["sql"]]
    assert locks
    assert [sql for sql in locks if 'FROM "refunds_refund"' in sql] == []
    run_pending()
    assert fresh(refund).state == "succeeded"
    assert len(books.refunds) == 1
    assert counters(order.payments[0]) == (0, 967)


def test_one_that_was_won_lets_nothing_go_on_while_another_one_is_open(
    shop, stripe, books, order, hear, ask_refund, make_order, clock
):
    from huitou.refunds.gateway_calls import gateway_actor

    (refund,) = ask_refund(order, cups=1)
    hear("open", amount=5000)
    second = ChargebackNews(
        "dp_2", (order.payments[0].external_id,), Money(100, "EUR"), Stage.OPEN, clock.now()
    )  # fmt: skip
    hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=clock.now(), gateway="stripe", news=second)
    hear("won", minutes=9, amount=5000, fee=0)
    run_pending()
    assert (fresh(refund).state, fresh(refund).failure_code, books.refunds) == ("needs_person", "chargeback_open", [])
    free = make_order(("stripe", 8400))
    with in_shop(shop):
        now = [is_frozen(Payment.objects.get(pk=one.payments[0].pk)) for one in (order, free)]
        open_one = Chargeback.objects.get(reference="dp_2")
    assert now == [True, False]
    with pytest.raises(PaymentFrozen) as caught:
        ask_refund(order, cups=1)
    assert open_one.ref in caught.value.text


def test_the_shop_hears_of_each_turn_in_the_language_of_each_person(shop, stripe, order, hear, clock, sweep):
    from huitou.accounts.models import Staff
    from huitou.accounts.roles import StaffRole
    from huitou.accounts.verbs import add_member, create_staff
    from huitou.notifications.models import Mail
    from huitou.refunds.chargeback_mails import AHEAD
    from huitou.refunds.verbs import warn_of_deadline

    for locale in ("en", "zh-hans", "zh-hant"):
        staff = create_staff(
            email=f"{locale}@example.com", name=locale, password="a kettle sings at seven", locale=locale,
            at=clock.now(), verified=True,
        )  # fmt: skip
        add_member(shop=shop, staff=staff, role=StaffRole("agent"), at=clock.now())
    assert Staff.objects.count() == 3
    hear("open")
    told = [warn_of_deadline(actor=system_actor(shop.pk), at=clock.now(), ahead=AHEAD)]
    clock.forward(days=5)
    told += [warn_of_deadline(actor=system_actor(shop.pk), at=clock.now(), ahead=AHEAD) for _ in range(2)]
    assert told == [0, 1, 0]
    hear("won", minutes=9, fee=0)
    run_pending()
    with in_shop(shop):
        mails = list(Mail.objects.order_by("queued_at", "pk").values_list("locale", "subject"))
    of = {locale: [subject for said, subject in mails if said == locale] for locale in ("en", "zh-hans", "zh-hant")}
    number = order.order.number
    assert of["en"] == [
        f"A bank takes €84.00 back: order {number}",
        f"Evidence is due soon, €84.00: order {number}",
        f"Chargeback won, €84.00: order {number}",
    ]
    assert [len(told) for told in of.values()] == [3, 3, 3]
    assert all("拒付" in subject for subject in of["zh-hans"])
    assert all("爭議款" in subject for subject in of["zh-hant"])


def test_one_that_is_called_while_frozen_is_not_paid(shop, stripe, books, order, hear, ask_refund, monkeypatch):
    """The control: without the check at the call, the money would leave twice."""
    from huitou.refunds.verbs import call, chargebacks

    monkeypatch.setattr(chargebacks, "stop_refunds", lambda *_: None)
    monkeypatch.setattr("huitou.refunds.verbs.chargeback_news.stop_refunds", lambda *_: None)
    (refund,) = ask_refund(order, cups=1)
    hear("open", amount=5000)
    run_pending()
    assert (fresh(refund).state, books.refunds) == ("needs_person", [])
    import sys

    module = sys.modules[call.__module__]
    monkeypatch.setattr(module, "unfrozen_payment", lambda pk: Payment.objects.get(pk=pk))
    order_two = fresh(refund)
    with in_shop(shop):
        type(order_two).objects.filter(pk=refund.pk).update(state="reserved")
    from huitou.refunds.gateway_calls import perform_refund

    perform_refund(shop_id=shop.pk, refund_id=refund.pk, at=stripe.now())
    assert [row["amount"] for row in books.refunds] == [967]


def test_won_puts_everything_back(shop, stripe, order, hear):
    hear("open")
    hear("won", minutes=1, fee=0)
    row = now_of(shop)
    assert (row.state, row.deadline_at) == ("won", None)
    assert balances(shop, row) == (0, 0, 0, 0)
    assert counters(order.payments[0]) == (0, 0)
    with in_shop(shop):
        assert not is_frozen(Payment.objects.get(pk=row.payment_id))
        assert ledger.balance("loss:chargeback_fees", "EUR") == Money.zero("EUR")
        verify_chain(Event.objects.filter(subject_id=row.pk).order_by("seq"))


def test_lost_is_money_that_has_left(shop, stripe, order, hear):
    hear("open")
    hear("lost", minutes=1)
    row = now_of(shop)
    assert row.state == "lost"
    assert balances(shop, row) == (-8400, 0, 8400 + 1500, -1500)
    assert counters(order.payments[0]) == (0, 8400)


@pytest.mark.parametrize("by", ["the bank", "a person"])
def test_lost_in_part_is_only_that_part(shop, stripe, order, hear, ask_refund, run_jobs, defender, clock, by):
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    hear("open")  # 84.00, of which 74.33 were left on the payment
    if by == "the bank":
        hear("lost", minutes=1, amount=3000)
    else:
        for wrong in (0, -1, 8401, 10**30):
            with pytest.raises(LostAmountInvalid):
                record_loss(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, reason="x", lost_minor=wrong)
        record_loss(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, reason="Console.", lost_minor=3000)
    row = now_of(shop)
    assert (row.state, row.amount_minor, row.taken_minor, row.beyond_minor) == ("lost", 3000, 3000, 0)
    assert counters(order.payments[0]) == (0, 967 + 3000)
    assert balances(shop, row)[1] == 0
    assert "30.00" in say_chargeback(row, Role.MERCHANT, clock.now())
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")


def test_any_order_of_arrival_and_any_repetition_ends_the_same(shop, stripe, make_order, clock):
    from huitou.refunds.gateway_calls import gateway_actor

    start = clock.now()
    stages = (Stage.INQUIRY, Stage.OPEN, Stage.SENT, Stage.LOST)
    for number, arrival in enumerate(itertools.permutations(range(4))):
        order = make_order(("stripe", 8400))
        for place in (*arrival, *arrival):
            news = ChargebackNews(
                f"dp_{number}", (order.payments[0].external_id,), Money(8400, "EUR"), stages[place],
                start + timedelta(minutes=place), fee=Money(1500, "EUR") if place else None,
            )  # fmt: skip
            hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=clock.now(), gateway="stripe", news=news)
        with in_shop(shop):
            row = Chargeback.objects.get(reference=f"dp_{number}")
        assert (row.state, row.fee_minor) == ("lost", 1500), arrival
        assert counters(order.payments[0]) == (0, 8400), arrival
        assert balances(shop, row)[:2] == (-8400, 0)
    with in_shop(shop):
        assert not Discrepancy.objects.exists()


def test_the_bank_takes_more_or_less_before_it_decides_in_any_order_of_arrival(shop, stripe, make_order, clock):
    """The payment has room for 84.00; what the gateway dates latest is what stands on it, and what lies beyond it."""
    from huitou.refunds.gateway_calls import gateway_actor

    start = clock.now()
    told = ((0, Stage.INQUIRY, 100), (1, Stage.OPEN, 5000), (2, Stage.OPEN, 9000), (3, Stage.SENT, 7000))
    opened = list(itertools.permutations(told[1:]))
    for number, arrival in enumerate([*((told[0], *each) for each in opened), *((*each, told[0]) for each in opened)]):
        order = make_order(("stripe", 8400))

        def hear(minute: int, stage: Stage, minor: int, name: str = f"dp_{number}", order: Any = order) -> Chargeback:
            news = ChargebackNews(
                name, (order.payments[0].external_id,), Money(minor, "EUR"), stage, start + timedelta(minutes=minute)
            )  # fmt: skip
            hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=start, gateway="stripe", news=news)
            with in_shop(shop):
                return Chargeback.objects.get(reference=name)

        latest = -1
        for place, (minute, stage, minor) in enumerate((*arrival, *arrival[:2])):
            row = hear(minute, stage, minor)
            latest = max(latest, minute)
            due = told[latest][2]
            heard = {stage for _, stage, _ in (*arrival, *arrival)[: place + 1]}
            taken = due if arrival[0][1] != Stage.INQUIRY or Stage.OPEN in heard else 0
            sums = (row.amount_minor, row.taken_minor, row.beyond_minor)
            assert sums == (due, min(taken, 8400), max(0, taken - 8400)), (arrival, place)
            assert counters(order.payments[0]) == (0, min(taken, 8400)), (arrival, place)
            assert balances(shop, row)[:2] == (-min(taken, 8400), taken), (arrival, place)
        row = hear(4, Stage.LOST, 8000 if number % 2 else 6000)
        assert (row.state, row.amount_minor, balances(shop, row)[1]) == ("lost", row.taken_minor, 0)
        assert counters(order.payments[0]) == (0, 8000 if number % 2 else 6000)
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")
        assert not Discrepancy.objects.exists()
        first = Event.objects.filter(subject_id=Chargeback.objects.get(reference="dp_0").pk).order_by("seq")
        changes = [one.facts for one in first.filter(kind="refunds.chargeback.amount_changed")]
        verify_chain(first)
    sums = [(facts["before_minor"], facts["amount_minor"]) for facts in changes]
    assert sums == [(100, 5000), (5000, 9000), (9000, 7000)]


def test_of_the_same_moment_the_greater_amount_counts_and_won_gives_all_of_it_back(shop, stripe, order, hear):
    for amount in (5000, 9000, 6000, 9000):
        hear("open", amount=amount)
    row = now_of(shop)
    assert (row.amount_minor, row.taken_minor, row.beyond_minor) == (9000, 8400, 600)
    hear("won", minutes=1, amount=100, fee=0)
    assert (counters(order.payments[0]), balances(shop, now_of(shop))) == ((0, 0), (0, 0, 0, 0))


def test_an_echo_that_says_nothing_new_makes_older_news_old(shop, stripe, order, hear):
    hear("open", amount=5000)
    hear("open", minutes=2, amount=5000)
    hear("open", minutes=1, amount=7000)
    assert now_of(shop).amount_minor == 5000
    hear("open", minutes=3, amount=5001)
    assert (now_of(shop).amount_minor, counters(order.payments[0])) == (5001, (0, 5001))


def test_another_amount_after_the_end_is_a_difference_once(shop, stripe, order, hear):
    hear("open")
    hear("lost", minutes=1, amount=3000)
    for minutes, amount in ((0, 8400), (2, 3000), (3, 4000), (4, 4000)):
        hear("lost", minutes=minutes, amount=amount)
    with in_shop(shop):
        rows = list(Discrepancy.objects.values_list("kind", "ours_minor", "theirs_minor"))
    assert rows == [("charged_back", 3000, 4000)]
    assert counters(order.payments[0]) == (0, 3000)


def test_what_contradicts_an_end_becomes_a_difference(shop, stripe, order, hear):
    hear("open")
    hear("lost", minutes=1)
    hear("won", minutes=2)
    assert now_of(shop).state == "lost"
    with in_shop(shop):
        assert Discrepancy.objects.get().kind == "charged_back"


def test_a_bank_that_keeps_more_than_a_person_wrote_down_becomes_a_difference(shop, hear, defender, clock):
    hear("open")
    record_loss(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, reason="Console.", lost_minor=3000)
    hear("lost", minutes=1, amount=3000)
    with in_shop(shop):
        assert not Discrepancy.objects.exists()
    for _ in range(2):
        hear("lost", minutes=2)
    with in_shop(shop):
        found = Discrepancy.objects.get()
    assert (found.kind, found.ours_minor, found.theirs_minor) == ("charged_back", 3000, 8400)
    assert now_of(shop).amount_minor == 3000


def test_a_loss_of_nothing_is_all_of_it_and_a_difference(shop, hear):
    hear("open")
    hear("lost", minutes=1, amount=0)
    row = now_of(shop)
    assert (row.state, row.amount_minor, row.taken_minor) == ("lost", 8400, 8400)
    with in_shop(shop):
        found = Discrepancy.objects.get()
    assert (found.ours_minor, found.theirs_minor) == (8400, 0)


def test_evidence_is_handed_in_by_machine(shop, stripe, books, order, hear, defender, clock):
    books.disputes["dp_1"] = stripe.dispute(order.payments[0].external_id, 8400, "needs_response")
    hear("open")
    send_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Delivered on Monday, signed.")
    assert now_of(shop).state == "sending"
    run_pending()
    assert now_of(shop).state == "evidence_sent"
    (asked,) = [asked for asked in stripe.asked if asked.method == "POST"]
    assert parse_qs(asked.body.decode()) == {
        "evidence[uncategorized_text]": ["Delivered on Monday, signed."], "submit": ["true"]
    }  # fmt: skip
    books.disputes["dp_1"] |= {"status": "won", "balance_transactions": []}
    clock.forward(days=2)
    from huitou.core.deadlines import sweep_shop

    sweep_shop(shop.pk, at=clock.now())
    run_pending()
    assert now_of(shop).state == "won"


def test_what_the_carrier_knows_goes_with_it(shop, stripe, books, order, hear, defender, clock):
    from huitou.parcels.models import Parcel

    with in_shop(shop):
        Parcel.objects.create(
            shop=shop, order=order.order, ref="P-1", external_id="1", direction="outbound", carrier="dhl",
            tracking_number="00340434", state="delivered", shipped_at=clock.now(),
        )  # fmt: skip
    books.disputes["dp_1"] = stripe.dispute(order.payments[0].external_id, 8400, "needs_response")
    hear("open")
    send_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Delivered.")
    run_pending()
    kept = books.disputes["dp_1"]["evidence"]
    assert (kept["shipping_carrier"], kept["shipping_tracking_number"]) == ("dhl", "00340434")


@pytest.mark.parametrize(
    ("asked", "ends"),
    [(True, ("lost", "")), (False, ("opened", "dispute_already_submitted"))],
    ids=["asked", "unheard"],
)
def test_a_hand_in_that_was_lost_is_asked_for_and_one_that_is_refused_comes_back(
    shop, stripe, books, order, hear, defender, clock, sweep, monkeypatch, asked, ends
):
    books.disputes["dp_1"] = stripe.dispute(order.payments[0].external_id, 8400, "needs_response")
    hear("open")
    stripe.faults = ["error"]
    send_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Delivered.")
    run_pending()
    assert now_of(shop).state == "sending"
    books.disputes["dp_1"]["status"] = "lost"
    if not asked:
        monkeypatch.setattr(StripeGateway, "find_chargeback", lambda *_: None)
    sweep(hours=1)
    row = now_of(shop)
    assert (row.state, row.failure_code) == ends


def test_silence_hands_nothing_in_and_gives_nothing_up(shop, stripe, order, hear, sweep):
    hear("open")
    sweep(days=7)
    row = now_of(shop)
    assert (row.state, row.settled_at) == ("undefended", None)
    assert counters(order.payments[0]) == (0, 8400)


def test_who_is_late_here_may_still_be_in_time_there(shop, stripe, books, order, hear, defender, clock, sweep):
    books.disputes["dp_1"] = stripe.dispute(order.payments[0].external_id, 8400, "needs_response")
    hear("open")
    sweep(days=6, hours=13)
    assert now_of(shop).state == "undefended"
    send_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Delivered.")
    run_pending()
    assert now_of(shop).state == "evidence_sent"


def test_by_hand(shop, stripe, order, hear, defender, clock):
    hear("open")
    record_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Sent in the console.")
    assert (now_of(shop).state, now_of(shop).words) == ("evidence_sent", "Sent in the console.")
    at = clock.now()
    record_loss(actor=defender, at=at, chargeback=now_of(shop).pk, reason="Seen in the console")
    row = now_of(shop)
    assert (row.state, row.note, row.settled_at) == ("lost", "Seen in the console", at)
    assert balances(shop, row) == (-8400, 0, 8400 + 1500, -1500)
    assert counters(order.payments[0]) == (0, 8400)


def test_one_that_ends_undecided_gives_back_what_was_taken_and_no_fee_that_there_was_none(shop, stripe, order, hear):
    hear("open", fee=None)
    hear("closed", minutes=1, fee=0)
    row = now_of(shop)
    assert (row.state, balances(shop, row), counters(order.payments[0])) == ("closed", (0, 0, 0, 0), (0, 0))


def test_a_win_gives_no_fee_back_where_none_was_taken(shop, stripe, order, hear):
    hear("open", fee=None)
    hear("won", minutes=1, fee=0)
    row = now_of(shop)
    assert (row.state, balances(shop, row)) == ("won", (0, 0, 0, 0))


@pytest.mark.parametrize("fee", [None, 1500])
def test_a_fee_that_is_not_given_back_stays_spent(shop, stripe, order, hear, fee):
    hear("open")
    hear("won", minutes=1, fee=fee)
    assert balances(shop, now_of(shop)) == (0, 0, 1500, -1500)
    assert counters(order.payments[0]) == (0, 0)


def test_what_a_person_read_in_the_console_books_as_the_news_would(shop, stripe, order, hear, defender, clock):
    hear("open")
    at = clock.now()
    record_evidence(actor=defender, at=at, chargeback=now_of(shop).pk, words="Sent in the console.")
    hear("sent", minutes=1)
    assert (now_of(shop).answered_at, now_of(shop).settled_at) == (at, None)
    later = clock.forward(hours=1)
    record_win(actor=defender, at=later, chargeback=now_of(shop).pk, reason=" Seen there ")
    row = now_of(shop)
    assert (row.state, row.note, row.settled_at, row.taken_minor) == ("won", "Seen there", later, 0)
    assert balances(shop, row) == (0, 0, 1500, -1500)
    assert counters(order.payments[0]) == (0, 0)


def test_an_inquiry_that_becomes_a_chargeback_is_the_shops_turn_anew(
    shop, stripe, order, hear, make_order, ask_refund, clock
):
    (refund,), (strange,) = ask_refund(order, cups=1), ask_refund(make_order(("stripe", 8400)), cups=1)
    hear("inquiry", fee=None)
    assert (fresh(refund).state, now_of(shop).taken_minor) == ("needs_person", 0)
    assert fresh(strange).state == "reserved"
    with in_shop(shop):  # past the table, as by a race with the news
        type(refund).objects.filter(pk=refund.pk).update(state="reserved", failure_code="")
    at = clock.forward(days=1)
    hear("open", minutes=5)
    row = now_of(shop)
    assert row.turn_at >= at
    assert (row.state, row.deadline_at) == ("opened", row.due_at - timedelta(hours=12))
    assert (row.taken_minor, row.beyond_minor) == (7433, 967)
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "chargeback_open")


@pytest.mark.parametrize(("answered", "due"), [(True, 7), (False, None)])
def test_what_is_taken_after_an_inquiry_counts_at_once_whatever_the_shop_had_answered(
    shop, stripe, order, hear, defender, clock, sweep, answered, due
):
    """Not only a later date of the bank's is news, the money is as well; told again, it is none."""
    hear("inquiry", fee=None)
    if answered:
        record_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Sent in the console.")
    else:
        sweep(days=7)
    assert now_of(shop).state == ("evidence_sent" if answered else "undefended")
    hear("open", minutes=5, due=due)
    assert (now_of(shop).state, now_of(shop).taken_minor) == ("opened", 8400)
    assert counters(order.payments[0]) == (0, 8400)
    record_evidence(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, words="Sent once more.")
    hear("open", minutes=6, due=due)
    assert (now_of(shop).state, counters(order.payments[0])) == ("evidence_sent", (0, 8400))


def test_accepting_the_loss_waits_for_the_bank(shop, stripe, order, hear, defender, clock):
    hear("open")
    concede(actor=defender, at=clock.now(), chargeback=now_of(shop).pk, reason="Our fault")
    assert (now_of(shop).state, now_of(shop).note) == ("undefended", "Our fault")
    assert counters(order.payments[0]) == (0, 8400)


def test_an_inquiry_moves_no_money_and_still_freezes(shop, stripe, order, hear, ask_refund):
    hear("inquiry", fee=None)
    assert counters(order.payments[0]) == (0, 0)
    with pytest.raises(PaymentFrozen):
        ask_refund(order, cups=1)
    hear("closed", minutes=2, fee=None)
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    assert fresh(refund).state == "succeeded"


def test_money_that_was_paid_back_before_is_counted_beyond(shop, stripe, books, order, hear, ask_refund):
    ask_refund(order, cups=1)
    run_pending()
    hear("open")
    row = now_of(shop)
    assert (row.taken_minor, row.beyond_minor) == (7433, 967)
    assert counters(order.payments[0]) == (0, 8400)
    hear("won", minutes=1, fee=0)
    assert counters(order.payments[0]) == (0, 967)
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")


def test_room_that_becomes_free_first_counts_what_had_left_beyond(shop, stripe, order, hear, clock):
    """Else it would be given out a second time: what has left is not there any more, whoever gave something back."""
    from huitou.refunds.gateway_calls import gateway_actor

    at = clock.now()

    def left(reference: str, minor: int, outcome: Outcome = Outcome.PAID) -> None:
        said = GatewayAnswer("", outcome, reference, Money(minor, "EUR"), at, payments=(order.payments[0].external_id,))
        record_elsewhere(actor=gateway_actor(shop.pk, "stripe"), at=at, gateway="stripe", answer=said)

    def stands() -> tuple[int, int, list[int], tuple[int, int]]:
        """(refunded, loss by the ledger, what lies beyond of the refunds elsewhere, (taken, beyond) of the bank)"""
        row = now_of(shop)
        with in_shop(shop):
            lost = -ledger.balance("loss:overpaid", "EUR").minor
            beyond = list(RefundElsewhere.objects.order_by("reference").values_list("beyond_minor", flat=True))
        return counters(order.payments[0])[1], lost, beyond, (row.taken_minor, row.beyond_minor)

    def told_twice() -> list[tuple[str, int, int]]:
        with in_shop(shop):
            rows = Discrepancy.objects.filter(kind="paid_twice").order_by("key")
            return list(rows.values_list("key", "ours_minor", "theirs_minor"))

    hear("open", fee=None)
    left("re_0", 2000, Outcome.REFUSED)
    assert (stands(), told_twice()) == ((8400, 0, [0], (8400, 0)), [])
    left("re_1", 2000)
    assert stands() == (8400, 2000, [0, 2000], (8400, 0))
    hear("won", minutes=1, fee=None)
    assert stands() == (2000, 0, [0, 0], (0, 0))
    left("re_2", 7000)
    assert stands() == (8400, 600, [0, 0, 600], (0, 0))
    assert told_twice() == [("re_1", 0, 2000), ("re_2", 6400, 7000)]
    left("re_1", 2000, Outcome.REFUSED)
    assert stands() == (7000, 0, [0, 0, 0], (0, 0))
    left("re_3", 3000)
    left("re_3", 3000, Outcome.REFUSED)
    left("re_3", 3000, Outcome.REFUSED)  # told twice it comes back once
    assert stands()[0] == 7000
    left("re_2", 7000, Outcome.REFUSED)
    assert stands() == (0, 0, [0, 0, 0, 0], (0, 0))


def test_what_a_bank_gives_back_of_a_loss_first_counts_what_had_left_beyond(shop, stripe, order, hear, clock):
    from huitou.refunds.gateway_calls import gateway_actor

    at = clock.now()
    hear("open", fee=None)
    said = GatewayAnswer(
        "", Outcome.PAID, "re_1", Money(2000, "EUR"), at, payments=(order.payments[0].external_id,)
    )  # fmt: skip
    record_elsewhere(actor=gateway_actor(shop.pk, "stripe"), at=at, gateway="stripe", answer=said)
    hear("lost", minutes=1, fee=None, amount=3000)
    assert counters(order.payments[0]) == (0, 3000 + 2000)
    assert (now_of(shop).taken_minor, now_of(shop).beyond_minor) == (3000, 0)
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")
        assert RefundElsewhere.objects.get().beyond_minor == 0


def test_what_a_bank_took_beyond_is_counted_when_there_is_room_and_never_after_it_came_back(
    shop, stripe, order, hear, ask_refund, manager, clock
):
    from huitou.refunds.verbs import fail, succeed

    def stands() -> tuple[tuple[int, int], tuple[int, int]]:
        return counters(order.payments[0]), (now_of(shop).taken_minor, now_of(shop).beyond_minor)

    (cup,), (other,) = ask_refund(order, cups=1), ask_refund(order, cups=1)
    hear("open")
    both = cup.amount_minor + other.amount_minor
    assert stands() == ((both, 8400 - both), (8400 - both, both))
    succeed(actor=manager, at=clock.now(), refund=cup.pk, reason="Seen in its console", paid_minor=900)
    assert stands() == ((966, 8400 - 966), (8400 - 966 - 900, 966 + 900))
    hear("won", minutes=1, fee=0)
    assert stands() == ((966, 900), (0, 0))
    fail(actor=manager, at=clock.now(), refund=other.pk, reason="Not paid")
    assert stands() == ((0, 900), (0, 0))
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")


def test_reconciliation_finds_one_whose_webhook_was_lost(shop, stripe, books, order, clock):
    books.disputes["dp_1"] = stripe.dispute(order.payments[0].external_id, 8400, "needs_response")
    report = reconcile(shop_id=shop.pk, gateway="stripe", since=clock.now() - timedelta(days=7), at=clock.now())
    assert (report.elsewhere, report.clean) == (1, True)
    assert now_of(shop).state == "opened"


def test_one_for_a_payment_that_we_do_not_know_is_a_difference(shop, stripe, order, clock):
    from huitou.refunds.gateway_calls import gateway_actor

    news = ChargebackNews("dp_9", ("pi_of_nobody",), Money(500, "EUR"), Stage.OPEN, clock.now())
    heard = hear_chargeback(actor=gateway_actor(shop.pk, "stripe"), at=clock.now(), gateway="stripe", news=news)
    assert heard is None
    with in_shop(shop):
        assert Discrepancy.objects.get().kind == "charged_back"


def test_who_may_not_defend_changes_nothing(shop, stripe, order, hear, clock):
    from huitou.core.errors import Forbidden

    hear("open")
    with pytest.raises(Forbidden):
        record_evidence(actor=person(shop, "refunds.view"), at=clock.now(), chargeback=now_of(shop).pk, words="Sent.")
    assert now_of(shop).state == "opened"
