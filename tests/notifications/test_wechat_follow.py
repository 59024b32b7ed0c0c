"""“Follow us on WeChat”: the code on the buyer's page binds whoever scans it first, once, and nobody later."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from huitou.core import clock as core_clock
from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.notifications import reach
from huitou.notifications.channels.protocol import Misconfigured
from huitou.notifications.channels.registry import channel
from huitou.notifications.channels.wechat import events
from huitou.notifications.models import ContactPoint, FollowScene
from huitou.notifications.verbs import make_follow_scene
from tests.notifications.carriers import FOLLOW, VALUES, buyer
from tests.notifications.test_channel_contract import make_shop
from tests.notifications.test_short_messages import by_wechat
from tests.refunds.providers.server import Told

READER = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"


@pytest.fixture
def shop(once):
    return once(make_shop)


def came(scene, *, event="SCAN", reader=READER, ticket="TICKET"):
    """The event as WeChat documents it."""
    return (
        f"<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><FromUserName><![CDATA[{reader}]]></FromUserName>"
        f"<CreateTime>123456789</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>"
        f"<EventKey><![CDATA[{scene}]]></EventKey><Ticket><![CDATA[{ticket}]]></Ticket></xml>"
    )


def points(shop):
    with in_shop(shop):
        return list(ContactPoint.objects.values_list("customer_id", "address", "consent_how", "messages_left"))


@pytest.mark.parametrize(
    ("event", "key", "scene"),
    [("subscribe", "qrscene_abc-DEF_1", "abc-DEF_1"), ("SCAN", "abc-DEF_1", "abc-DEF_1"), ("subscribe", "", ""),
     ("SCAN", "x" * 500, "")],
)  # fmt: skip
def test_what_the_two_events_say_of_the_code(event, key, scene):
    (told,) = events.read(events.object_of(came(key, event=event).encode()))
    assert (told.address, told.scene, told.speak, told.silence) == (READER, scene, True, False)
    # Without a ticket it was no code: a menu's key, or somebody's word.
    (other,) = events.read(events.object_of(came(key, event=event, ticket="").encode()))
    assert other.scene == ""


def test_the_code_is_asked_for_as_wechat_documents_it(shop, carrying):
    provider = carrying.plug(shop, "wechat")
    wechat = channel("wechat")
    assert wechat.follows(str(shop.pk))
    assert wechat.follow_code(str(shop.pk), "the-scene", 600) == FOLLOW
    assert json.loads(provider.asked[-1].body) == {
        "expire_seconds": 600, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "the-scene"}},
    }  # fmt: skip
    provider.answer = lambda asked: Told(200, b'{"errcode":48001,"errmsg":"api unauthorized"}')
    wechat._tokens.clear()
    with pytest.raises(Misconfigured):
        wechat.follow_code(str(shop.pk), "the-scene", 600)


def test_whoever_scans_it_first_is_bound_once_and_only_in_time(shop, carrying):
    carrying.plug(shop, "wechat")
    customer, at = uuid4(), core_clock.now()
    scene = make_follow_scene(customer_id=customer, actor=buyer(shop, customer), at=at)
    with in_shop(shop):
        assert scene not in repr(list(FollowScene.objects.values()))
    # A mini program's or a forged call changes nothing; neither does one whose signature is another message's.
    assert by_wechat(shop, came("no-scene-of-ours"), at).content == b"success"
    assert points(shop) == []
    assert by_wechat(shop, came(f"qrscene_{scene}", event="subscribe"), at).content == b"success"
    assert points(shop) == [(customer, READER, "wechat", 0)]
    # `bizsend` needs a consent for each message; the same code again, by WeChat or by somebody else, binds nobody.
    with in_shop(shop):
        (way,) = [one for one in reach.ways_to(shop.pk, customer, kind=reach.NEWS, at=at) if one.channel == "wechat"]
    assert way.why_not == reach.NO_CONSENT
    by_wechat(shop, came(scene, reader="o_somebody_else_1"), at)
    by_wechat(shop, came(f"qrscene_{scene}", event="subscribe"), at)
    assert len(points(shop)) == 1

    late = make_follow_scene(customer_id=customer, actor=buyer(shop, customer), at=at - timedelta(minutes=10))
    by_wechat(shop, came(late, reader="o_somebody_late_1"), at)
    assert len(points(shop)) == 1


def test_of_an_account_with_templates_whoever_follows_is_reached_at_once(shop, carrying, monkeypatch):
    monkeypatch.setitem(VALUES["wechat"], "way", "template")
    carrying.plug(shop, "wechat")
    customer, at = uuid4(), core_clock.now()
    scene = make_follow_scene(customer_id=customer, actor=buyer(shop, customer), at=at)
    by_wechat(shop, came(scene), at)
    with in_shop(shop):
        (way,) = [one for one in reach.ways_to(shop.pk, customer, kind=reach.NEWS, at=at) if one.channel == "wechat"]
    assert (way.usable, way.why_not) == (True, "")


def test_nobody_gets_a_code_for_somebody_else_and_a_mini_program_has_none(shop, carrying, monkeypatch):
    customer = uuid4()
    with pytest.raises(Forbidden):
        make_follow_scene(customer_id=customer, actor=buyer(shop, uuid4()), at=core_clock.now())
    monkeypatch.setitem(VALUES["wechat"], "way", "subscribe")
    assert not channel("wechat").follows(str(shop.pk))
    carrying.plug(shop, "wechat")
    assert not channel("wechat").follows(str(shop.pk))
