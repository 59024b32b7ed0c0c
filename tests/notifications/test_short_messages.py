"""Short messages from the verb to the provider's receipt: once by key, consent, STOP, dead, unknown, erased."""

import json
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from huitou.core import clock as core_clock
from huitou.core.actors import system_actor
from huitou.core.personal_erasure import expire
from huitou.core.personal_registry import holding
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.notifications import reach, short_jobs
from huitou.notifications.channels.protocol import Outcome, Receipt
from huitou.notifications.channels.twilio.adapter import signature
from huitou.notifications.channels.wechat import crypt
from huitou.notifications.models import ContactPoint, ShortMessage
from huitou.notifications.verbs import (
    add_contact_point,
    choose_news,
    close_channel_account,
    keep_channel_account,
    send_point_code,
    send_short,
    send_test,
    silence_contact_point,
    switch_news_off,
    verify_contact_point,
)
from huitou.notifications.verbs.contact_points import TooManyPoints
from huitou.notifications.verbs.send import NoTransaction
from tests.notifications.carriers import AES_KEY, BROWSER, GOOD, TOKEN, VALUES, buyer, owner
from tests.notifications.test_channel_contract import make_shop
from tests.refunds.providers.server import Told

CUSTOMER = uuid4()
PHONE = GOOD["twilio"]


@pytest.fixture
def shop(once):
    return once(make_shop)


def point(shop, kind="phone", address=PHONE, **more):
    more = {"how": "portal", "verified": True, **more}
    return add_contact_point(
        customer_id=CUSTOMER, kind=kind, address=address, actor=buyer(shop, CUSTOMER), at=core_clock.now(), **more
    )


def send(shop, key="parcel:1:delivered", channel="sms", **more):
    said = {"title": "Delivered", "text": "Your cup is at the door.", "link": "https://shop.example/#secret-door",
            "about_id": None, "language": "en", "about": "delivered", "customer_id": CUSTOMER, **more}  # fmt: skip
    with writing(shop.pk):
        return send_short(shop_id=shop.pk, channel=channel, key=key, at=core_clock.now(), **said)


def deliver(shop, *messages):
    short_jobs.deliver_short(shop=str(shop.pk), messages=[str(one.pk) for one in messages])


def read(shop, message):
    with in_shop(shop):
        return ShortMessage.objects.get(pk=message.pk)


def ways(shop, kind=reach.NEWS):
    with in_shop(shop):
        found = reach.ways_to(shop.pk, CUSTOMER, kind=kind, at=core_clock.now())
    return {way.channel: way for way in found}


@contextmanager
def failures():
    """What is told of failures meanwhile."""
    told = []
    heard = short_jobs.when_short_failed(lambda message, at: told.append(message.key))
    try:
        yield told
    finally:
        short_jobs._when_failed.remove(heard)


