"""Claims on carriers: opened by what happened, warned of, answered, paid once and never above the loss, or let go."""

from datetime import timedelta

import pytest

from huitou.claims.models import CarrierClaim
from huitou.claims.verbs import (
    accept_offer,
    appeal,
    correct,
    file,
    note_acceptance,
    note_offer,
    note_refusal,
    open_claim,
    record_payment,
    set_rule,
    write_off,
)
from huitou.claims.verbs.noting import CarrierWordsMissing, ClaimSumInvalid
from huitou.claims.verbs.open_claim import NothingToClaim
from huitou.claims.verbs.set_rule import ClaimRuleInvalid
from huitou.core import ledger
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import run_pending
from huitou.core.models import LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.lanes.models import DeliveryPromise
from huitou.notifications.models import Mail
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.worlds import build_world

CUPS, POT, ONE_CUP = 29_000, 50_000, 9_667


@pytest.fixture
def shop(once, clock, settings):
    """A shop with one order whose parcel is on the road with DHL."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world, order, parcel = once(lambda: sent(build_world(clock)))
    world.clock = clock
    return world, order, parcel


def sent(world, carrier="dhl"):
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(
        order_id=order.pk, direction="outbound", carrier=carrier, tracking_number=f"N{order.number}",
        actor=world.agent, at=world.now,
    )  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()
    world.hire("manager")
    return world, order, parcel


def scan(world, parcel, state, *, days=1):
    world.clock.forward(days=days)
    record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()


def guaranteed(world, parcel):
    """DHL guarantees its days, and has named today."""
    set_rule(carrier="dhl", guarantees_days=True, actor=world.hire("manager"), at=world.now)
    with in_shop(world.shop):
        DeliveryPromise.objects.create(
            shop=world.shop, parcel=parcel, number=1000, latest_on=(world.now + timedelta(hours=8)).date(),
            source="carrier", because="first", said_at=world.now,
        )  # fmt: skip


def claim_of(world):
    with in_shop(world.shop):
        return CarrierClaim.objects.get()


def sweep(world, *, days):
    world.clock.forward(days=days)
    sweep_deadlines(at=world.now)
    run_pending()
    return claim_of(world)


def booked(world, account="share:carrier"):
    with in_shop(world.shop):
        return ledger.balance(account, "CNY").minor


def test_a_lost_parcel_is_claimed_warned_of_answered_and_paid(shop):
    world, _order, parcel = shop
    sent_on = world.now
    scan(world, parcel, "lost", days=5)
    claim = claim_of(world)
    assert (claim.state, claim.what, claim.loss_minor, claim.carrier) == ("draft", "lost", CUPS + POT, "dhl")
    assert (claim.file_by, claim.proof) == ((sent_on + timedelta(hours=8)).date() + timedelta(days=30), "carrier")
    assert open_claim(parcel=parcel.pk, what="damaged", actor=world.agent, at=world.now).pk == claim.pk
    # A week before the last day it comes up, with one mail to each who records parcels.
    assert sweep(world, days=12).state == "draft"
    due = sweep(world, days=7)
    assert due.state == "due"
    with in_shop(world.shop):
        told = Mail.objects.filter(about_id=claim.pk)
        assert {mail.to_email.split("@")[0] for mail in told} == {"agent", "manager"}
        assert "DHL" in told[0].subject
        assert claim.ref in told[0].text
    correct(carrier_claim=due, loss_minor=40_000, actor=world.agent, at=world.now)
    file(carrier_claim=claim.pk, reference="DHL-77", actor=world.agent, at=world.now)
    assert sweep(world, days=15).state == "unanswered"
    note_offer(carrier_claim=claim.pk, amount_minor=10_000, actor=world.agent, at=world.now)
    appeal(carrier_claim=claim.pk, note="The goods cost more.", actor=world.agent, at=world.now)
    note_acceptance(carrier_claim=claim.pk, amount_minor=40_000, actor=world.agent, at=world.now)
    manager = world.hire("manager")
    with pytest.raises(Forbidden):
        record_payment(carrier_claim=claim.pk, amount_minor=40_000, actor=world.agent, at=world.now)
    with pytest.raises(ClaimSumInvalid):
        record_payment(carrier_claim=claim.pk, amount_minor=40_001, actor=manager, at=world.now)
    assert booked(world) == 0
    record_payment(carrier_claim=claim.pk, amount_minor=38_000, reference="B-1", actor=manager, at=world.now)
    paid = claim_of(world)
    assert (paid.state, paid.recovered_minor, paid.reference, paid.deadline_at) == ("paid", 38_000, "B-1", None)
    assert (booked(world), booked(world, "share:merchant")) == (-38_000, 38_000)
    with pytest.raises(NotTheirTurn):
        record_payment(carrier_claim=claim.pk, amount_minor=1_000, actor=manager, at=world.now)
    with in_shop(world.shop):
        assert LedgerEntry.objects.filter(subject_id=claim.pk).count() == 1


def test_a_parcel_that_turns_up_ends_its_claim_and_may_be_claimed_anew(shop):
    world, _order, parcel = shop
    scan(world, parcel, "lost")
    claim = claim_of(world)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    scan(world, parcel, "delivered", days=3)
    ended = claim_of(world)
    assert (ended.state, ended.recovered_minor) == ("turned_up", 0)
    again = open_claim(parcel=parcel.pk, what="damaged", actor=world.agent, at=world.now)
    assert again.pk != claim.pk
    assert again.state == "draft"


def test_a_lost_parcel_that_comes_after_its_guaranteed_day_came_too_late(shop):
    world, _order, parcel = shop
    guaranteed(world, parcel)
    scan(world, parcel, "lost")
    scan(world, parcel, "delivered", days=3)
    with in_shop(world.shop):
        found = CarrierClaim.objects.order_by("opened_at").values_list("what", "state")
        assert list(found) == [("lost", "turned_up"), ("late", "draft")]


def test_a_carrier_that_agreed_and_does_not_pay_is_not_said_to_have_been_silent(shop):
    world, _order, parcel = shop
    scan(world, parcel, "lost")
    claim = claim_of(world)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    note_acceptance(carrier_claim=claim.pk, amount_minor=9_000, actor=world.agent, at=world.now)
    assert sweep(world, days=31).state == "unpaid"
    with in_shop(world.shop):
        assert "has not paid" in Mail.objects.filter(about_id=claim.pk).latest("queued_at").subject


def test_damage_is_claimed_once_a_picture_shows_it_and_only_for_what_broke(shop):
    world, order, parcel = shop
    scan(world, parcel, "delivered")
    plain = world.apply(order, pots=1, reason="no_longer_wanted", photo=True)
    run_pending()
    with in_shop(world.shop):
        assert not CarrierClaim.objects.exists()
    broken = world.apply(order, cups=2, reason="damaged", photo=True)
    run_pending()
    claim = claim_of(world)
    assert (claim.what, claim.case_id, claim.parcel_id) == ("damaged", broken.pk, parcel.pk)
    # Two of three cups at 100.00, less their part of 10.00 off the line.
    assert claim.loss_minor == 19_334
    assert claim.case_id != plain.pk


def test_silence_misses_the_day_and_lets_go_in_the_end(shop):
    world, _order, parcel = shop
    scan(world, parcel, "lost")
    states = [sweep(world, days=days).state for days in (23, 8, 31)]
    assert states == ["due", "overdue", "written_off"]
    assert booked(world) == 0


def test_a_claim_that_the_shop_forgets_is_reminded_three_times(shop):
    world, _order, parcel = shop
    scan(world, parcel, "lost")
    claim = claim_of(world)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    assert sweep(world, days=15).state == "unanswered"
    assert [sweep(world, days=8).state for _ in range(4)] == ["unanswered"] * 3 + ["written_off"]
    with in_shop(world.shop):
        mails = Mail.objects.filter(about_id=claim.pk, to_email__startswith="agent").order_by("queued_at")
        assert len(mails) == 4
        assert "last mail" in mails[3].text
        assert "last mail" not in mails[2].text


def test_the_shops_rules_count_and_others_cannot_set_them(shop):
    world, _, parcel = shop
    manager = world.hire("manager")
    with pytest.raises(Forbidden):
        set_rule(carrier="DHL", claims=False, actor=world.agent, at=world.now)
    for wrong in ({"place": "javascript:alert(1)"}, {"lost_days": 0}, {"carrier": "x" * 61}):
        with pytest.raises(ClaimRuleInvalid):
            set_rule(**wrong, actor=manager, at=world.now)
    set_rule(carrier="DHL Express", lost_days=10, place="claims@dhl.example.com", actor=manager, at=world.now)
    scan(world, parcel, "lost", days=2)
    claim = claim_of(world)
    assert (claim.proof, (claim.file_by - (world.now + timedelta(hours=8)).date()).days) == ("shop", 8)
    set_rule(carrier="dhl", claims=False, actor=manager, at=world.now)
    _, _, other = sent(world)
    scan(world, other, "lost")
    assert claim_of(world).pk == claim.pk


def test_a_guaranteed_day_that_was_not_kept_is_claimed_with_the_shops_own_sum(shop):
    world, _order, parcel = shop
    manager = world.hire("manager")
    guaranteed(world, parcel)
    scan(world, parcel, "delivered", days=2)
    claim = claim_of(world)
    assert (claim.what, claim.loss_minor) == ("late", 0)
    with pytest.raises(Exception, match="cannot be done now"):
        file(carrier_claim=claim, actor=world.agent, at=world.now)
    correct(carrier_claim=claim, loss_minor=2_300, actor=world.agent, at=world.now)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    note_refusal(carrier_claim=claim, note="Force majeure.", actor=world.agent, at=world.now)
    with pytest.raises(CarrierWordsMissing):
        write_off(carrier_claim=claim, note=" ", actor=manager, at=world.now)
    write_off(carrier_claim=claim, note="Too little to go on.", actor=manager, at=world.now)
    assert claim_of(world).state == "written_off"


def test_nothing_is_claimed_that_no_carrier_had_and_nobody_else_sees_a_claim(shop):
    world, order, parcel = shop
    at_home = announce_parcel(
        order_id=world.order(shipped=False, delivered_days_ago=None).pk, direction="outbound", actor=world.agent,
        at=world.now,
    )  # fmt: skip
    with pytest.raises(NothingToClaim):
        open_claim(parcel=at_home.pk, what="lost", actor=world.agent, at=world.now)
    scan(world, parcel, "lost")
    for stranger in (world.buyer(order), build_world(world.clock, "elsewhere").agent):
        with pytest.raises((Forbidden, NotFound)):
            open_claim(parcel=parcel.pk, what="lost", actor=stranger, at=world.now)
        with pytest.raises((Forbidden, NotFound)):
            accept_offer(carrier_claim=claim_of(world).pk, actor=stranger, at=world.now)
    with in_shop(world.shop):
        Parcel.objects.get(pk=parcel.pk)


def test_a_broken_piece_whose_like_came_in_two_parcels_is_claimed_of_one(shop):
    world, _order, _parcel = shop
    order = world.order(shipped=False, delivered_days_ago=None)
    cups = world.line(order, "cup").pk
    parcels = []
    for number, days in (("TWO1", 1), ("TWO2", 2)):
        parcel = announce_parcel(order_id=order.pk, direction="outbound", carrier="dhl", tracking_number=number,
                                 lines={cups: 1}, actor=world.agent, at=world.now)  # fmt: skip
        record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
        scan(world, parcel, "delivered", days=days)
        parcels.append(parcel)
    first = world.apply(order, cups=1, reason="damaged", photo=True)
    run_pending()
    claim = claim_of(world)
    assert (claim.parcel_id, claim.case_id, claim.loss_minor) == (parcels[1].pk, first.pk, ONE_CUP)
    # Whoever opens one by hand for the other parcel claims nothing twice.
    other = open_claim(parcel=parcels[0].pk, what="damaged", case=first, actor=world.agent, at=world.now)
    assert other.loss_minor == 0


def test_what_one_parcel_cannot_have_held_is_claimed_of_both(shop):
    world, _order, _parcel = shop
    order = world.order(shipped=False, delivered_days_ago=None)
    cups = world.line(order, "cup").pk
    for number in ("BOTH1", "BOTH2"):
        parcel = announce_parcel(order_id=order.pk, direction="outbound", carrier="dhl", tracking_number=number,
                                 lines={cups: 1}, actor=world.agent, at=world.now)  # fmt: skip
        record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
        scan(world, parcel, "delivered")
    world.apply(order, cups=2, reason="damaged", photo=True)
    run_pending()
    with in_shop(world.shop):
        losses = list(CarrierClaim.objects.values_list("loss_minor", flat=True))
    assert losses == [ONE_CUP, ONE_CUP]


def test_a_correction_after_the_last_day_buys_no_new_month(shop):
    world, _order, parcel = shop
    scan(world, parcel, "lost", days=5)
    while (claim := sweep(world, days=8)).state != "overdue":
        pass
    ends = claim.deadline_at
    world.clock.forward(days=20)
    correct(carrier_claim=claim, loss_minor=100, actor=world.agent, at=world.now)
    assert claim_of(world).deadline_at == ends
    assert sweep(world, days=11).state == "written_off"
