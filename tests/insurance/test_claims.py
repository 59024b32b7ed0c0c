"""Who is insured, what it costs and why, which claims are refused, and that a cover pays once, whoever asks."""

import threading
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.core import ledger
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.insurance import deciding, placing, stops
from huitou.insurance.access import access_claim
from huitou.insurance.deciding import _file
from huitou.insurance.facts import facts_of
from huitou.insurance.insurers.protocol import ClaimAnswer
from huitou.insurance.machine import MOST_REMINDERS
from huitou.insurance.models import FreightClaim, FreightCover, InsuranceTerms
from huitou.insurance.reconcile import differences
from huitou.insurance.refusing import REASONS, ClaimFacts, due
from huitou.insurance.risk import CoverRow, RiskFacts, assess, cover_minor, premium_minor
from huitou.insurance.verbs import insure, open_claim, pass_on, pay, refuse, set_terms, spend_credit
from huitou.insurance.verbs.claim import ClaimTooEarly, NotInsured
from huitou.insurance.verbs.credit import CreditSpent, SpendingInvalid, credit_open
from huitou.insurance.verbs.insure import CannotBeInsured, record_cover, record_decline
from huitou.insurance.verbs.set_terms import LARGEST_COVER, LARGEST_GRAMS, MOST_ROWS, CoverTableInvalid, TermsInvalid
from huitou.insurance.verbs.settle import ClaimNoteMissing, CoverUsedUp, FreightAmountInvalid
from huitou.logistics.verbs import arrive
from huitou.notifications.models import Mail
from huitou.parcels.models import Parcel, ParcelLine
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Permanent
from tests.insurance.insuring import (
    TABLE,
    balance,
    claims,
    covers,
    deliver,
    insure_all,
    receive,
    send,
    send_back,
    shipped,
)

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
GOOD = {
    "in_force": True, "bound": True, "parcel_state": "delivered", "starts_at": AT, "ends_at": AT + timedelta(days=60),
    "handed_over_at": AT + timedelta(days=9), "received_at": AT + timedelta(days=12), "paid_before": False,
    "way": "own_parcel", "way_cost_minor": None, "cover_minor": 1_800,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"in_force": False}, "not_in_force"),
        ({"bound": False}, "not_bound"),
        ({"parcel_state": "returned"}, "refused_at_door"),
        ({"handed_over_at": None}, "never_handed_over"),
        ({"received_at": None}, "not_received"),
        ({"handed_over_at": AT + timedelta(days=60)}, "outside_period"),
        ({"handed_over_at": AT - timedelta(seconds=1)}, "outside_period"),
        ({"paid_before": True}, "duplicate"),
        ({"way": "store"}, "no_freight"),
        ({"way": "pick_up", "way_cost_minor": 0}, "nothing_paid"),
        ({"cover_minor": 0}, "nothing_paid"),
    ],
)
def test_each_reason_alone_refuses(changed, reason):
    assert due(ClaimFacts(**GOOD)) == (1_800, "")
    assert due(ClaimFacts(**{**GOOD, **changed})) == (0, reason)
    assert reason in REASONS


def test_the_buyer_gets_the_fee_that_was_taken_off_and_never_more_than_the_cover():
    assert due(ClaimFacts(**{**GOOD, "way": "pick_up", "way_cost_minor": 700})) == (700, "")
    assert due(ClaimFacts(**{**GOOD, "way": "pick_up", "way_cost_minor": 7_000})) == (1_800, "")


def test_the_first_and_the_last_moment_of_the_period_count():
    for moment in (AT, AT + timedelta(days=60, seconds=-1)):
        assert due(ClaimFacts(**{**GOOD, "handed_over_at": moment})) == (1_800, "")
    # Of several reasons the first is told.
    several = {"in_force": False, "bound": False, "way": "store", "received_at": None}
    assert due(ClaimFacts(**{**GOOD, **several})) == (0, "not_in_force")
    assert due(ClaimFacts(**{**GOOD, "received_at": None, "way": "store"})) == (0, "not_received")


