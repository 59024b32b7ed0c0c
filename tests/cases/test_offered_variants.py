"""An exchange for another variant, offered by either side; and an offer that is taken back alone."""

import pytest

from huitou.cases.models import CaseLine, Offer
from huitou.cases.offering import VariantsOfExchanges
from huitou.cases.offers import words_of
from huitou.cases.verbs import accept_offer, offer, recall_offer, withdraw
from huitou.cases.verbs.offer import OfferChanged
from huitou.cases.wishing import VariantUnknown
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods
from huitou.orders.models import Variant
from huitou.orders.verbs.stock import SoldOut
from huitou.refunds.queries.facts import LineOfAnotherOrder
from tests.cases.generous import stock
from tests.cases.test_lifecycle import paid, send_back


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def asked(world, order):
    return world.apply(order, cups=1, reason="damaged", photo=True)


def cup(world, order):
    return world.line(order, "cup").pk


def exchange(world, case, order, variant, actor):
    chosen = {cup(world, order): variant.pk}
    return offer(case=case, amount_minor=0, remedy="exchange", variants=chosen, actor=actor, at=world.now)


def held(world, variant):
    with in_shop(world.shop):
        return Variant.objects.get(pk=variant.pk).reserved


def test_the_shop_offers_a_dearer_variant_and_what_was_shown_is_charged(world, order, asked):
    large = stock(world, "CUP-L", 12_000)
    exchange(world, asked, order, large, world.agent)
    with in_shop(world.shop):
        made = Offer.objects.get(case=asked, state="open")
        assert words_of(made, "CNY") == "an exchange for 青瓷杯 (大) (CN¥23.33 more to pay)"
        Variant.objects.filter(pk=large.pk).update(price_minor=99_000)
    assert held(world, large) == 0
    case = accept_offer(case=asked, seen_offer=made.pk, actor=world.buyer(order), at=world.now)
    assert (case.state, case.kind, held(world, large)) == ("awaiting_goods", "exchange", 1)
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    with in_shop(world.shop):
        sent = case.replacement
    assert (case.state, sent.state, sent.difference_minor) == ("replacing", "awaiting_difference", 2_333)


def test_the_buyer_offers_a_cheaper_variant_and_gets_the_difference(world, order, asked):
    small = stock(world, "CUP-S", 9_000, name="小")
    exchange(world, asked, order, small, world.buyer(order))
    case = accept_offer(case=asked, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        line = CaseLine.objects.get(case=case)
        assert (line.kind, line.variant_id, line.surcharge_minor) == ("exchange", small.pk, 0)
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    assert paid(world, case) == 667
    assert world.refreshed(case).state == "replacing"


def test_sold_out_meanwhile_is_said_and_the_offer_stays(world, order, asked):
    rare = stock(world, "CUP-R", 12_000, pieces=1)
    exchange(world, asked, order, rare, world.agent)
    with in_shop(world.shop):
        Variant.objects.filter(pk=rare.pk).update(reserved=1)
    with pytest.raises(SoldOut):
        accept_offer(case=asked, actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        assert Offer.objects.get(case=asked).state == "open"
    assert world.refreshed(asked).state == "offered"
    with pytest.raises(SoldOut):
        exchange(world, asked, order, rare, world.buyer(order))


def test_what_is_no_exchange_names_no_variant(world, order, asked):
    large, other = stock(world, "CUP-L", 12_000), stock(world, "POT-L", 60_000)
    with in_shop(world.shop):
        Variant.objects.filter(pk=other.pk).update(product="POT")
    chosen = {cup(world, order): large.pk}
    with pytest.raises(VariantsOfExchanges):
        offer(case=asked, amount_minor=0, remedy="reship", variants=chosen, actor=world.agent, at=world.now)
    with pytest.raises(VariantsOfExchanges):
        offer(case=asked, amount_minor=100, variants=chosen, actor=world.agent, at=world.now)
    pot = {world.line(order, "pot").pk: large.pk}
    with pytest.raises(LineOfAnotherOrder):
        offer(case=asked, amount_minor=0, remedy="exchange", variants=pot, actor=world.agent, at=world.now)
    with pytest.raises(VariantUnknown):
        exchange(world, asked, order, other, world.agent)
    assert world.refreshed(asked).state == "requested"


def test_the_buyer_takes_back_the_offer_and_not_the_case(world, order, asked):
    world.clock.forward(hours=5)
    offer(case=asked, amount_minor=3_000, actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        seen = Offer.objects.get(case=asked).pk
    with pytest.raises(OfferChanged):
        recall_offer(case=asked, seen_offer=asked.pk, actor=world.buyer(order), at=world.now)
    case = recall_offer(case=asked, seen_offer=seen, actor=world.buyer(order), at=world.now)
    assert (case.state, case.deadline_at) == ("requested", asked.deadline_at)
    with in_shop(world.shop):
        assert Offer.objects.get(case=asked).state == "recalled"
    with pytest.raises(NotTheirTurn):
        accept_offer(case=asked, actor=world.agent, at=world.now)
    with pytest.raises(NotTheirTurn):
        recall_offer(case=asked, actor=world.buyer(order), at=world.now)
    assert withdraw(case=asked, actor=world.buyer(order), at=world.now).state == "withdrawn"


def test_the_shops_offer_is_not_the_buyers_to_take_back(world, order, asked):
    offer(case=asked, amount_minor=3_000, actor=world.agent, at=world.now)
    with pytest.raises(NotTheirTurn):
        recall_offer(case=asked, actor=world.buyer(order), at=world.now)
