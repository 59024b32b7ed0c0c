"""The editor on the desk: what is broken is refused with its reason, what is kept counts, and nothing else changes."""

from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from huitou.core.tenancy import in_shop
from huitou.desk.views.news_texts import _tabs
from huitou.news import ways
from huitou.news.jobs import fall_back_shop
from huitou.news.models import NewsText
from huitou.news.rules import Rule
from huitou.news.triggers import Trigger
from huitou.news.verbs import set_rule
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from tests.news.telling import Post, morning

MAIL = {"locale": "en", "form": "mail", "what": "keep"}


@pytest.fixture
def post(world, clock):
    morning(clock)
    return Post(world)


@pytest.fixture
def desk(world):
    world.hire("manager")
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.staff["manager"])
    return client


def texts(world):
    with in_shop(world.shop):
        return [(row.version, row.subject, row.text) for row in NewsText.objects.order_by("version")]


def test_the_editor_refuses_what_is_broken_and_keeps_what_is_whole(post, desk):
    world, path = post.world, "/desk/teahouse/news/delivered/"
    post.parcel()
    whole = {**MAIL, "subject": "Here: {order}", "text": "<b>{product}</b> is here."}
    broken = {
        "There is no variable “{prodct}”": {**whole, "text": "{prodct}"},
        "A variable is broken near": {**whole, "subject": "Here: {order"},
        "is not always known": {**whole, "text": "Because of {cause}."},
    }
    for said, body in broken.items():
        answer = desk.post(f"{path}text/", body)
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
        shown = desk.post(f"{path}preview/", body)
        assert (shown.status_code, said in shown.content.decode()) == (200, True), said
    assert texts(world) == []
    assert desk.post(f"{path}text/", whole).status_code == 302
    page = desk.get(f"{path}?locale=en").content.decode()
    assert "&lt;b&gt;{product}&lt;/b&gt; is here." in page
    assert "Manager" in page
    shown = desk.get(f"{path}preview/", {"locale": "en"})
    assert "&lt;b&gt;青瓷杯&lt;/b&gt; is here." in shown.content.decode()
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "包裹已送达。" in desk.get(f"{path}preview/", {"locale": "zh-hans"}).content.decode()
    # What the order's own parcel does not know is shown by an example.
    shown = desk.get("/desk/teahouse/news/attempt_failed/preview/", {"locale": "en"}).content.decode()
    assert "The courier met nobody." in shown
    # A sample goes to oneself, as it stands in the form, and its link opens nobody's door.
    assert desk.post(f"{path}text/", {**whole, "what": "sample", "text": "Only a try."}).status_code == 302
    with in_shop(world.shop):
        mail = Mail.objects.get(key__startswith="news.sample:")
    assert (mail.to_email, "Only a try." in mail.text) == ("manager@teahouse.example.com", True)
    # Nor does it switch the buyer's mails off, or say where they live.
    assert (mail.unsubscribe_url, "/preferences/" in mail.html, "streetAddress" in mail.html) == ("", False, False)
    assert desk.post(f"{path}text/", {**MAIL, "what": "restore"}).status_code == 302
    assert texts(world) == [(1, "Here: {order}", "<b>{product}</b> is here."), (2, "", "")]
    assert "Your parcel was delivered." in desk.get(f"{path}?locale=en").content.decode()
    assert desk.get("/desk/teahouse/news/nonsense/").status_code == 404


def test_an_order_named_with_a_hash_stays_the_one_that_is_shown():
    [first, *_rest] = _tabs("en", "mail", Order(number="#1001&x"))
    asked = urlsplit(first["url"])
    assert (parse_qs(asked.query)["order"], asked.fragment) == (["#1001&x"], "text")


def test_a_rule_and_the_quiet_hours_are_kept_and_said_in_plain_words(post, desk):
    rule = {"on": "on", "channels": ["mail", "sms"], "first": "sms",
            "wait_hours": "6", "wait_minutes": "0", "late_days": "2",
            "countries": "cn，de", "carriers": "SF", "least": "100"}  # fmt: skip
    assert desk.post("/desk/teahouse/news/delayed/", rule).status_code == 302
    settings = {"on": "on", "per_day": "3", "per_parcel": "9", "quiet_from": "22:30", "quiet_until": "07:00"}
    assert desk.post("/desk/teahouse/news/", settings).status_code == 302
    page = desk.get("/desk/teahouse/news/").content.decode()
    said = "Text message, Mail, if it is still so after 6 hours. Only if late by 2 days or more. Only to CN, DE."
    assert said in page
    assert 'value="22:30"' in page
    refused = desk.post("/desk/teahouse/news/delayed/", {**rule, "countries": "Germany"})
    assert (refused.status_code, "countries as two letters" in refused.content.decode()) == (422, True)


def test_what_does_not_arrive_goes_out_over_the_next_channel_once(post, monkeypatch):
    world, sent = post.world, []

    def deliver(channel, **message):
        sent.append((channel, message["key"]))
        return ways_deliver("mail", **message)

    ways_deliver = ways.deliver
    # Text messages of the test are mails: whether one is lost is asked of its mail.
    monkeypatch.setattr(
        import_module("huitou.news.verbs.fall_back"), "lost",
        lambda tellings: tellings.filter(message_id__in=Mail.objects.filter(state="failed").values("pk")),
    )  # fmt: skip
    for place in ("look", "fall_back"):
        room = import_module(f"huitou.news.verbs.{place}")
        monkeypatch.setattr(room, "channels_to", lambda _order, channels, **_more: list(channels))
        monkeypatch.setattr(room, "deliver", deliver)
    rule = Rule(Trigger.DELIVERED, channels=("sms", "mail"))
    set_rule(rule=rule, actor=world.hire("manager"), at=post.now)
    parcel = post.parcel()
    post.says(parcel, "delivered.other", minutes=-1)
    post.later(minutes=4)
    assert [channel for channel, _key in sent] == ["sms"]
    assert fall_back_shop(world.shop.pk, at=post.now) == 0
    post.loses_it()
    assert [fall_back_shop(world.shop.pk, at=post.now) for _twice in range(2)] == [1, 0]
    assert [channel for channel, _key in sent] == ["sms", "mail"]
    assert len({key for _channel, key in sent}) == 2
    # The last way is lost too: nothing more goes out.
    post.loses_it()
    assert fall_back_shop(world.shop.pk, at=post.now) == 0
