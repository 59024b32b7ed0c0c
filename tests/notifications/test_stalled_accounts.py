"""An account that can send nothing: stopped at its first answer, told once, carries again by a test or a button."""

from uuid import uuid4

import pytest

from huitou.core import clock as core_clock
from huitou.core.actors import system_actor
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.notifications import reach
from huitou.notifications.channels.aliyun_sms import adapter as aliyun
from huitou.notifications.channels.protocol import Outcome, Receipt
from huitou.notifications.channels.twilio import adapter as twilio
from huitou.notifications.channels.wechat import adapter as wechat
from huitou.notifications.explanations import explain_stalled
from huitou.notifications.models import ChannelAccount, ShortMessage
from huitou.notifications.short_jobs import settle
from huitou.notifications.verbs import add_contact_point, resume_channel_account, send_test
from tests.notifications.carriers import GOOD, buyer, owner
from tests.notifications.test_channel_contract import make_shop
from tests.notifications.test_short_messages import deliver, failures, read
from tests.notifications.test_short_messages import send as send_to
from tests.refunds.providers.server import Told

NO_MONEY = Told(200, b'{"Code":"isv.AMOUNT_NOT_ENOUGH","Message":"no money","RequestId":"F655A8D5"}')


@pytest.fixture
def shop(once):
    return once(make_shop)


def stands_still(shop, provider="aliyun_sms"):
    with in_shop(shop):
        return ChannelAccount.objects.get(provider=provider).stalled_why


def answers(provider, told):
    """The provider answers this and nothing else; the way back."""
    usual = provider.answer
    provider.answer = lambda asked: told
    return lambda: setattr(provider, "answer", usual)


@pytest.mark.parametrize(
    ("receipt", "stalled"),
    [
        (twilio.refusal("30002"), True), (twilio.refusal("20003"), True), (twilio.refusal("21408"), False),
        (aliyun.refusal("isv.AMOUNT_NOT_ENOUGH"), True), (aliyun.refusal("isv.OUT_OF_SERVICE"), True),
        (aliyun.refusal("isv.SMS_TEMPLATE_ILLEGAL"), False), (wechat.refusal(48001, ""), True),
        (wechat.refusal(40164, ""), True), (wechat.refusal(40037, ""), False),
    ],
)  # fmt: skip
def test_only_what_concerns_everybody_stops_an_account_and_neither_is_tried_for_a_day(receipt, stalled):
    assert (receipt.outcome, receipt.stalled, receipt.account) == ("refused", stalled, True)


def test_why_it_sends_nothing_is_said_in_words():
    assert (
        explain_stalled("aliyun_isv.AMOUNT_NOT_ENOUGH") == "The account has no money left. Top it up at the provider."
    )
    assert "(aliyun_isv.NEW)" in explain_stalled("aliyun_isv.NEW")


def test_the_first_answer_stops_it_and_what_waits_is_not_even_handed_over(shop, carrying):
    provider = carrying.plug(shop, "aliyun_sms")
    customer = uuid4()
    add_contact_point(customer_id=customer, kind="phone", address=GOOD["aliyun_sms"], how="portal", verified=True,
                      actor=buyer(shop, customer), at=core_clock.now())  # fmt: skip
    first, second = (send_to(shop, key=f"parcel:{n}:delivered", customer_id=customer) for n in (1, 2))
    mend = answers(provider, NO_MONEY)
    with failures() as told:
        deliver(shop, first, second)
    assert told == [first.key, second.key]
    assert len(provider.asked) == 1
    rows = [read(shop, one) for one in (first, second)]
    assert [(row.state, row.last_error, row.stalled) for row in rows] == [
        ("failed", "aliyun_isv.AMOUNT_NOT_ENOUGH", True), ("failed", "account_stalled", True),
    ]  # fmt: skip
    assert stands_still(shop) == "aliyun_isv.AMOUNT_NOT_ENOUGH"
    with in_shop(shop):
        assert Event.objects.filter(kind="notifications.channel_account.stalled").count() == 1
        assert reach.open_accounts() == frozenset()
    # Another provider of the same medium carries meanwhile.
    carrying.plug(shop, "file")
    with in_shop(shop):
        ways = reach.ways_to(shop.pk, customer, kind=reach.NEWS, at=core_clock.now())
    assert next(way for way in ways if way.channel == "sms").provider == "file"

    # A test that fails leaves it, one that passes lets it carry again.
    said = {"provider": "aliyun_sms", "address": GOOD["aliyun_sms"], "language": "en", "actor": owner(shop)}
    deliver(shop, send_test(**said, at=core_clock.now()))
    assert stands_still(shop)
    mend()
    deliver(shop, send_test(**said, at=core_clock.now()))
    assert stands_still(shop) == ""
    with in_shop(shop):
        assert Event.objects.filter(kind="notifications.channel_account.resumed").count() == 1
        assert ShortMessage.objects.filter(state="sent", about="test").count() == 1


def test_a_button_lets_it_carry_again_and_keys_that_are_refused_stop_it(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    answers(provider, Told(401, b'{"code":20003,"message":"Authenticate","status":401}'))
    said = {"provider": "twilio", "address": GOOD["twilio"], "language": "en", "actor": owner(shop)}
    deliver(shop, send_test(**said, at=core_clock.now()))
    assert stands_still(shop, "twilio") == "unauthorised"
    resume_channel_account(provider="twilio", actor=owner(shop), at=core_clock.now())
    assert stands_still(shop, "twilio") == ""


def test_news_is_passed_on_after_an_hour_and_a_half_and_a_test_tries_for_a_day(shop, carrying):
    carrying.plug(shop, "twilio")
    customer, at = uuid4(), core_clock.now()
    add_contact_point(customer_id=customer, kind="phone", address=GOOD["twilio"], how="portal", verified=True,
                      actor=buyer(shop, customer), at=at)  # fmt: skip
    news = send_to(shop, key="news:1", customer_id=customer, about_id=uuid4())
    test = send_test(provider="twilio", address=GOOD["twilio"], language="en", actor=owner(shop), at=at)
    told = []
    for message in (news, test):
        with in_shop(shop):
            ShortMessage.objects.filter(pk=message.pk).update(attempts=5)
        busy = Receipt(outcome=Outcome.LATER, reason="unreachable")
        row = settle(actor=system_actor(shop.pk), at=at, message_id=message.pk, receipt=busy)
        told.append((row.state, row.stalled))
    # It was surely never taken, so the same way may be good for it later; and the account goes on.
    assert told == [("failed", True), ("queued", False)]
    assert stands_still(shop, "twilio") == ""