@pytest.mark.parametrize(
    ("returned", "risk_class"),
    [(44, "low"), (45, "usual"), (144, "usual"), (145, "raised"), (294, "raised"), (295, "high")],
)
def test_a_class_begins_at_its_bound(returned, risk_class):
    """950 sold and 50 assumed at ten per cent: the rate is ten times the returned, and 50."""
    found = assess(RiskFacts(950, returned, 0, 0), by_buyer=False)
    assert (found.risk_class, found.rate, found.buyer_rate) == (risk_class, 10 * returned + 50, None)


def test_a_buyer_counts_for_half_and_returns_no_more_than_they_ordered():
    for returns in (5, 9):
        found = assess(RiskFacts(0, 0, 5, returns), by_buyer=True)
        assert (found.category_rate, found.buyer_rate, found.rate) == (1_000, 5_500, 3_250)
    assert [premium_minor(name, 1_800) for name in ("low", "usual", "raised", "high")] == [108, 270, 540, 900]


def test_the_class_follows_from_counts():
    usual = assess(RiskFacts(0, 0, 0, 0), by_buyer=True)
    assert (usual.risk_class, usual.rate, premium_minor("usual", 1_800)) == ("usual", 1_000, 270)
    assert assess(RiskFacts(1_000, 20, 0, 0), by_buyer=False).risk_class == "low"
    assert assess(RiskFacts(1_000, 600, 0, 0), by_buyer=False).risk_class == "high"
    often = RiskFacts(1_000, 20, 20, 18)
    assert assess(often, by_buyer=True).risk_class == "high"
    # Where the buyer pays, what they returned before never makes their price.
    assert assess(often, by_buyer=False).risk_class == "low"
    assert premium_minor("low", 1) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 1000), st.integers(0, 1000), st.booleans())
def test_more_returns_never_cost_less(sold, returned, orders, returns, by_buyer):
    returned, returns = min(sold, returned), min(orders, returns)
    facts = RiskFacts(sold, returned, orders, returns)
    found = assess(facts, by_buyer=by_buyer)
    more = assess(RiskFacts(sold, min(sold, returned + 1), orders, min(orders, returns + 1)), by_buyer=by_buyer)
    assert premium_minor(found.risk_class, 1_000) <= premium_minor(more.risk_class, 1_000)
    assert found == assess(facts, by_buyer=by_buyer)


def test_the_narrowest_destination_and_the_smallest_weight_that_holds():
    def covers_of(**asked):
        return cover_minor(TABLE, **{"country": "CN", "region": "", "grams": 500, **asked})

    assert (covers_of(), covers_of(grams=1_000), covers_of(grams=1_001)) == (1_000, 1_000, 1_800)
    assert (covers_of(region="新疆"), covers_of(region="浙江")) == (2_500, 1_000)
    assert (covers_of(country="TW"), covers_of(grams=5_001)) == (None, None)
    assert cover_minor([CoverRow("*", 1, 9)], country="TW", region="", grams=1) == 9


def test_a_cover_pays_once_and_the_second_return_is_told_why(world):
    insure_all(world)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    receive(world, send_back(world, order, number="YT2002"))
    assert [(one.state, one.refusal) for one in claims(world)] == [("paid", ""), ("refused", "duplicate")]
    assert balance(world, f"credit:{order.customer_id}") == 1_800
    with in_shop(world.shop):
        from huitou.notifications.models import Mail

        assert Mail.objects.filter(subject=f"退货运费未能赔付：订单 {order.number}").count() == 1


