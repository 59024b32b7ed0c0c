"""Whoever settles a sum settles the one that they saw: another one is refused, and nothing moves."""

import pytest

from huitou.cases.models import Offer
from huitou.cases.seen import SheetChanged
from huitou.cases.verbs import accept_offer, agree, decline_offer, offer, refuse, revise
from huitou.core.tenancy import in_shop


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
