"""What every gateway must do, run over each of them. A new adapter is added to `ADAPTERS` and must pass unchanged."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from huitou.core import clock as core_clock
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.gateways.protocol import Gateway, GatewayAnswer, Outcome, Permanent, RefundRequest
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.keys import refund_key
from tests.refunds.conftest import _make_order
from tests.refunds.providers.plug import plug_alipay, plug_shopify, plug_stripe, plug_wechat

TAKEN = (Outcome.PAID, Outcome.ACCEPTED, Outcome.BY_HAND)


# How each provider that is somebody else's is put in place for two shops.
PLUGS = {"stripe": plug_stripe, "wechat_pay": plug_wechat, "alipay": plug_alipay, "shopify": plug_shopify}
# Who knows one currency only.
HOME = {"wechat_pay": "CNY", "alipay": "CNY"}


@pytest.fixture(params=["sandbox", "offline", *PLUGS])
def adapter(request, shop, other_shop, plugged) -> Gateway:
    if request.param in PLUGS:
        PLUGS[request.param](plugged, (shop, other_shop))
    if request.param == "shopify":
        # It refunds orders: the payment's is looked up in our books.
        for one in (shop, other_shop):
            paid = _make_order(one, (("shopify", 8400),), "EUR")
            with in_shop(one):
                Payment.objects.filter(pk=paid.payments[0].pk).update(external_id="pay-1")
    return gateway(request.param)


@pytest.fixture
def wish(shop, adapter) -> RefundRequest:
    currency = HOME.get(adapter.code, "EUR")
    return RefundRequest(
        key="huitou-1", account=str(shop.pk), payment="pay-1", money=Money(967, currency), reference="F-TEST-TEST",
        captured=Money(10_000, currency),
    )  # fmt: skip


@pytest.fixture
def listed(clock):
    """`listed(adapter, account)`: its list as soon as it is sure to hold everything of now."""

    def everything(adapter: Gateway, account: str) -> list[GatewayAnswer]:
        now = core_clock.now()
        if adapter.capabilities.listed_after:
            clock.forward(hours=adapter.capabilities.listed_after.total_seconds() / 3600)
        return list(adapter.listing(account, now - timedelta(days=3), now + timedelta(days=1)))

    return everything


def another(wish: RefundRequest, *, minor: int | None = None, currency: str = "", payment: str = "") -> RefundRequest:
    money = Money(wish.money.minor if minor is None else minor, currency or wish.money.currency)
    return replace(wish, money=money, payment=payment or wish.payment)


def test_every_gateway_of_the_settings_is_under_this_contract() -> None:
    assert set(codes()) == {"sandbox", "offline", *PLUGS}
    assert all(gateway(code).code == code for code in codes())


def test_it_takes_a_refund_and_says_for_which_sum(adapter, wish) -> None:
    answer = adapter.refund(wish)
    assert answer.outcome in TAKEN
    assert (answer.key, answer.money) == (wish.key, wish.money)
    assert answer.reference


def test_the_same_key_again_is_the_same_answer_and_one_movement(adapter, wish, listed) -> None:
    first, second = adapter.refund(wish), adapter.refund(wish)
    assert first == second
    assert [answer.key for answer in listed(adapter, wish.account)] == [wish.key]


def test_another_key_is_another_movement(adapter, wish, listed) -> None:
    """The control of the test above: without the key's protection there would be two."""
    adapter.refund(wish)
    adapter.refund(replace(wish, key="huitou-2"))
    assert sorted(answer.key for answer in listed(adapter, wish.account)) == ["huitou-1", "huitou-2"]


@pytest.mark.parametrize("other", [{"minor": 968}, {"currency": "USD"}, {"payment": "pay-2"}])
def test_the_same_key_with_other_content_is_refused(adapter, wish, other, listed) -> None:
    if "payment" in other and adapter.capabilities.keys_per_payment:
        shop_id, cause_id = uuid4(), uuid4()
        keys = {refund_key(shop_id=shop_id, cause_id=cause_id, sequence=1, payment_id=uuid4()) for _ in range(2)}
        assert len(keys) == 2  # there a key counts at its payment; ours name their payment, so none ever meets another
        return
    adapter.refund(wish)
    with pytest.raises(Permanent) as caught:
        adapter.refund(another(wish, **other))
    assert caught.value.failure_code in ("key_reused", "currency_invalid")
    assert [answer.money for answer in listed(adapter, wish.account)] == [wish.money]


def test_it_finds_what_it_took_and_nothing_else(adapter, wish) -> None:
    assert adapter.find(wish.account, wish.key, wish.payment) is None
    answer = adapter.refund(wish)
    assert adapter.find(wish.account, wish.key, wish.payment) == answer
    assert adapter.find(wish.account, "huitou-2", wish.payment) is None


def test_accounts_do_not_see_each_other(adapter, wish, other_shop, listed) -> None:
    adapter.refund(wish)
    assert adapter.find(str(other_shop.pk), wish.key, wish.payment) is None
    assert listed(adapter, str(other_shop.pk)) == []


def test_the_list_goes_by_time(adapter, wish, listed) -> None:
    adapter.refund(wish)
    now = core_clock.now()
    assert list(adapter.listing(wish.account, now - timedelta(days=2), now - timedelta(days=1))) == []
    assert [answer.key for answer in listed(adapter, wish.account)] == [wish.key]


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_or_less_is_refused(adapter, wish, minor, listed) -> None:
    with pytest.raises(Permanent) as caught:
        adapter.refund(another(wish, minor=minor))
    assert caught.value.failure_code == "amount_invalid"
    assert listed(adapter, wish.account) == []


def test_an_error_says_what_it_is_without_a_secret(adapter, wish) -> None:
    with pytest.raises(Permanent) as caught:
        adapter.refund(another(wish, minor=0))
    assert caught.value.code == "gateway_refused"
    assert "amount_invalid" in caught.value.text


@pytest.mark.parametrize("code", sorted(codes()))
def test_people_read_a_name_of_every_gateway_and_no_code(code):
    assert str(getattr(gateway(code), "title", code)) != code