def test_goods_of_another_parcel_are_not_bound(world):
    insure_all(world, insure_all=False)
    order = world.order(shipped=False, delivered_days_ago=None)
    cup, pot = world.line(order, "cup"), world.line(order, "pot")
    first = send(world, order, lines={pot.pk: 1}, number="SF-POT")
    second = send(world, order, lines={cup.pk: 3}, number="SF-CUP")
    insure(parcel=first, actor=world.agent, at=world.now)
    for parcel in (first, second):
        deliver(world, parcel)
    receive(world, send_back(world, order))  # a cup
    assert [(one.state, one.refusal) for one in claims(world)] == [("refused", "not_bound")]


def test_a_return_that_never_left_the_buyer_pays_nothing(world):
    insure_all(world)
    order, _parcel = shipped(world)
    back = send_back(world, order)
    with pytest.raises(ClaimTooEarly):
        open_claim(goods_return=back.pk, actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        type(back).objects.filter(pk=back.pk).update(state="expired", handed_over_at=None)
    open_claim(goods_return=back.pk, actor=world.buyer(order), at=world.now)
    run_pending()
    assert [(one.state, one.refusal) for one in claims(world)] == [("refused", "never_handed_over")]


def test_what_is_not_insured_makes_no_claim(world):
    order, _parcel = shipped(world)
    back = send_back(world, order)
    receive(world, back)
    assert claims(world) == []
    with pytest.raises(NotInsured):
        open_claim(goods_return=back.pk, actor=world.agent, at=world.now)


def test_a_claim_by_hand_is_opened_once_and_paid_within_its_cover(world):
    insure_all(world)
    order, _parcel = shipped(world)
    back = send_back(world, order)
    receive(world, send_back(world, shipped(world, customer="ann", email="ann@example.com")[0], number="YT-ANN"))
    arrive(goods_return=back.pk, actor=world.agent, at=world.now)
    nobody = Actor(role=Role.MERCHANT, shop_id=world.shop.pk, id="staff:none")
    above = Actor(role=Role.PLATFORM, shop_id=world.shop.pk, id="p", permissions=frozenset({"insurance.insure"}))
    for who in (nobody, above):
        with pytest.raises(Forbidden):
            open_claim(goods_return=back.pk, actor=who, at=world.now)
    claim = open_claim(goods_return=back.pk, actor=world.agent, at=world.now)
    assert open_claim(goods_return=back.pk, actor=world.agent, at=world.now).pk == claim.pk
    pass_on(freight_claim=claim.pk, failure_code="down", actor=world.system, at=world.now)
    manager = world.hire("manager")
    given = {"freight_claim": claim.pk, "actor": manager, "at": world.now}
    for minor in (-1, 0, 1_801):
        with pytest.raises(FreightAmountInvalid):
            pay(**given, amount_minor=minor, note="Called them.")
    for note in ("", " ", "x" * 501):
        with pytest.raises(ClaimNoteMissing):
            pay(**given, amount_minor=1_800, note=note)
        with pytest.raises(ClaimNoteMissing):
            refuse(**given, note=note)
    assert balance(world, f"credit:{order.customer_id}") == 0
    pay(**given, amount_minor=1_800, note="x" * 500, reference="R7")
    (paid,) = [one for one in claims(world) if one.pk == claim.pk]
    assert (paid.state, paid.amount_minor, paid.reference, paid.failure_code) == ("paid", 1_800, "R7", "")
    assert balance(world, f"credit:{order.customer_id}") == 1_800
    with in_shop(world.shop):
        paid.insurer, paid.goods_return.way, paid.goods_return.ways = "pool", "pick_up", {"pick_up": 700}
        assert (facts_of(paid).way_cost_minor, facts_of(paid).paid_before) == (700, False)
        paid.goods_return.way = "shop_label"
        assert facts_of(paid).way_cost_minor == 0  # nothing was taken off for it
        # A second claim on the cover finds the first, wherever that stands.
        second = FreightClaim(cover=paid.cover, goods_return=paid.goods_return)
        for state, taken in (("open", False), ("filed", True), ("needs_person", True), ("escalated", True)):
            FreightClaim.objects.filter(pk=paid.pk).update(state=state)
            assert facts_of(second).paid_before is taken
        FreightClaim.objects.filter(pk=paid.pk).update(state="paid")
    assert list(differences(world.shop.pk)) == []
    with in_shop(world.shop):
        FreightCover.objects.filter(pk=paid.cover_id).update(premium_minor=paid.cover.premium_minor + 1)
    assert list(differences(world.shop.pk)) == ["insurance:pool CNY: differs by -1"]
    with in_shop(world.shop):
        ledger.post(shop_id=world.shop.pk, key="again", debit=f"claim:{paid.pk}", credit="outside:x", at=world.now,
                    money=Money(1, "CNY"), subject_type="x", subject_id=paid.pk)  # fmt: skip
    assert list(differences(world.shop.pk))[1:] == [f"claim {paid.ref}: approved and paid differ"]


def test_a_parcel_is_insured_once_and_an_insurers_word_counts_once(world):
    insure_all(world, insure_all=False)
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel, other = send(world, order, number="SF-1"), send(world, order, number="SF-2")
    with in_shop(world.shop):
        pieces = sum(ParcelLine.objects.filter(parcel=parcel).values_list("quantity", flat=True))
    given = {"actor": world.agent, "at": world.now}
    cover = insure(parcel=parcel, **given)
    assert (cover.grams, insure(parcel=parcel, **given).pk) == (500 * max(1, pieces), cover.pk)
    assert insure(parcel=other, grams=900, **given).grams == 900
    assert len(covers(world)) == 2
    with pytest.raises(HuitouError) as caught:
        insure(parcel=send(world, order, number="SF-3"), grams=0, **given)
    assert caught.value.code == "weight_invalid"
    before = balance(world, "insurance:pool")
    told = {"cover": cover.pk, "actor": world.system, "at": world.now}
    record_cover(reference="X", premium=9, covers=9, ends_at=None, **told)
    record_decline(failure_code="late", **told)
    assert balance(world, "insurance:pool") == before
    with in_shop(world.shop):
        cover.refresh_from_db()
        assert (cover.state, cover.reference, cover.failure_code) == ("in_force", "", "")


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (Permanent("61007"), ("pass_on", {"failure_code": "61007"})),
        (AnswerLost("time_out"), ("file", {"failure_code": "time_out"})),
        (Misconfigured("no_token"), ("file", {"failure_code": "no_token"})),
    ],
)
def test_a_claim_that_could_not_be_filed_waits_for_a_person_or_is_asked_about(error, step, monkeypatch):
    def file(request):
        raise error

    assert _steps(monkeypatch, lambda: _file(CLAIM, None, None, AT), SimpleNamespace(claim=file)) == [step]


