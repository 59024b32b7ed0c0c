"""Carriers' scorecards: what buyers complained of and what came back, each on its own lane and for its own parcel."""

from datetime import timedelta

from huitou.claims.verbs import file, open_claim, record_payment
from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.insights.carriers import carrier_cards, recovered_between
from huitou.lanes.verbs import recount_lanes
from tests.claims.test_claims import claim_of, scan, sent


def test_damage_complaints_and_recovered_sums_stand_on_their_lane(world):
    for _ in range(2):
        world.order()  # with SF, and nothing wrong
    _, broken, one = sent(world)
    _, whole, other = sent(world)
    for parcel in (one, other):
        scan(world, parcel, "delivered")
    world.apply(broken, cups=1, reason="damaged", photo=True)
    world.apply(broken, pots=1, reason="damaged", photo=True)  # the same parcel
    world.apply(whole, cups=1, reason="no_longer_wanted")  # not the carrier's fault
    run_pending()
    claim = claim_of(world)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    record_payment(carrier_claim=claim.pk, amount_minor=5_000, actor=world.hire("manager"), at=world.now)
    recount_lanes(actor=world.system, at=world.now)
    with in_shop(world.shop):
        cards = {card.lane.carrier: card for card in carrier_cards(world.shop, at=world.now)}
        (sums,) = recovered_between(world.now - timedelta(days=30), world.now + timedelta(days=1))
        assert recovered_between(world.now + timedelta(days=1), world.now + timedelta(days=2)) == []
    dhl, sf = cards["DHL"], cards["SF"]
    assert (dhl.lane.parcels, dhl.damaged, dhl.contacted, dhl.claims) == (2, 1, 1, 1)
    assert dhl.recovered == (Money(5_000, "CNY"),)
    assert (dhl.damaged_per_cent, dhl.contacted_per_cent, dhl.lost_per_cent) == (50.0, 50.0, 0.0)
    assert (sf.damaged, sf.contacted, sf.claims, sf.recovered) == (0, 0, 0, ())
    assert (sums.claims, sums.open, sums.recovered) == (1, 0, Money(5_000, "CNY"))
    assert sums.claimed == claim.loss


def test_a_complaint_that_it_never_came_is_one_and_no_damage(world):
    _, order, parcel = sent(world)
    scan(world, parcel, "delivered")
    _, late, gone = sent(world)
    scan(world, gone, "lost")
    world.apply(late, kind="refund_only", cups=3, pots=1, reason="not_received")
    open_claim(parcel=gone.pk, what="lost", actor=world.agent, at=world.now)
    recount_lanes(actor=world.system, at=world.now)
    with in_shop(world.shop):
        (card,) = [card for card in carrier_cards(world.shop, at=world.now) if card.lane.carrier == "DHL"]
    assert (card.lane.parcels, card.lane.lost, card.damaged, card.contacted, card.claims) == (1, 1, 0, 1, 1)
    assert (card.lost_per_cent, card.contacted_per_cent) == (50.0, 50.0)
    assert order.pk != late.pk
