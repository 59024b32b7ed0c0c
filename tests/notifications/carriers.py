"""Those who carry messages, answering on loopback as theirs were recorded to answer; and accounts of a shop at them."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest

from huitou.core import clock as core_clock
from huitou.core.actors import Actor, Role
from tests.refunds.providers.server import Asked, Provider, Told, serving

# As WeChat's own example of a code's address.
FOLLOW = "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI"
SID, TOKEN = "AC" + "a" * 32, "12345"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
# The browser of RFC 8291, appendix A.
BROWSER = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
BROWSER_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
# Where each finds nobody.
DEAD = {"twilio": "+15005550001", "aliyun_sms": "+8613000000000", "wechat": "o_nobody_here", "web_push": "/gone"}
GOOD = {"twilio": "+14155552671", "aliyun_sms": "+8613800138000", "wechat": "o_reader_12345", "file": "+447400123456"}
VALUES: dict[str, dict[str, str]] = {
    "twilio": {"account_sid": SID, "auth_token": TOKEN, "sender": "+15005550006"},
    "aliyun_sms": {
        "access_key_id": "testid",
        "access_key_secret": "testsecret",
        "sign_name": "陶杯社",
        "templates": "* = SMS_154950909 what:title, news:text, url:link\ncode = SMS_1549 code:code",
        "hook_key": "abcdefgh12345678",
    },
    "wechat": {
        "app_id": "wx1234567890abcdef",
        "app_secret": "s" * 32,
        "way": "bizsend",
        "templates": "* = TEMPLATE_1 thing1:title, thing2:text",
        "token": "pamtest",
        "aes_key": AES_KEY,
    },
    "web_push": {"contact": "push@taobei.example"},
    "webhook": {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    "file": {},
}


@dataclass
class FakeTwilio(Provider):
    """`Messages.json`, as Twilio's own examples answer."""

    def answer(self, asked: Asked) -> Told:
        form = dict(parse_qsl(asked.body.decode()))
        if asked.headers["authorization"] != f"Basic {base64.b64encode(f'{SID}:{TOKEN}'.encode()).decode()}":
            return Told(401, b'{"code":20003,"message":"Authenticate","status":401}')
        if form["To"] == DEAD["twilio"]:
            return Told(400, b'{"code":21211,"message":"Invalid \'To\' Phone Number","more_info":"","status":400}')
        told = {"sid": "SM" + "b" * 32, "num_segments": "2", "price": "-0.01580", "price_unit": "USD"}
        return Told(201, json.dumps(told).encode())


@dataclass
class FakeAliyun(Provider):
    """`SendSms`."""

    def answer(self, asked: Asked) -> Told:
        code = "isv.MOBILE_NUMBER_ILLEGAL" if asked.query["PhoneNumbers"] == "13000000000" else "OK"
        told = {"Code": code, "Message": code, "BizId": "900619746936498440^0", "RequestId": "F655A8D5"}
        return Told(200, json.dumps(told).encode())


@dataclass
class FakeWeChat(Provider):
    """`stable_token` and `bizsend`. `tokens`: how many were given out; the first `over` of them are over at once."""

    tokens: int = 0
    over: int = 0
    consents: int = 99

    def changes(self, asked: Asked) -> bool:
        return asked.path.endswith("bizsend")

    def answer(self, asked: Asked) -> Told:
        if asked.path == "/cgi-bin/stable_token":
            self.tokens += 1
            return Told(200, json.dumps({"access_token": f"TOKEN-{self.tokens}", "expires_in": 7200}).encode())
        if asked.path == "/cgi-bin/qrcode/create":
            return Told(200, json.dumps({"ticket": "gQH47joAAAA", "expire_seconds": 600, "url": FOLLOW}).encode())
        if int(asked.query["access_token"].removeprefix("TOKEN-")) <= self.over:
            return Told(200, b'{"errcode":42001,"errmsg":"access_token expired"}')
        if json.loads(asked.body)["touser"] == DEAD["wechat"]:
            return Told(200, b'{"errcode":40003,"errmsg":"invalid openid"}')
        if self.consents == 0:
            return Told(200, b'{"errcode":43101,"errmsg":"user refuse to accept the msg"}')
        self.consents -= 1
        return Told(200, b'{"errcode":0,"errmsg":"ok","msgid":2658432109}')


@dataclass
class FakePush(Provider):
    """A push service."""

    def answer(self, asked: Asked) -> Told:
        return Told(410 if asked.path.startswith(DEAD["web_push"]) else 201, b"", {"Location": "/m/1"})


@dataclass
class FakeShop(Provider):
    """The shop's own system; `status`: what it answers."""

    status: int = 200

    def answer(self, asked: Asked) -> Told:
        return Told(self.status, b"")


FAKES: dict[str, Callable[..., Provider]] = {
    "twilio": FakeTwilio,
    "aliyun_sms": FakeAliyun,
    "wechat": FakeWeChat,
    "web_push": FakePush,
    "webhook": FakeShop,
}


def owner(shop: Any) -> Actor:
    rights = frozenset({"channels.edit", "customers.edit", "mails.view"})
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:owner", permissions=rights)


def buyer(shop: Any, customer_id: Any) -> Actor:
    return Actor(role=Role.BUYER, shop_id=shop.pk, id=f"buyer:{customer_id}", customer_id=customer_id)


@dataclass
class Carrying:
    """Providers on loopback, and the accounts of a shop at them."""

    settings: Any
    stack: ExitStack
    plugged: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def plug(self, shop: Any, code: str) -> Any:
        """The provider of this channel, with an account of the shop; the same one at the second call."""
        if code not in self.plugged and code in FAKES:
            provider = FAKES[code](core_clock.now)
            address = self.stack.enter_context(serving(provider))
            self.plugged[code] = (provider, address)
            addresses = self.settings.HUITOU_CHANNEL_ADDRESSES
            self.settings.HUITOU_CHANNEL_ADDRESSES = {**addresses, code: address}
        self.enter(shop, code)
        return self.plugged[code][0] if code in FAKES else None

    def enter(self, shop: Any, code: str) -> None:
        from huitou.notifications.verbs import keep_channel_account

        values = dict(VALUES[code])
        if code == "webhook":
            values["url"] = self.address(code)
        keep_channel_account(provider=code, values=values, actor=owner(shop), at=core_clock.now())

    def address(self, code: str, path: str = "/hook") -> str:
        return f"{self.plugged[code][1]}{path}" if code in FAKES else "https://shop.example/hook"

    def reachable(self, code: str) -> str:
        """An address at which somebody is."""
        return self.address(code, "/browser/1") if code in ("web_push", "webhook") else GOOD[code]

    def dead(self, code: str) -> str:
        """An address at which nobody is."""
        return self.address(code, "/gone") if code == "web_push" else DEAD[code]


@pytest.fixture
def carrying(settings: Any) -> Iterator[Carrying]:
    """Loopback is the installation's own network here; a test of the guard takes that back."""
    from huitou.notifications.channels.registry import channel

    settings.HUITOU_OWN_NETWORKS = ["127.0.0.0/8"]
    channel("wechat")._tokens.clear()  # type: ignore[attr-defined]
    with ExitStack() as stack:
        yield Carrying(settings, stack)
