"""Who bears a ruling: booked when it was paid, to the last minor unit, once, and shown where the money is shown."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.cases.disputes.shares import PARTIES, booked, shares_of
from huitou.cases.models import Ruling
from huitou.cases.queries import case_page
from huitou.claims.verbs import correct, file, open_claim, record_payment
from huitou.core.ledger import balance
from huitou.core.models import Event, LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.parcels.verbs import announce_parcel, record_scan

SHARES = {"platform_minor": 2_000, "carrier_minor": 1_500, "insurer_minor": 500}


def of_ruling(court):
    (ruling,) = court.rulings()
    with in_shop(court.world.shop):
        return {share.party: share.money.minor for share in booked([ruling.pk])}


def balances(court):
    with in_shop(court.world.shop):
        return {party: balance(f"share:{party}", "CNY").minor for party in PARTIES}


def test_the_shares_are_booked_when_the_money_has_gone_and_not_before(court):
    court.disputed(kind="refund_only").ruled(**SHARES)
    assert of_ruling(court) == {}, "a ruling that can be appealed against moves nothing"
    court.silence(days=7)
    assert (court.read().state, court.paid()) == ("resolved", 9_934)
    assert of_ruling(court) == {"merchant": 5_934, "platform": 2_000, "carrier": 1_500, "insurer": 500}
    (ruling,) = court.rulings()
    assert balances(court) == {"merchant": -5_934, "platform": -2_000, "carrier": -1_500, "insurer": -500}
    with in_shop(court.world.shop):
        assert balance(f"ruling:{ruling.pk}", "CNY").minor == court_paid(court) == 9_934


def court_paid(court):
    rows = LedgerEntry.objects.filter(credit__startswith="gateway:")
    return sum(row.amount_minor for row in rows)


def test_what_is_owed_and_not_paid_yet_is_borne_by_nobody(court):
    court.order = court.world.order(gateway="offline")
    court.disputed(kind="refund_only").ruled(**SHARES).silence(days=7)
    assert court.read().state == "refunding"
    assert of_ruling(court) == {}


def test_a_ruling_that_grants_nothing_and_a_dispute_without_a_ruling_book_nothing(court):
    court.disputed(kind="refund_only").ruled(outcome="nothing", grounds="not_shown").silence(days=7)
    assert court.read().state == "closed"
    assert of_ruling(court) == {}
    with in_shop(court.world.shop):
        assert not LedgerEntry.objects.filter(debit__startswith="share:").exists()


def test_shop_and_platform_see_the_booked_shares_and_the_buyer_does_not(court):
    court.disputed(kind="refund_only").ruled(**SHARES).silence(days=7)
    world = court.world
    with in_shop(world.shop):
        for actor, seen in ((court.shop, 4), (court.arbitrator("bert"), 4), (court.buyer, 0)):
            assert len(case_page(actor, court.case.pk, world.shop, world.now).dispute.booked) == seen


def test_what_a_ruling_put_on_the_carrier_is_not_put_on_it_again_when_it_pays(court):
    court.disputed(kind="refund_only").ruled(**SHARES).silence(days=7)
    world, case = court.world, court.read()
    with in_shop(world.shop):
        parcel = case.order.parcels.get()
    claim = open_claim(parcel=parcel.pk, what="damaged", case=case.pk, actor=world.system, at=world.now)
    correct(carrier_claim=claim, loss_minor=10_000, actor=world.agent, at=world.now)
    file(carrier_claim=claim.pk, actor=world.agent, at=world.now)
    record_payment(carrier_claim=claim.pk, amount_minor=9_000, actor=world.hire("manager"), at=world.now)
    assert balances(court)["carrier"] == -9_000
    # Another parcel of the same case: what the ruling put on the carrier was left out already.
    other = announce_parcel(
        order_id=case.order_id, direction="outbound", lines={}, carrier="Li, Tel. 555", actor=world.agent, at=world.now
    )
    record_scan(parcel=other.pk, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    second = open_claim(parcel=other.pk, what="damaged", case=case.pk, actor=world.system, at=world.now)
    correct(carrier_claim=second, loss_minor=4_000, actor=world.agent, at=world.now)
    file(carrier_claim=second.pk, actor=world.agent, at=world.now)
    record_payment(carrier_claim=second.pk, amount_minor=4_000, actor=world.hire("manager"), at=world.now)
    assert balances(court)["carrier"] == -13_000
    with in_shop(world.shop):
        opened = Event.objects.get(kind="claims.carrier_claim.opened", subject_id=second.pk)
    assert opened.facts["carrier"] == "", "what a person typed stays out of the event"


MINOR = st.integers(min_value=0, max_value=10_000_000)


@given(parts=st.tuples(MINOR, MINOR, MINOR, MINOR), paid=st.integers(min_value=0, max_value=40_000_000))
def test_the_shares_add_up_to_what_was_paid_whatever_was_ruled(parts, paid):
    granted = sum(parts)
    ruling = Ruling(amount_minor=granted, platform_minor=parts[1], carrier_minor=parts[2], insurer_minor=parts[3])
    paid = min(paid, granted)
    shares = shares_of(ruling, paid)
    assert sum(shares.values()) == (paid if granted else 0)
    for party, part in zip(PARTIES, parts, strict=True):
        mine = shares.get(party, 0)
        assert 0 <= mine <= part, "nobody bears more than was ruled"
        if granted:
            assert abs(mine - part * paid / granted) < 1


@pytest.mark.parametrize("paid", [9_934, 9_933, 1])
def test_a_ruling_paid_short_is_borne_in_the_same_proportions(paid):
    ruling = SimpleNamespace(merchant_minor=5_934, platform_minor=2_000, carrier_minor=1_500, insurer_minor=500)
    shares = shares_of(ruling, paid)
    assert sum(shares.values()) == paid
    assert max(shares, key=lambda party: shares[party]) == "merchant"
