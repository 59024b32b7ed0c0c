"""Whoever settles a sum settles the one that they saw: another one is refused, and nothing moves."""

import pytest

from huitou.cases.models import Offer
from huitou.cases.seen import SheetChanged, SurchargeChanged
from huitou.cases.verbs import accept_offer, agree, decline_offer, offer, open_case, refuse, revise
from huitou.cases.wishing import WishedLine
from huitou.core.tenancy import in_shop
from huitou.orders.models import Variant
from tests.cases.generous import be_generous, stock


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def asked(world, order):
    return world.apply(order, cups=1, reason="damaged", photo=True)


def offers(world, case):
    with in_shop(world.shop):
        return list(Offer.objects.filter(case=case).order_by("made_at", "pk").values_list("amount_minor", "state"))


def test_the_shop_agrees_to_the_sum_that_it_saw(world, asked):
    before = world.refreshed(asked)
    with pytest.raises(SheetChanged) as refused:
        agree(case=asked, seen_minor=5_000, actor=world.agent, at=world.now)
    assert (refused.value.code, refused.value.status) == ("sheet_changed", 409)
    assert refused.value.text == (
        "The refund is now CN¥99.34 instead of CN¥50.00. Look at it and send it again if you agree."
    )
    after = world.refreshed(asked)
    assert (after.state, after.chain_length) == ("requested", before.chain_length)
    agree(case=asked, seen_minor=9_934, actor=world.agent, at=world.now)
    assert world.refreshed(asked).state == "awaiting_goods"


def test_the_buyer_accepts_the_offer_that_was_shown_not_the_next_one(world, order, asked):
    buyer = world.buyer(order)
    offer(case=asked, amount_minor=2_000, actor=world.agent, at=world.now)
    decline_offer(case=asked, actor=buyer, at=world.now)
    offer(case=asked, amount_minor=500, actor=world.agent, at=world.now)
    with pytest.raises(SheetChanged):
        accept_offer(case=asked, seen_minor=2_000, actor=buyer, at=world.now)
    assert offers(world, asked) == [(2_000, "declined"), (500, "open")]
    assert world.refreshed(asked).state == "offered"
    accept_offer(case=asked, seen_minor=500, actor=buyer, at=world.now)
    case = world.refreshed(asked)
    assert (case.state, case.sheet.total_minor) == ("refunding", 500)


def test_a_changed_wish_comes_to_the_sum_that_was_shown(world, order, asked):
    refuse(case=asked, reason="other", note="请把杯子寄回来。", actor=world.agent, at=world.now)
    before = world.refreshed(asked)
    wish = {"kind": "return_and_refund", "lines": world.wish(order, cups=2, reason="damaged")}
    with pytest.raises(SheetChanged):
        revise(case=asked, seen_minor=9_934, actor=world.buyer(order), at=world.now, **wish)
    after = world.refreshed(asked)
    assert (after.state, after.attempt, after.chain_length) == ("refused", 1, before.chain_length)
    assert world.line(order, "cup").claimed == 1
    # Two of three cups with their share of the discount and, as they came broken, of the shipping.
    revise(case=asked, seen_minor=19_866, actor=world.buyer(order), at=world.now, **wish)
    assert world.refreshed(asked).state == "requested"


def test_a_dearer_variant_is_not_asked_for_at_another_price_than_was_seen(world):
    be_generous(world)
    order = world.order()
    large = stock(world, "CUP-L", 12_000)
    line = WishedLine(line=world.line(order, "cup").pk, quantity=1, reason="damaged", variant=large.pk)
    wish = {"kind": "exchange", "lines": [line], "actor": world.buyer(order), "at": world.now}
    with in_shop(world.shop):
        Variant.objects.filter(pk=large.pk).update(price_minor=13_000)
    with pytest.raises(SurchargeChanged) as caught:
        open_case(order=order.pk, evidence=[world.photo(order)], seen_minor=0, seen_extra_minor=2_333, **wish)
    assert caught.value.params == {"now": "CN¥33.33", "seen": "CN¥23.33"}
    case = open_case(order=order.pk, evidence=[world.photo(order)], seen_minor=0, seen_extra_minor=3_333, **wish)
    with pytest.raises(SurchargeChanged):
        revise(case=case, seen_extra_minor=0, **wish)
    with in_shop(world.shop):
        assert (case.lines.get().surcharge_minor, Variant.objects.get(pk=large.pk).reserved) == (3_333, 1)