CLAIM = SimpleNamespace(shop_id=UUID(int=1), insurer="wechat")


def _steps(monkeypatch, call, insurer):
    taken = []
    monkeypatch.setattr(deciding, "insurer", lambda code: insurer)
    monkeypatch.setattr(deciding, "take", lambda claim, action, actor, at, **more: taken.append((action, more)))
    call()
    return taken


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        (ClaimAnswer("paid", "R1", paid_minor=900), [("pay", {"amount_minor": 900, "reference": "R1"})]),
        (ClaimAnswer("paid", "R1", paid_minor=0), []),
        (ClaimAnswer("refused", "R1", failure_code="late"), [("refuse", {"reason": "insurer", "note": "late"})]),
        (ClaimAnswer("filed", "R1"), []),
    ],
)
def test_what_an_insurer_says_is_followed(answer, steps, monkeypatch):
    filed = [("file", {"reference": "R1"})]
    assert _steps(monkeypatch, lambda: deciding.follow(CLAIM, answer, AT), None) == steps
    at_once = SimpleNamespace(claim=lambda request: answer)
    assert _steps(monkeypatch, lambda: _file(CLAIM, None, None, AT), at_once) == filed + steps


def test_what_cannot_be_insured_books_nothing(world, worlds):
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = send(world, order)

    def refused(**more):
        with pytest.raises(CannotBeInsured) as caught:
            insure(**{"parcel": parcel, "actor": world.agent, "at": world.now, **more})
        return caught.value.params["reason"]

    assert refused() == "no_terms"
    insure_all(world, table=(CoverRow("TW", 9_000, 100),))
    assert refused() == "destination"
    insure_all(world)
    assert refused(payer="nobody") == "payer"
    assert refused(at=world.now + timedelta(hours=73)) == "too_late"
    deliver(world, parcel)
    world.apply(order, cups=1)
    assert refused() == "return_asked"
    with pytest.raises(NotFound):
        insure(parcel=parcel, actor=worlds("other").agent, at=world.now)
    with pytest.raises(Forbidden):
        insure(parcel=parcel, actor=world.buyer(order), at=world.now)
    assert (covers(world), balance(world, "share:merchant")) == ([], 0)