def test_a_key_is_one_message_however_often_it_is_sent_and_delivered(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    point(shop)
    first, second = send(shop), send(shop, text="Other words")
    assert first.pk == second.pk
    deliver(shop, first)
    deliver(shop, first)
    assert len(provider.asked) == 1
    assert b"secret-door" in provider.asked[0].body
    row = read(shop, first)
    assert (row.state, row.provider, row.parts, row.cost_micros, row.cost_currency) == (
        "sent",
        "twilio",
        2,
        15800,
        "USD",
    )
    assert row.sealed == ""
    assert "secret-door" not in repr(row.__dict__)
    send(shop, key="parcel:2:delivered")
    with in_shop(shop):
        assert ShortMessage.objects.count() == 2
    with pytest.raises(NoTransaction):
        send_short(shop_id=shop.pk, customer_id=CUSTOMER, channel="sms", title="", text="x", link="", about_id=None,
                   key="k", language="en", at=core_clock.now())  # fmt: skip


def test_a_worker_that_dies_leaves_it_unknown_and_nobody_sends_it_again(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    point(shop)
    message = send(shop)
    short_jobs._take(shop.pk, [message.pk])  # and then the worker is gone
    assert read(shop, message).state == "unknown"
    deliver(shop, message)
    assert provider.asked == []
    # An answer that cannot be read is the same: once, and no more.
    other = send(shop, key="other")
    provider.faults.append("drop")
    deliver(shop, other)
    deliver(shop, other)
    assert (read(shop, other).state, len(provider.asked)) == ("unknown", 1)


def test_a_worker_that_dies_takes_only_the_message_in_its_hand_with_it(shop, carrying, monkeypatch):
    carrying.plug(shop, "twilio")
    point(shop)
    first, second = send(shop), send(shop, key="second")

    def dies(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(short_jobs, "_hand_over", dies)
    with pytest.raises(KeyboardInterrupt):
        deliver(shop, first, second)
    assert (read(shop, first).state, read(shop, second).state) == ("unknown", "queued")


def test_what_waits_for_another_attempt_is_not_sent_after_stop(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    phone = point(shop)
    message = send(shop)
    silence_contact_point(point_id=phone.pk, how="portal", actor=buyer(shop, CUSTOMER), at=core_clock.now())
    with failures() as told:
        deliver(shop, message)
    row = read(shop, message)
    assert (provider.asked, row.state, row.last_error, row.sealed) == ([], "failed", "silenced", "")
    assert told == [message.key]


def test_what_was_written_under_another_secret_key_holds_nothing_else_up(shop, carrying, settings):
    provider = carrying.plug(shop, "twilio")
    point(shop)
    broken, whole = send(shop), send(shop, key="whole", link="")
    with in_shop(shop):
        ShortMessage.objects.filter(pk=broken.pk).update(sealed="nonsense")
    deliver(shop, broken, whole)
    assert (read(shop, broken).last_error, read(shop, whole).state) == ("seal_broken", "sent")
    assert len(provider.asked) == 1


def test_where_a_repetition_is_one_message_an_unknown_answer_is_asked_again(shop, carrying):
    provider = carrying.plug(shop, "webhook")
    provider.faults.append("drop")
    message = send(shop, channel="webhook", customer_id=None)
    deliver(shop, message)
    assert read(shop, message).state == "queued"
    deliver(shop, message)
    assert (read(shop, message).state, len(provider.asked)) == ("delivered", 2)
    said = json.loads(provider.asked[1].body)
    assert (said["type"], said["data"]["text"], said["data"]["kind"]) == (
        "message.news", "Your cup is at the door.", "delivered",
    )  # fmt: skip


def test_trying_ends_after_a_day(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    point(shop)
    message = send(shop)
    provider.faults += ["wait"] * 20
    with failures() as told:
        for _ in range(9):
            deliver(shop, message)
    row = read(shop, message)
    assert (row.state, row.last_error, row.attempts) == ("failed", "told_to_wait", 8)
    assert (len(provider.asked), told) == (8, [message.key])


def test_a_dead_number_is_marked_and_not_tried_again(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    number = point(shop)
    provider.answer = lambda asked: Told(400, b'{"code":21211,"message":"Invalid number"}')
    with failures() as told:
        message = send(shop)
        deliver(shop, message)
    assert (read(shop, message).state, told) == ("failed", [message.key])
    assert ways(shop)["sms"].why_not == reach.DEAD
    later = send(shop, key="later")
    assert (later.state, later.last_error) == ("failed", "dead")
    # Whoever gives the number again is tried again.
    point(shop)
    assert ways(shop)["sms"].usable
    assert number.pk == ways(shop)["sms"].point_id


def called(shop, code, body, query="", headers=None):
    path = f"/hooks/messages/{shop.slug}/{code}/{'?' if query else ''}{query}"
    return Client(headers=headers or {}).post(path, body, content_type="application/x-www-form-urlencoded")


def by_twilio(shop, settings, form, query=""):
    url = f"{settings.HUITOU_PUBLIC_URL}/hooks/messages/{shop.slug}/twilio/{'?' if query else ''}{query}"
    headers = {"X-Twilio-Signature": signature(TOKEN, url, form)}
    return called(shop, "twilio", urlencode(form), query, headers)


def test_receipts_and_replies_come_back_signed(shop, carrying, settings):
    carrying.plug(shop, "twilio")
    point(shop)
    message = send(shop)
    short_jobs._take(shop.pk, [message.pk])  # its answer was lost: only our own id finds it
    query = f"message={message.pk}"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "AccountSid": VALUES["twilio"]["account_sid"]}
    refused = called(shop, "twilio", urlencode(form), query, {"X-Twilio-Signature": "nonsense"})
    assert (refused.status_code, read(shop, message).state) == (401, "unknown")
    for _ in range(2):
        assert by_twilio(shop, settings, form, query).status_code == 200
    assert (read(shop, message).state, read(shop, message).provider_id) == ("delivered", "SM1")
    # A late word of failure takes nothing back.
    by_twilio(shop, settings, {**form, "MessageStatus": "failed", "ErrorCode": "30005"}, query)
    assert read(shop, message).state == "delivered"
    assert ways(shop)["sms"].usable
    by_twilio(shop, settings, {"From": PHONE, "Body": "Stop"})
    assert ways(shop)["sms"].why_not == reach.SILENCED
    assert send(shop, key="after").last_error == reach.SILENCED
    by_twilio(shop, settings, {"From": PHONE, "Body": "START"})
    assert ways(shop)["sms"].usable
    assert Client().post(f"/hooks/messages/{shop.slug}/file/").status_code == 404
    unset = Client().post(f"/hooks/messages/{shop.slug}/aliyun_sms/", "[]", content_type="application/json")
    assert unset.status_code == 503


def test_aliyun_reports_with_the_secret_of_the_address(shop, carrying):
    carrying.plug(shop, "aliyun_sms")
    point(shop, address=GOOD["aliyun_sms"])
    message = send(shop)
    deliver(shop, message)
    assert read(shop, message).provider_id == "900619746936498440^0"
    report = [
        {"phone_number": "13800138000", "success": True, "biz_id": "900619746936498440^0", "err_code": "DELIVERED",
         "out_id": str(message.pk), "sms_size": "2"}
    ]  # fmt: skip
    assert called(shop, "aliyun_sms", json.dumps(report), "key=wrong").status_code == 401
    assert read(shop, message).state == "sent"
    answer = called(shop, "aliyun_sms", json.dumps(report), "key=abcdefgh12345678")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (200, 0)
    assert (read(shop, message).state, read(shop, message).parts) == ("delivered", 2)
    reply = [{"phone_number": "13800138000", "content": "退订", "sequence_id": 1}]
    called(shop, "aliyun_sms", json.dumps(reply), "key=abcdefgh12345678")
    assert ways(shop)["sms"].why_not == reach.SILENCED
    assert called(shop, "aliyun_sms", "<html>", "key=abcdefgh12345678").status_code == 400


def by_wechat(shop, xml, at):
    key = crypt.key_of(AES_KEY)
    cipher = crypt.encrypted(xml.encode(), key, VALUES["wechat"]["app_id"])
    time = str(int(at.timestamp()))
    query = urlencode({"timestamp": time, "nonce": "n", "msg_signature": crypt.signature("pamtest", time, "n", cipher)})
    return called(shop, "wechat", f"<xml><Encrypt>{cipher}</Encrypt></xml>", query)


def test_wechat_counts_consents_and_renews_its_token(shop, carrying):
    provider = carrying.plug(shop, "wechat")
    provider.over = 1
    reader = GOOD["wechat"]
    point(shop, "wechat", reader, how="wechat", messages=1)
    first, second = send(shop, channel="wechat"), send(shop, key="second", channel="wechat")
    assert (second.state, second.last_error) == ("failed", reach.NO_CONSENT)
    deliver(shop, first)
    assert read(shop, first).state == "sent"
    assert provider.tokens == 2
    at = core_clock.now()
    popup = (
        f"<xml><FromUserName>{reader}</FromUserName><CreateTime>1790000000</CreateTime>"
        "<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent>"
        "<List><SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent></xml>"
    )
    assert by_wechat(shop, popup, at - timedelta(minutes=11)).status_code == 401
    assert not ways(shop)["wechat"].usable
    for _again in range(3):  # where it got no answer, it calls again
        assert by_wechat(shop, popup, at).content == b"success"
    assert ways(shop)["wechat"].usable
    with in_shop(shop):
        assert ContactPoint.objects.get(address=reader).messages_left == 1
    assert by_wechat(shop, popup.replace("1790000000", "1790000009"), at).content == b"success"
    with in_shop(shop):
        points = ContactPoint.objects.filter(address=reader)
        assert points.get().messages_left == 2  # another consent, later
        points.update(messages_left=1)
    # WeChat knows better than our count: none is left, and none is given back.
    provider.consents = 0
    third = send(shop, key="third", channel="wechat")
    deliver(shop, third)
    assert (read(shop, third).state, read(shop, third).last_error) == ("failed", "wechat_43101")
    assert ways(shop)["wechat"].why_not == reach.NO_CONSENT
    time = str(int(at.timestamp()))
    asked = {"signature": crypt.signature("pamtest", time, "n"), "timestamp": time, "nonce": "n", "echostr": "hello"}
    path = f"/hooks/messages/{shop.slug}/wechat/"
    assert Client().get(path, asked).content == b"hello"
    assert Client().get(path, {**asked, "signature": "x"}).status_code == 401


def test_a_number_is_written_to_only_once_its_holder_has_typed_the_code(shop, carrying, clock):
    provider = carrying.plug(shop, "twilio")
    me, at = buyer(shop, CUSTOMER), core_clock.now()
    mine = point(shop, verified=False)
    assert ways(shop)["sms"].why_not == reach.UNVERIFIED
    code = send_point_code(point_id=mine.pk, code="402117", language="en", actor=me, at=at)
    deliver(shop, code)
    assert b"402117" in provider.asked[-1].body
    assert "402117" not in repr(read(shop, code).__dict__)
    assert not verify_contact_point(point_id=mine.pk, code="000000", actor=me, at=at)
    assert verify_contact_point(point_id=mine.pk, code="４０２ 117", actor=me, at=at)
    assert ways(shop)["sms"].usable
    # Not after ten minutes, and not after five tries.
    other = point(shop, address="+14155552672", verified=False)
    send_point_code(point_id=other.pk, code="111111", language="en", actor=me, at=at)
    assert not verify_contact_point(point_id=other.pk, code="111111", actor=me, at=at + timedelta(minutes=11))
    send_point_code(point_id=other.pk, code="222222", language="en", actor=me, at=at)
    for _ in range(5):
        assert not verify_contact_point(point_id=other.pk, code="999999", actor=me, at=at)
    assert not verify_contact_point(point_id=other.pk, code="222222", actor=me, at=at)


def test_ways_follow_the_customers_wishes_and_the_mail_comes_last(shop, carrying):
    carrying.plug(shop, "twilio")
    carrying.plug(shop, "web_push")
    point(shop)
    point(shop, "push", "https://push.example/browser/1", keys=BROWSER)
    found = ways(shop)
    assert list(found) == ["wechat", "push", "sms", "webhook", "mail"]
    assert {name: way.why_not for name, way in found.items()} == {
        "wechat": "no_address", "push": "", "sms": "", "webhook": "no_account", "mail": "no_address"
    }  # fmt: skip
    assert (found["sms"].label, found["push"].label) == ("+14…2671", "push.example")
    me, at = buyer(shop, CUSTOMER), core_clock.now()
    choose_news(
        customer_id=CUSTOMER, levels={"sms": "important", "push": "none", "mail": "nonsense"}, media=["sms", "fax"],
        locale="zh-hant", quiet_from=None, quiet_until=None, timezone="Mars/Olympus", actor=me, at=at,
    )  # fmt: skip
    assert list(ways(shop)) == ["sms", "wechat", "push", "webhook", "mail"]
    assert (ways(shop)["sms"].why_not, ways(shop)["push"].why_not) == (reach.UNWANTED, reach.UNWANTED)
    assert ways(shop, reach.IMPORTANT)["sms"].usable
    with in_shop(shop):
        wishes = reach.preferences_of(shop.pk, CUSTOMER)
    assert (wishes.language, wishes.timezone, wishes.level_of("mail")) == ("zh-hant", "Asia/Shanghai", "every")
    switch_news_off(customer_id=CUSTOMER, channel="mail", actor=me, at=at)
    with in_shop(shop):
        wishes = reach.preferences_of(shop.pk, CUSTOMER)
    assert not wishes.wants("mail", reach.IMPORTANT)
    assert wishes.wants("mail", reach.OWED)
    silence_contact_point(point_id=ways(shop)["sms"].point_id, how="portal", actor=me, at=at)
    assert ways(shop, reach.IMPORTANT)["sms"].why_not == reach.SILENCED
    close_channel_account(provider="web_push", actor=owner(shop), at=at)
    assert ways(shop)["push"].why_not == reach.NO_ACCOUNT


def test_a_number_that_said_stop_is_not_woken_by_somebody_elses_entry(shop, carrying):
    carrying.plug(shop, "twilio")
    mine = point(shop)
    silence_contact_point(point_id=mine.pk, how="portal", actor=buyer(shop, CUSTOMER), at=core_clock.now())
    stranger = uuid4()
    theirs = add_contact_point(
        customer_id=stranger, kind="phone", address=PHONE, how="portal", verified=False,
        actor=buyer(shop, stranger), at=core_clock.now(),
    )  # fmt: skip
    assert theirs.verified_at is None
    by_shop = add_contact_point(
        customer_id=uuid4(), kind="phone", address=PHONE, how="shop", verified=True, actor=owner(shop),
        at=core_clock.now(),
    )  # fmt: skip
    assert by_shop.silenced_at is not None
    assert ways(shop)["sms"].why_not == reach.SILENCED


def test_a_code_is_not_tried_beyond_its_ten_minutes(shop):
    phone = point(shop, verified=False)
    keep_channel_account(provider="twilio", values=VALUES["twilio"], actor=owner(shop), at=core_clock.now())
    code = send_point_code(point_id=phone.pk, code="123456", language="en", actor=buyer(shop, CUSTOMER),
                           at=core_clock.now())  # fmt: skip
    told = []
    for attempt in (1, 2, 3):
        with in_shop(shop):
            ShortMessage.objects.filter(pk=code.pk).update(attempts=attempt)
        row = short_jobs.settle(actor=system_actor(shop.pk), at=core_clock.now(), message_id=code.pk,
                                receipt=Receipt(outcome=Outcome.LATER, reason="unreachable"))  # fmt: skip
        told.append(row.state)
    assert told == ["queued", "queued", "failed"]


def test_addresses_that_are_switched_off_or_dead_leave_room_for_others(shop):
    kept = [point(shop, address=f"+1415555{number}") for number in range(2671, 2681)]
    with pytest.raises(TooManyPoints):
        point(shop, address="+14155552690")
    silence_contact_point(point_id=kept[0].pk, how="portal", actor=buyer(shop, CUSTOMER), at=core_clock.now())
    point(shop, address="+14155552690")
    with pytest.raises(TooManyPoints):
        point(shop, address="+14155552691")
    with in_shop(shop):
        ContactPoint.objects.filter(pk=kept[1].pk).update(dead_at=core_clock.now())
    assert point(shop, address="+14155552691").pk


def test_a_test_goes_to_ones_own_number_by_that_provider(shop, carrying):
    provider = carrying.plug(shop, "twilio")
    carrying.plug(shop, "aliyun_sms")
    at = core_clock.now()
    message = send_test(provider="twilio", address="+86 138 0013 8000", language="zh-hans", actor=owner(shop), at=at)
    deliver(shop, message)
    assert (read(shop, message).state, len(provider.asked)) == ("sent", 1)


def test_erasing_and_forgetting_leave_that_a_message_was_sent(shop, carrying):
    carrying.plug(shop, "twilio")
    point(shop)
    message = send(shop)
    deliver(shop, message)
    later = core_clock.now() + timedelta(days=3 * 365)
    for code in ("short_message", "contact_point", "news_preference"):
        expire(shop.pk, holding(code), at=later)
    row = read(shop, message)
    assert (row.to_address, row.title, row.text, row.state) == ("", "", "", "sent")
    with in_shop(shop):
        kept = ContactPoint.objects.get()
        assert (kept.address, kept.keys, kept.digest, kept.kind) == ("", {}, None, "phone")
    assert ways(shop)["sms"].why_not == reach.NO_ADDRESS
    waiting = send(shop, key="waiting")
    assert waiting.last_error == reach.NO_ADDRESS


def test_what_arrived_stays_arrived_whatever_comes_later(shop, carrying):
    carrying.plug(shop, "twilio")
    point(shop)
    message = send(shop)
    actor, at = system_actor(shop.pk), core_clock.now()
    settled = []
    for outcome in (Outcome.DELIVERED, Outcome.ACCEPTED, Outcome.REFUSED, Outcome.UNKNOWN):
        receipt = Receipt(outcome=outcome, reason="x")
        settled.append(short_jobs.settle(actor=actor, at=at, message_id=message.pk, receipt=receipt).state)
    assert settled == ["delivered"] * 4
