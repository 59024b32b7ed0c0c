"""From a carrier's report to the buyer's mail: once, in time, about the present, and never more than wanted."""

from datetime import timedelta

import pytest

from huitou.core.deadlines import sweep_shop
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.lanes.models import TroubleStep
from huitou.news.jobs import notice_shop
from huitou.news.models import Telling
from huitou.news.rules import Rule
from huitou.news.subscribers import look_for_news
from huitou.news.triggers import Trigger
from huitou.news.verbs import note_visit, set_care, set_rule, set_settings, silence_order, write_text
from huitou.orders.models import Line
from tests.news.telling import Post, morning


@pytest.fixture
def post(world, clock):
    """The shop's clock stands at ten in the morning."""
    morning(clock)
    return Post(world)


def test_a_parcel_that_left_is_told_once_however_often_it_is_said(post):
    parcel = post.parcel()
    post.by_hand(parcel, "collected")
    post.by_hand(parcel, "in_transit", minutes=-1)
    post.jobs()
    assert post.mails() == []
    post.later(minutes=4)
    post.later(minutes=4)
    [mail] = post.mails()
    assert mail.subject == f"已发货：订单 {post.order.number}"
    assert "青瓷杯 × 3" in mail.text
    assert post.states() == [("shipped", "told", "")]


def test_late_doubled_and_reordered_reports_are_one_message_about_the_present(post):
    parcel = post.parcel()
    post.says(parcel, "delivered.other", minutes=-2)
    post.says(parcel, "out_for_delivery.other", minutes=-90)
    post.jobs()
    post.says(parcel, "delivered.other", minutes=-2)
    post.says(parcel, "transit.moving", minutes=-600)
    post.later(minutes=4)
    # The job of the events once more, as after a worker's death; and the sweep.
    with in_shop(post.world.shop):
        again = list(Event.objects.filter(kind__startswith="parcels.parcel."))
    post.as_job(lambda: look_for_news(again))
    sweep_shop(post.world.shop.pk, at=post.now)
    post.later(hours=3)
    assert [mail.subject for mail in post.mails()] == [f"已签收：订单 {post.order.number}"]
    assert post.states() == [("delivered", "told", "")]


def test_what_is_over_before_anybody_heard_of_it_is_dropped_and_can_come_again(post):
    parcel = post.parcel()
    post.says(parcel, "pickup_ready.other", minutes=-60)
    post.jobs()
    post.says(parcel, "transit.moving", minutes=-1)
    post.later(minutes=4)
    assert post.states() == [("ready", "dropped", "over")]
    assert post.mails() == []
    post.says(parcel, "pickup_ready.other")
    post.later(minutes=4)
    post.later(minutes=4)
    assert post.states() == [("ready", "dropped", "over"), ("ready", "told", "")]


def test_a_wait_is_kept_and_looked_at_again_when_it_is_over(post):
    parcel = post.parcel()
    post.says(parcel, "transit.moving", minutes=-120)
    post.says(parcel, "exception.delayed", minutes=-60, text="Delayed by heavy snow", place="MEMPHIS, TN 38118, US")
    post.later(minutes=30)
    assert post.states() == [("delayed", "waiting", "")]
    post.later(hours=6)
    [mail] = post.mails()
    assert mail.subject == f"包裹晚到：订单 {post.order.number}"
    assert "原因：天气" in mail.text
    with in_shop(post.world.shop):
        step = TroubleStep.objects.get()
    # The queue proposes what comes after writing, and does not rest for it.
    assert (step.kind, step.did, step.rests_until) == ("held", "write", step.at)


def test_two_parcels_and_several_things_are_one_message(post):
    first, second = post.parcel(), post.parcel(lines={post.world.line(post.order, "pot").pk: 1})
    post.says(first, "delivered.other", minutes=-3)
    post.jobs()
    post.says(second, "delivered.other", minutes=-1)
    post.later(minutes=4)
    post.later(minutes=4)
    [mail] = post.mails()
    assert mail.subject == f"全部送达：订单 {post.order.number}"
    assert "另一个包裹" in mail.text
    assert {state for _trigger, state, _why in post.states()} == {"told"}