def test_a_platform_that_has_stopped_vouches_for_nothing(world, monkeypatch):
    insure_all(world, payer="platform")
    monkeypatch.setattr(stops, "_told", [lambda shop, at: True])
    shipped(world)
    assert covers(world) == []


def test_parcels_of_an_import_are_insured_by_the_hourly_job(world):
    insure_all(world)
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce(world, order)
    with in_shop(world.shop):
        Parcel.objects.filter(pk=parcel.pk).update(state="in_transit", shipped_at=world.now)
        assert ParcelLine.objects.filter(parcel=parcel).exists()
    assert placing.insure_shop(world.shop.pk, at=world.now) == 1
    assert placing.insure_shop(world.shop.pk, at=world.now) == 0
    assert [one.parcel_id for one in covers(world)] == [parcel.pk]


def announce(world, order):
    from huitou.parcels.verbs import announce_parcel

    return announce_parcel(order_id=order.pk, direction="outbound", actor=world.agent, at=world.now)


def test_credit_is_spent_once_and_whole(world):
    insure_all(world)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    (claim,) = claims(world)
    inputs = {"claim": claim.ref, "how": "transfer", "note": "Bank 77", "at": world.now}
    with pytest.raises(Forbidden):
        spend_credit(actor=world.agent, **inputs)
    for wrong in ({"how": "cash"}, {"note": " "}, {"note": "x" * 501}):
        with pytest.raises(SpendingInvalid):
            spend_credit(actor=world.hire("manager"), **{**inputs, **wrong})
    for name, value in (("state", "refused"), ("insurer", "wechat")):
        none = claims(world)[0]
        setattr(none, name, value)
        with in_shop(world.shop):
            assert (credit_open(claim), credit_open(none)) == (True, False)
    world.order(customer="ann", email="ann@example.com")  # the credit is this buyer's, not another's
    spend_credit(actor=world.hire("manager"), **{**inputs, "note": " " + "x" * 500})
    assert claims(world)[0].note == "x" * 500
    with in_shop(world.shop):
        (told,) = Event.objects.filter(subject_id=claim.pk, kind="insurance.freight_claim.spent_credit")
    assert told.facts == {"how": "transfer", "amount_minor": 1_800, "currency": "CNY"}
    with pytest.raises(CreditSpent):
        spend_credit(actor=world.hire("manager"), **inputs)
    assert (balance(world, f"credit:{order.customer_id}"), balance(world, "bank:transfer")) == (0, 1_800)
    assert list(differences(world.shop.pk)) == []


def test_another_buyer_sees_no_claim(world):
    insure_all(world)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    other = world.order(customer="ann", email="ann@example.com")
    (claim,) = claims(world)
    with in_shop(world.shop):
        assert access_claim(world.buyer(order), claim.ref).pk == claim.pk
        with pytest.raises(NotFound):
            access_claim(world.buyer(other), claim.ref)


