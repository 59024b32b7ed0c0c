"""News over the other channels, with the customer's own wishes."""

from datetime import time

import pytest

from huitou.core.tenancy import in_shop
from huitou.news.rules import Rule
from huitou.news.triggers import Trigger
from huitou.news.verbs import set_rule
from huitou.notifications.models import ShortMessage
from huitou.notifications.verbs import add_contact_point, choose_news, keep_channel_account
from tests.news.telling import Post, morning


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
