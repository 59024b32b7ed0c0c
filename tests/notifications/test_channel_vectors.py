"""Signatures and encryption by published examples, and what each provider's words mean. No database."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from huitou.core.credentials import CredentialInvalid
from huitou.core.outgoing_addresses import allowed
from huitou.notifications.addresses_of_points import PointMalformed, stored
from huitou.notifications.channels.adapting import cut, with_link
from huitou.notifications.channels.aliyun_sms import adapter as aliyun
from huitou.notifications.channels.aliyun_sms.signing import EMPTY, authorization, canonical_query
from huitou.notifications.channels.protocol import Outcome, Unreadable
from huitou.notifications.channels.templates import chosen, templates_of
from huitou.notifications.channels.twilio import adapter as twilio
from huitou.notifications.channels.web_push.encryption import decoded, encoded, encrypted, private_key, proof
from huitou.notifications.channels.webhook.adapter import Webhook
from huitou.notifications.channels.webhook.adapter import signature as of_webhook
from huitou.notifications.channels.wechat import adapter as wechat
from huitou.notifications.channels.wechat import crypt, events
from huitou.notifications.channels.words import heard
from tests.notifications.carriers import AES_KEY, BROWSER

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_twilio_signs_as_in_its_documentation():
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio.signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert twilio.signature("12345", f"{url}3", form) != "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_aliyun_signs_as_in_its_documentation():
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-content-sha256": EMPTY,
        "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }  # fmt: skip
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    signed = authorization(
        method="POST", path="/", query=query, headers=headers, key_id="YourAccessKeyId", secret="YourAccessKeySecret"
    )
    assert signed.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
    assert canonical_query({"a": "*~ +/", "Z": "陶"}) == "Z=%E9%99%B6&a=%2A~%20%2B%2F"


def test_webhooks_are_signed_as_in_the_standard():
    signed = of_webhook(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_push_is_encrypted_as_in_the_rfc():
    body = encrypted(
        b"When I grow up, I want to be a watermelon", **BROWSER,
        sender=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )  # fmt: skip
    assert encoded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    with pytest.raises(ValueError):
        encrypted(b"x" * 4000, **BROWSER)
    with pytest.raises(ValueError):
        encrypted(b"x", p256dh=BROWSER["p256dh"][:-4], auth=BROWSER["auth"])


def test_the_senders_proof_is_a_signed_word_for_one_push_service():
    key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    said = proof(audience="https://push.example", contact="mailto:a@b.example", key=key, at=AT)
    token, public = said.removeprefix("vapid t=").split(", k=")
    head, body, signature = token.split(".")
    assert json.loads(decoded(body)) == {
        "aud": "https://push.example", "exp": int(AT.timestamp()) + 12 * 3600, "sub": "mailto:a@b.example"
    }  # fmt: skip
    raw = decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public))
    sender.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "nonsense", "1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address, settings):
    settings.HUITOU_OWN_NETWORKS = []
    assert not allowed(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_public_addresses_and_ones_own_network(address, settings):
    settings.HUITOU_OWN_NETWORKS = ["10.0.0.0/8"]
    assert allowed(address)
    assert allowed("10.1.2.3")
    assert not allowed("192.168.0.1")


def test_wechat_calls_open_with_the_key_of_the_application_alone():
    key = crypt.key_of(AES_KEY)
    cipher = crypt.encrypted(b"<xml><Event>x</Event></xml>", key, "wx1", noise=b"0" * 16)
    assert crypt.decrypted(cipher, key, "wx1") == b"<xml><Event>x</Event></xml>"
    for broken, app in ((cipher, "wx2"), (cipher[:-24], "wx1"), ("AAAA", "wx1"), ("不是", "wx1"), ("", "wx1")):
        with pytest.raises(Unreadable):
            crypt.decrypted(broken, key, app)
    with pytest.raises(Unreadable):
        events.object_of(b'<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>')
    assert crypt.signature("b", "a", "c") == "a9993e364706816aba3e25717850c26c9cd0d89d"  # SHA-1 of abc


XML = "<xml><FromUserName>o_reader</FromUserName><MsgType>event</MsgType><Event>%s</Event>%s</xml>"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (XML % ("TEMPLATESENDJOBFINISH", "<MsgID>7</MsgID><Status>success</Status>"), ("delivered", "7", False)),
        (XML % ("TEMPLATESENDJOBFINISH", "<MsgID>7</MsgID><Status>failed:user block</Status>"), ("refused", "7", True)),
        (XML % ("subscribe_msg_sent_event", ("<SubscribeMsgSentEvent><List><TemplateId>T</TemplateId><MsgID>8</MsgID>"
         "<ErrorCode>0</ErrorCode></List></SubscribeMsgSentEvent>")), ("delivered", "8", False)),
    ],
)  # fmt: skip
def test_wechat_tells_how_a_message_went(said, told):
    (found,) = events.read(events.object_of(said.encode()))
    assert (found.receipt.outcome, found.receipt.provider_id, found.receipt.opted_out) == told


def test_wechat_tells_of_consents_in_xml_and_in_json():
    row = "<List><TemplateId>T</TemplateId><SubscribeStatusString>%s</SubscribeStatusString></List>"
    both = row % "accept" + row % "reject" + row % "accept"
    (found,) = events.read(events.object_of((XML % ("subscribe_msg_popup_event", (f"<SubscribeMsgPopupEvent>{both}"
                                                    "</SubscribeMsgPopupEvent>"))).encode()))  # fmt: skip
    assert (found.address, found.consents) == ("o_reader", 2)
    said = {"FromUserName": "o_reader", "MsgType": "event", "Event": "subscribe_msg_popup_event",
            "List": [{"TemplateId": "T", "SubscribeStatusString": "accept"}]}  # fmt: skip
    (found,) = events.read(events.object_of(json.dumps(said).encode()))
    assert (found.address, found.consents) == ("o_reader", 1)
    assert events.read({"FromUserName": "o", "MsgType": "event", "Event": "VIEW"}) == []


@pytest.mark.parametrize(
    ("code", "outcome", "dead", "opted_out", "account"),
    [("21211", "refused", True, False, False), ("21610", "refused", False, True, False),
     ("20003", "refused", False, False, True), ("20429", "later", False, False, False),
     ("30005", "refused", True, False, False),
     ("99999", "refused", False, False, False)],
)  # fmt: skip
def test_what_twilios_codes_mean(code, outcome, dead, opted_out, account):
    found = twilio.refusal(code)
    assert (found.outcome, found.dead, found.opted_out, found.account) == (outcome, dead, opted_out, account)


def test_a_price_with_fractions_of_a_cent_is_kept_exactly():
    assert twilio.charged({"num_segments": "2", "price": "-0.00790", "price_unit": "usd"}) == {
        "parts": 2, "cost_micros": 7900, "cost_currency": "USD"
    }  # fmt: skip
    assert twilio.charged({"num_segments": "0", "price": None}) == {}


def test_what_aliyuns_and_wechats_codes_mean():
    assert aliyun.refusal("isp.SYSTEM_ERROR").outcome == Outcome.UNKNOWN
    assert aliyun.refusal("isv.BUSINESS_LIMIT_CONTROL").outcome == Outcome.LATER
    assert aliyun.refusal("isv.AMOUNT_NOT_ENOUGH").account
    assert wechat.refusal(42001, "").outcome == Outcome.LATER
    assert wechat.refusal(43101, "").no_consent
    assert wechat.refusal(-1, "").outcome == Outcome.UNKNOWN
    assert wechat.refusal(47003, "").outcome == Outcome.REFUSED
    assert (wechat.longest("thing12"), wechat.longest("phrase1"), wechat.longest("first")) == (20, 5, 200)


@pytest.mark.parametrize("text", ["STOP", " stop. ", "退订", "退訂！", "TD", "“STOP”"])
def test_words_that_silence(text):
    (told,) = heard("+1", text)
    assert (told.address, told.silence) == ("+1", True)


@pytest.mark.parametrize("text", ["please stop calling at noon", "停车场在哪", "", "no", "👍"])
def test_words_that_do_not(text):
    assert heard("+1", text) == []


def test_texts_are_cut_sensibly_and_links_never():
    assert cut("Your parcel is waiting at the shop", 20) == "Your parcel is…"
    assert cut("青瓷杯已经送到你家门口，请查收", 10) == "青瓷杯已经送到你家…"
    assert cut("青瓷杯已经送到，请查收", 9) == "青瓷杯已经送到…"
    assert with_link("Your parcel is waiting at the shop", "https://a.example/1", 40) == (
        "Your parcel is… https://a.example/1"
    )
    assert with_link("short", "", 40) == "short"


def test_templates_are_read_line_by_line_or_refused():
    field = aliyun.TEMPLATES
    found = templates_of("delivered = SMS_1234 a:title, b:path\n\n* = SMS_9999 c:text", field)
    assert chosen(found, "delivered").variables == {"a": "title", "b": "path"}
    assert chosen(found, "delayed").id == "SMS_9999"
    for wrong in ("SMS_1234", "* = SMS_1234", "* = SMS_1234 a:nothing", "* = SMS_1234 :title", "= SMS_1 a:text"):
        with pytest.raises(CredentialInvalid):
            templates_of(wrong, field)


def test_what_a_stranger_sends_is_refused_with_a_reason_however_broken():
    with pytest.raises(Unreadable):
        events.object_of(b"<a>" * 3000 + b"</a>" * 3000)
    with pytest.raises(PointMalformed):
        stored("push", "https://[::1/x", {}, "CN")
    with pytest.raises(CredentialInvalid):
        Webhook().check({"url": "https://[shop.example"})
