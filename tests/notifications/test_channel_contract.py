"""What everybody who carries messages must do, run over each of them. A new one joins `FAKES` and must pass."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from huitou.core import clock as core_clock
from huitou.core.webhooks import Called, CallRefused
from huitou.notifications import channels
from huitou.notifications.channels.protocol import Channel, Misconfigured, Outcome, Outgoing
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.models import Medium
from tests.notifications.carriers import BROWSER, FAKES

CODES = sorted([*FAKES, "file"])
CALLED = sorted(FAKES)


def make_shop():
    from huitou.core.models import Shop

    return Shop.objects.create(
        slug="taobei", name="陶杯社", country="CN", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans",
        contact_email="help@taobei.example",
    )  # fmt: skip


@pytest.fixture
def shop(once):
    return once(make_shop)


def message(carrying, code, address=""):
    return Outgoing(
        id=str(uuid4()), address=address or carrying.reachable(code), title="你的包裹到了", text="青瓷杯已经送到门口。",
        link="https://shop.example/s/taobei/open/#secret-door", language="zh-hans", shop_name="陶杯社",
        hook="https://shop.example/hooks/messages/taobei/x/", about="delivered", keys=dict(BROWSER),
    )  # fmt: skip


def test_every_channel_of_the_settings_is_under_this_contract_and_says_what_it_is():
    assert set(codes()) == set(CODES)
    for code in codes():
        adapter = channel(code)
        assert isinstance(adapter, Channel)
        assert adapter.code == code
        assert adapter.medium in Medium.values
        assert adapter.limits.text > 0
        assert (Path(channels.__file__).parent / code / "README.md").is_file()


@pytest.mark.parametrize("code", CODES)
def test_it_takes_a_message(code, shop, carrying):
    carrying.plug(shop, code)
    receipt = channel(code).deliver(str(shop.pk), message(carrying, code))
    assert receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED)
    assert (receipt.reason, receipt.dead, receipt.account) == ("", False, False)


@pytest.mark.parametrize("code", CODES)
def test_without_an_account_nothing_is_sent_and_no_call_is_believed(code, shop, carrying):
    carrying.plugged[code] = (None, "http://127.0.0.1:1")
    if code != "file":
        with pytest.raises(Misconfigured):
            channel(code).deliver(str(shop.pk), message(carrying, code))
    with pytest.raises((Misconfigured, CallRefused)):
        channel(code).read_push(str(shop.pk), Called({}, b"<xml><Encrypt>x</Encrypt></xml>", core_clock.now()))


@pytest.mark.parametrize("code", ["aliyun_sms", "twilio", "web_push", "wechat"])
def test_a_dead_address_is_told_apart(code, shop, carrying):
    carrying.plug(shop, code)
    receipt = channel(code).deliver(str(shop.pk), message(carrying, code, carrying.dead(code)))
    assert (receipt.outcome, receipt.dead, receipt.account) == (Outcome.REFUSED, True, False)
    assert receipt.reason


@pytest.mark.parametrize("code", CALLED)
def test_what_surely_was_not_taken_is_tried_later_and_what_may_have_been_is_unknown(code, shop, carrying):
    provider = carrying.plug(shop, code)
    outcomes = {}
    for fault in ("wait", "error", "drop"):
        provider.faults.append(fault)
        receipt = channel(code).deliver(str(shop.pk), message(carrying, code))
        outcomes[fault] = receipt.outcome
        assert "secret-door" not in repr(receipt)
        assert "青瓷杯" not in repr(receipt)
    assert outcomes == {"wait": Outcome.LATER, "error": Outcome.UNKNOWN, "drop": Outcome.UNKNOWN}


@pytest.mark.parametrize("code", ["aliyun_sms", "twilio", "wechat"])
def test_nonsense_for_an_answer_is_unknown(code, shop, carrying):
    provider = carrying.plug(shop, code)
    provider.faults.append("garbage")
    assert channel(code).deliver(str(shop.pk), message(carrying, code)).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("code", CODES)
def test_an_unsigned_call_is_refused(code, shop, carrying):
    carrying.plug(shop, code)
    for body in (b"", b"[]", b"{}", b"<xml><Encrypt>x</Encrypt></xml>", b"MessageStatus=delivered", b"\xff\xfe"):
        with pytest.raises((CallRefused, ValueError)):
            channel(code).read_push(str(shop.pk), Called({}, body, core_clock.now()))


@pytest.mark.parametrize("code", ["web_push", "webhook"])
def test_addresses_that_strangers_give_lead_to_public_networks_only(code, shop, carrying):
    provider = carrying.plug(shop, code)
    carrying.settings.HUITOU_OWN_NETWORKS = []
    receipt = channel(code).deliver(str(shop.pk), message(carrying, code))
    assert (receipt.outcome, receipt.reason) == (Outcome.REFUSED, "not_public")
    assert provider.asked == []


@pytest.mark.parametrize("code", ["web_push", "webhook"])
def test_the_same_id_again_is_the_same_message_to_the_reader(code, shop, carrying):
    provider = carrying.plug(shop, code)
    assert channel(code).repeatable
    one = message(carrying, code)
    for _ in range(2):
        channel(code).deliver(str(shop.pk), one)
    channel(code).deliver(str(shop.pk), replace(one, id=str(uuid4())))
    name = "topic" if code == "web_push" else "webhook-id"
    first, second, other = (asked.headers[name] for asked in provider.asked)
    assert first == second != other
