"""Through which gateway money goes back: what a gateway cannot do is offered by another way, never tried in vain."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.translation import override

from huitou.core.tenancy import in_shop
from huitou.desk.refund_words import by_hand_because
from huitou.refunds.gateways.choosing import gateway_of, way_for, why_by_hand
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.models import GatewayAccount, Refund
from tests.refunds.conftest import fresh


@pytest.fixture
def can(monkeypatch):
    """`can(partial=False)`: the sandbox with other capabilities."""

    def change(**capabilities):
        adapter = gateway("sandbox")
        monkeypatch.setattr(adapter, "capabilities", replace(adapter.capabilities, **capabilities))

    return change


def fresh_inside(refund):
    return Refund.objects.select_related("payment").get(pk=refund.pk)


def why(refund):
    with in_shop(refund.shop_id):
        return why_by_hand(fresh_inside(refund))[1]


@pytest.mark.parametrize(("units", "way"), [({"cups": 3, "pots": 1}, "sandbox"), ({"cups": 1}, "offline")])
def test_a_gateway_that_takes_no_part_pays_the_whole_or_not_at_all(units, way, can, make_order, ask_refund):
    can(partial=False)
    order = make_order(("sandbox", 8400 if units == {"cups": 1} else 7900))
    (refund,) = ask_refund(order, **units)
    assert refund.gateway == way
    assert why(refund) == ("no_part" if way == "offline" else "")


def test_a_gateway_that_pays_back_once_only_is_asked_once(can, paid_order, ask_refund, run_jobs):
    can(repeated=False)
    (first,) = ask_refund(paid_order, cups=1)
    run_jobs()
    (second,) = ask_refund(paid_order, cups=1)
    run_jobs()
    assert (first.gateway, fresh(first).state) == ("sandbox", "succeeded")
    assert (second.gateway, fresh(second).state) == ("offline", "by_hand")
    assert (why(first), why(second)) == ("", "no_second")
    told = {
        "zh-hans": "测试支付对每笔付款只退一次，已经退过了。",
        "en": "Test payments pays a payment back once only, and has done so.",
    }
    for language, words in told.items():
        with override(language), in_shop(second.shop_id):
            assert by_hand_because(fresh_inside(second)) == words


@pytest.mark.parametrize(("days", "way"), [(26, "offline"), (24, "sandbox")])
def test_after_its_time_the_shop_pays_by_hand(days, way, can, shop, paid_order, clock):
    """The order was paid five days ago."""
    can(refundable_for=timedelta(days=30))
    payment = paid_order.payments[0]
    with in_shop(shop):
        assert way_for(payment, 100, clock.now() + timedelta(days=days)) == way


def test_its_time_is_over_after_its_last_moment(can, shop, paid_order):
    can(refundable_for=timedelta(days=30))
    payment = paid_order.payments[0]
    with in_shop(shop):
        last = payment.paid_at + timedelta(days=30)
        assert [way_for(payment, 100, last + late) for late in (timedelta(), timedelta.resolution)] == [
            "sandbox",
            "offline",
        ]


def test_the_open_account_that_serves_a_name_pays_it_back_and_our_own_books_need_none(shop, make_order, clock):
    at = clock.now()
    order = make_order(("card-machine", 100), ("sandbox", 100), ("stripe", 100), ("offline", 100))

    def ways():
        with in_shop(shop):
            return [(gateway_of(payment), way_for(payment, 100, at)) for payment in order.payments]

    ours = [("sandbox", "sandbox"), ("offline", "offline")]
    without = [("card-machine", "card-machine"), ours[0], ("stripe", "offline"), ours[1]]
    assert ways() == without
    with in_shop(shop):
        account = GatewayAccount.objects.create(
            shop=shop, gateway="stripe", serves=["card-machine", "sandbox"], opened_at=at, changed_at=at
        )
    assert ways() == [("stripe", "stripe"), ours[0], ("stripe", "stripe"), ours[1]]
    with in_shop(shop):
        account.closed_at = at
        account.save()
    assert ways() == without