def test_terms_that_are_none_change_nothing(world):
    manager = world.hire("manager")
    good = {"insure_all": True, "payer": "merchant", "insurer": "pool", "backer": "merchant", "table": TABLE,
            "piece_grams": 500, "days": 60, "actor": manager, "at": world.now}  # fmt: skip
    for wrong in (
        {"payer": "carrier"}, {"backer": "buyer"}, {"insurer": "nobody"}, {"days": 0}, {"piece_grams": 0},
        {"days": 401}, {"piece_grams": LARGEST_GRAMS + 1},
    ):  # fmt: skip
        with pytest.raises(TermsInvalid):
            set_terms(**{**good, **wrong})
    for edge in ({"days": 1, "piece_grams": 1}, {"days": 400, "piece_grams": LARGEST_GRAMS}):
        for _twice in range(2):
            set_terms(**{**good, **edge})
    with in_shop(world.shop):
        assert Event.objects.filter(kind="insurance.terms.set").count() == 2  # said again it is no change
        assert InsuranceTerms.objects.get().days == 400
    for table in (
        (),
        (TABLE[0], TABLE[0]),
        (CoverRow("China", 1, 1),),
        (CoverRow("CN", 0, 1),),
        (CoverRow("CN", 1, -1),),
        (CoverRow("CN", 1, 0),),
        (CoverRow("CN", LARGEST_GRAMS + 1, 1),),
        (CoverRow("CN", 1, LARGEST_COVER + 1),),
        tuple(CoverRow("CN", grams, 1) for grams in range(1, MOST_ROWS + 2)),
    ):
        with pytest.raises(CoverTableInvalid):
            set_terms(**{**good, "table": table})
    with pytest.raises(Forbidden):
        set_terms(**{**good, "actor": world.agent})


@pytest.mark.race
def test_two_claims_at_once_on_one_cover_pay_once(world):
    insure_all(world)
    order, _parcel = shipped(world)
    first, second = send_back(world, order), send_back(world, order, number="YT2")
    from huitou.logistics.verbs import arrive

    for back in (first, second):
        arrive(goods_return=back.pk, actor=world.agent, at=world.now)
        open_claim(goods_return=back.pk, actor=world.system, at=world.now)
    opened = claims(world)
    assert [one.state for one in opened] == ["open", "open"]
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def settle(claim: FreightClaim) -> None:
        start.wait()
        try:
            pay(freight_claim=claim.pk, amount_minor=1_800, actor=world.system, at=world.now)
        except CoverUsedUp as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=settle, args=(claim,)) for claim in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert balance(world, f"credit:{order.customer_id}") == 1_800
    assert list(differences(world.shop.pk)) == []


def test_reminders_by_mail_end_and_the_claim_stays_open(world):
    insure_all(world)
    order, _parcel = shipped(world)
    back = send_back(world, order)
    arrive(goods_return=back, actor=world.agent, at=world.now)
    claim = open_claim(goods_return=back.pk, actor=system_actor(world.shop.pk), at=world.now)
    pass_on(freight_claim=claim, failure_code="down", actor=system_actor(world.shop.pk), at=world.now)
    for _ in range(9):
        world.clock.forward(days=8)
        sweep_deadlines(at=world.now)
        run_pending()
    (still,) = claims(world)
    assert (still.state, still.asks) == ("escalated", 8)
    with in_shop(world.shop):
        mails = Mail.objects.filter(about_id=claim.pk, to_email=world.staff["manager"].email).order_by("queued_at")
        reminders = [mail for mail in mails if "still waits for you" in mail.subject]
    assert len(reminders) == MOST_REMINDERS
    with connections["owner"].cursor() as cursor:
        for statement in import_module("huitou.insurance.migrations.0002_reminders_anew").FORWARD:
            cursor.execute(statement)
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'insurance_freightclaim'::regclass")
        assert cursor.fetchone() == (True,)
    assert claims(world)[0].asks == 0
    said = ["This is the last mail about this claim." in mail.text for mail in reminders]
    assert said == [False] * (MOST_REMINDERS - 1) + [True]
