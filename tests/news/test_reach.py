"""News over the other channels, with the customer's own wishes."""

from datetime import time

import pytest

from huitou.core.tenancy import in_shop
from huitou.news import jobs
from huitou.news.rules import Rule
from huitou.news.triggers import Trigger
from huitou.news.verbs import set_rule, set_settings
from huitou.notifications.models import ChannelAccount, Mail, ShortMessage
from huitou.notifications.verbs import add_contact_point, choose_news, keep_channel_account, resume_channel_account
from tests.news.telling import Post, morning
from tests.notifications.carriers import carrying  # noqa: F401  (a fixture)
from tests.refunds.providers.server import Told


@pytest.fixture
def post(world, clock):
    morning(clock)
    return Post(world)


def test_a_text_message_goes_first_where_it_is_wanted_and_the_mail_where_not(post):
    world, manager = post.world, post.world.hire("owner")
    keep_channel_account(provider="file", values={}, actor=manager, at=post.now)
    rule = Rule(Trigger.OUT_FOR_DELIVERY, channels=("sms", "mail"))
    set_rule(rule=rule, actor=manager, at=post.now)
    parcel = post.parcel()
    buyer, customer = world.buyer(post.order), post.order.customer_id
    add_contact_point(customer_id=customer, kind="phone", address="+8613800138000", how="portal", verified=True,
                      actor=buyer, at=post.now)  # fmt: skip
    post.says(parcel, "out_for_delivery.other", minutes=-1)
    post.later(minutes=4)
    with in_shop(world.shop):
        [short] = ShortMessage.objects.filter(key__startswith="news:")
    assert post.mails() == []
    assert (short.state, short.about) == ("sent", "out_for_delivery")
    assert post.order.number in short.text
    # Only important news from now on: that it was delivered is none.
    choose_news(
        customer_id=customer, levels={"sms": "important", "mail": "important"}, media=["sms"], locale="zh-hans",
        quiet_from=time(22), quiet_until=time(7), timezone="", actor=buyer, at=post.now,
    )  # fmt: skip
    post.says(parcel, "delivered.other")
    post.later(minutes=4)
    assert post.states()[-1] == ("delivered", "dropped", "no_way")


def test_trouble_that_did_not_arrive_goes_out_another_way_by_day_and_one_that_fails_holds_no_other_up(
    post, monkeypatch
):
    world, owner = post.world, post.world.hire("owner")
    keep_channel_account(provider="file", values={}, actor=owner, at=post.now)
    set_rule(rule=Rule(Trigger.ATTEMPT_FAILED, channels=("sms", "mail")), actor=owner, at=post.now)
    parcel = post.parcel()
    add_contact_point(customer_id=post.order.customer_id, kind="phone", address="+8613800138000", how="portal",
                      verified=True, actor=world.buyer(post.order), at=post.now)  # fmt: skip
    post.says(parcel, "attempt.nobody", minutes=-1)
    post.later(minutes=4)
    with in_shop(world.shop):
        assert ShortMessage.objects.filter(key__startswith="news:").update(state="failed") == 1

    def again(hours):
        world.clock.forward(hours=hours)
        return jobs.fall_back_shop(world.shop.pk, at=post.now)

    assert again(12) == 0  # ten in the evening
    set_settings(values={"on": False}, actor=owner, at=post.now)
    assert again(11) == 0
    set_settings(values={"on": True}, actor=owner, at=post.now)
    lost, whole = jobs.lost_tellings, jobs.fall_back

    def fall_back(*, telling, **more):
        if telling is None:
            raise KeyError
        return whole(telling=telling, **more)

    monkeypatch.setattr(jobs, "lost_tellings", lambda shop, at: [None, *lost(shop, at=at)])
    monkeypatch.setattr(jobs, "fall_back", fall_back)
    # Our own message is nobody's who wrote meanwhile.
    assert again(0) == 1
    [mail] = post.mails()
    assert mail.subject.startswith("未能送达")


def test_what_nobody_can_be_told_does_not_take_with_it_what_goes_by_mail(post):
    set_rule(rule=Rule(Trigger.ATTEMPT_FAILED, channels=("sms",)), actor=post.world.hire("owner"), at=post.now)
    first, second = post.parcel(), post.parcel(lines={post.world.line(post.order, "pot").pk: 1})
    post.says(first, "attempt.nobody", minutes=-2)
    post.says(second, "delivered.other", minutes=-1)
    post.later(minutes=4)
    assert sorted(post.states()) == [("attempt_failed", "dropped", "no_way"), ("delivered", "told", "")]
    [mail] = post.mails()
    assert mail.subject.startswith("已签收")


def test_an_account_without_money_sends_the_mail_at_once_and_one_without_a_mail_waits_for_it(post, carrying):  # noqa: F811
    world, owner = post.world, post.world.hire("owner")
    provider = carrying.plug(world.shop, "aliyun_sms")
    for trigger, channels in ((Trigger.ATTEMPT_FAILED, ("sms", "mail")), (Trigger.OUT_FOR_DELIVERY, ("sms",))):
        set_rule(rule=Rule(trigger, channels=channels), actor=owner, at=post.now)
    parcel = post.parcel()
    add_contact_point(customer_id=post.order.customer_id, kind="phone", address="+8613800138000", how="portal",
                      verified=True, actor=world.buyer(post.order), at=post.now)  # fmt: skip
    usual, no_money = provider.answer, Told(200, b'{"Code":"isv.AMOUNT_NOT_ENOUGH","Message":"","RequestId":"F"}')
    provider.answer = lambda asked: no_money
    post.says(parcel, "attempt.nobody", minutes=-1)
    post.later(minutes=4)
    [mail] = post.mails()
    assert mail.subject.startswith("未能送达")
    assert len(provider.asked) == 1
    with in_shop(world.shop):
        [told] = Mail.objects.filter(about_type="notifications.channelaccount")
        assert told.subject == "Aliyun SMS sends no messages any more"
    # Looked at again by two workers, it goes out no second time.
    assert jobs.fall_back_shop(world.shop.pk, at=post.now) == 0
    assert len(post.mails()) == 1

    # What may go by text alone waits for the account, and then goes once.
    with in_shop(world.shop):
        ChannelAccount.objects.filter(provider="aliyun_sms").update(stalled_at=None)
    post.says(parcel, "out_for_delivery.other")
    post.later(minutes=4)
    assert jobs.fall_back_shop(world.shop.pk, at=post.now) == 0
    provider.answer = usual
    resume_channel_account(provider="aliyun_sms", actor=owner, at=post.now)
    assert jobs.fall_back_shop(world.shop.pk, at=post.now) == 1
    assert jobs.fall_back_shop(world.shop.pk, at=post.now) == 0
    post.jobs()
    with in_shop(world.shop):
        states = ShortMessage.objects.filter(about="out_for_delivery").order_by("queued_at", "pk")
        assert list(states.values_list("state", "stalled")) == [("failed", True), ("sent", False)]
    assert len(post.mails()) == 1
