"""What every gateway must do, run over each of them. A new adapter is added to `ADAPTERS` and must pass unchanged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huitou.core import clock as core_clock
from huitou.core.money import Money
from huitou.refunds.gateways.protocol import Gateway, GatewayAnswer, Outcome, Permanent, RefundRequest
from huitou.refunds.gateways.registry import codes, gateway
from tests.refunds.providers.plug import plug_stripe

TAKEN = (Outcome.PAID, Outcome.ACCEPTED, Outcome.BY_HAND)


# How each provider that is somebody else's is put in place for two shops.
PLUGS = {"stripe": plug_stripe}


@pytest.fixture(params=["sandbox", "offline", *PLUGS])
def adapter(request, shop, other_shop, plugged) -> Gateway:
    if request.param in PLUGS:
        PLUGS[request.param](plugged, (shop, other_shop))
    return gateway(request.param)


@pytest.fixture
def wish(shop) -> RefundRequest:
    return RefundRequest(
        key="huitou-1", account=str(shop.pk), payment="pay-1", money=Money(967, "EUR"), reference="F-TEST-TEST"
    )


def everything(adapter: Gateway, account: str) -> list[GatewayAnswer]:
    now = core_clock.now()
    return list(adapter.listing(account, now - timedelta(days=1), now + timedelta(days=1)))


def test_every_gateway_of_the_settings_is_under_this_contract() -> None:
    assert set(codes()) == {"sandbox", "offline", *PLUGS}
    assert all(gateway(code).code == code for code in codes())


def test_it_takes_a_refund_and_says_for_which_sum(adapter, wish) -> None:
    answer = adapter.refund(wish)
    assert answer.outcome in TAKEN
    assert (answer.key, answer.money) == (wish.key, wish.money)
    assert answer.reference


def test_the_same_key_again_is_the_same_answer_and_one_movement(adapter, wish) -> None:
    first, second = adapter.refund(wish), adapter.refund(wish)
    assert first == second
    assert [answer.key for answer in everything(adapter, wish.account)] == [wish.key]


def test_another_key_is_another_movement(adapter, wish) -> None:
    """The control of the test above: without the key's protection there would be two."""
    adapter.refund(wish)
    adapter.refund(replace(wish, key="huitou-2"))
    assert sorted(answer.key for answer in everything(adapter, wish.account)) == ["huitou-1", "huitou-2"]


@pytest.mark.parametrize("other", [{"money": Money(968, "EUR")}, {"money": Money(967, "USD")}, {"payment": "pay-2"}])
def test_the_same_key_with_other_content_is_refused(adapter, wish, other) -> None:
    adapter.refund(wish)
    with pytest.raises(Permanent) as caught:
        adapter.refund(replace(wish, **other))
    assert caught.value.failure_code == "key_reused"
    assert [answer.money for answer in everything(adapter, wish.account)] == [wish.money]


def test_it_finds_what_it_took_and_nothing_else(adapter, wish) -> None:
    assert adapter.find(wish.account, wish.key, wish.payment) is None
    answer = adapter.refund(wish)
    assert adapter.find(wish.account, wish.key, wish.payment) == answer
    assert adapter.find(wish.account, "huitou-2", wish.payment) is None


def test_accounts_do_not_see_each_other(adapter, wish, other_shop) -> None:
    adapter.refund(wish)
    assert adapter.find(str(other_shop.pk), wish.key, wish.payment) is None
    assert everything(adapter, str(other_shop.pk)) == []


def test_the_list_goes_by_time(adapter, wish) -> None:
    adapter.refund(wish)
    now = core_clock.now()
    assert list(adapter.listing(wish.account, now - timedelta(days=2), now - timedelta(days=1))) == []
    assert [answer.key for answer in everything(adapter, wish.account)] == [wish.key]


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_or_less_is_refused(adapter, wish, minor) -> None:
    with pytest.raises(Permanent) as caught:
        adapter.refund(replace(wish, money=Money(minor, "EUR")))
    assert caught.value.failure_code == "amount_invalid"
    assert everything(adapter, wish.account) == []


def test_an_error_says_what_it_is_without_a_secret(adapter, wish) -> None:
    with pytest.raises(Permanent) as caught:
        adapter.refund(replace(wish, money=Money(0, "EUR")))
    assert caught.value.code == "gateway_refused"
    assert "amount_invalid" in caught.value.text