def test_the_day_s_budget_lets_important_news_through_and_keeps_the_rest_for_tomorrow(post):
    set_settings(values={"per_day": 1}, actor=post.world.hire("manager"), at=post.now)
    parcel = post.parcel()
    post.by_hand(parcel, "collected")
    post.later(minutes=4)
    post.says(parcel, "out_for_delivery.other", minutes=1)
    post.later(minutes=5)
    assert post.states()[1:] == [("out_for_delivery", "waiting", "tomorrow")]
    post.says(parcel, "attempt.nobody", minutes=-1)
    post.later(minutes=4)
    assert [mail.subject[:4] for mail in post.mails()] == ["已发货：", "未能送达"]
    post.later(hours=24)
    assert post.states()[1] == ("out_for_delivery", "dropped", "over")
    assert len(post.mails()) == 2


def test_nothing_goes_at_night_and_nothing_is_lost(post):
    post.later(hours=12)  # ten in the evening
    parcel = post.parcel()
    post.says(parcel, "pickup_ready.other", minutes=-5)
    post.later(minutes=4)
    assert post.states() == [("ready", "waiting", "quiet")]
    assert post.mails() == []
    post.later(hours=10)
    assert len(post.mails()) == 1


def test_history_that_was_imported_is_never_told(post):
    world = post.world
    world.order(delivered_days_ago=1)
    world.order(delivered_days_ago=None)
    post.jobs()
    notice_shop(world.shop.pk, at=post.now + timedelta(days=20))
    post.later(hours=1)
    assert (post.states(), post.mails()) == ([], [])


def test_a_silenced_order_a_cancelled_rule_and_a_buyer_who_has_looked_hear_nothing(post):
    world, manager = post.world, post.world.hire("manager")
    rule = Rule(Trigger.OUT_FOR_DELIVERY, unless_seen=True)
    set_rule(rule=rule, actor=manager, at=post.now)
    parcel = post.parcel()
    post.says(parcel, "out_for_delivery.other", minutes=-1)
    post.jobs()
    note_visit(order=post.order.pk, actor=world.buyer(post.order), at=post.now + timedelta(minutes=1))
    post.later(minutes=4)
    assert post.states() == [("out_for_delivery", "dropped", "seen")]
    silence_order(order=post.order.pk, silent=True, actor=world.agent, at=post.now)
    post.says(parcel, "delivered.other")
    post.later(minutes=4)
    silence_order(order=post.order.pk, silent=False, actor=world.agent, at=post.now)
    set_settings(values={"on": False}, actor=manager, at=post.now)
    post.says(parcel, "delivered.other", minutes=1)
    post.later(minutes=4)
    assert post.states() == [("out_for_delivery", "dropped", "seen")]
    assert post.mails() == []


def test_the_shop_s_own_words_the_care_hint_and_nothing_of_html(post):
    manager, at = post.world.hire("manager"), post.now
    write_text(trigger=Trigger.DELIVERED, form="mail", locale="zh-hans", subject="{product}到了", actor=manager, at=at,
               text="<b>{product}</b>到啦，{shop}\n上次在{place}\n谢谢")  # fmt: skip
    set_care(sku="", category="Tableware", locale="zh-hans", text="第一次用前请用温水冲洗。", actor=manager, at=at)
    parcel = post.parcel()
    with in_shop(post.world.shop):
        Line.objects.filter(order=post.order, external_id="cup").update(
            title="<i>杯{shop}</i>", image="https://shop.example/cup.jpg"
        )
        Line.objects.filter(order=post.order, external_id="pot").update(image="http://shop.example/pot.jpg")
    post.says(parcel, "delivered.other", minutes=-1)
    post.later(minutes=4)
    [mail] = post.mails()
    assert mail.subject == "<i>杯{shop}</i>到了"
    assert "<b>" not in mail.html
    assert "<i>" not in mail.html
    assert "上次在" not in mail.text
    assert "第一次用前请用温水冲洗。" in mail.text
    assert 'src="https://shop.example/cup.jpg"' in mail.html
    assert "pot.jpg" not in mail.html
    told = post.event("news.parcel_news.looked")
    assert "杯" not in told.body
    assert "buyer@example.com" not in told.body


def test_opening_it_by_its_link_is_counted_once(post):
    parcel = post.parcel()
    post.says(parcel, "delivered.other", minutes=-1)
    post.later(minutes=4)
    with in_shop(post.world.shop):
        ref = Telling.objects.get().ref
    first = post.now
    for at in (first, first + timedelta(minutes=30)):
        note_visit(order=post.order.pk, ref=ref, actor=post.world.buyer(post.order), at=at)
    with in_shop(post.world.shop):
        assert Telling.objects.get().opened_at == first
