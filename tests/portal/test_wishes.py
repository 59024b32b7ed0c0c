"""What a buyer wants to be told: chosen in the session or by the link of a mail; one click out; a phone by its code."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from huitou.accounts.buyers import open_demo_session, open_signed_link, signed_link
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.notifications import reach
from huitou.notifications.letters import Letter
from huitou.notifications.message import message_of
from huitou.notifications.models import ContactPoint, NewsPreference, ShortMessage
from huitou.notifications.preference_links import preferences_address, unsubscribe_address
from huitou.notifications.verbs import keep_channel_account, send
from huitou.orders.models import Order
from huitou.portal.session import SESSION
from tests.notifications.carriers import BROWSER, carrying  # noqa: F401  (a fixture)
from tests.notifications.test_short_messages import by_wechat
from tests.notifications.test_wechat_follow import came
from tests.portal.reading import words
from tests.refunds.providers.server import Told
from tests.worlds import build_world

WISHES = {"level_mail": "important", "level_sms": "none", "level_push": "every", "first": "push", "locale": "zh-hant",
          "quiet_from": "22:00", "quiet_until": "07:30", "timezone": "Asia/Urumqi"}  # fmt: skip


@dataclass
class Place:
    world: Any
    order: Any

    @property
    def page(self) -> str:
        return f"/s/{self.world.shop.slug}/preferences/"

    def path(self, address: str) -> str:
        return "/" + address.split("/", 3)[3]

    @property
    def link(self) -> str:
        return self.path(preferences_address(self.world.shop, self.order.customer_id))

    def chosen(self) -> reach.Preferences:
        with in_shop(self.world.shop):
            return reach.preferences_of(self.world.shop.pk, self.order.customer_id)

    def browser(self, token: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.cookies[SESSION] = token
        return client

    def signed_in(self) -> Client:
        shop = self.world.shop.pk
        return self.browser(open_demo_session(shop_id=shop, customer_id=self.order.customer_id, at=self.world.now)[1])


def build(clock):
    world = build_world(clock)
    for provider, values in (("file", {}), ("web_push", {"contact": "push@teahouse.example"})):
        keep_channel_account(provider=provider, values=values, actor=world.hire("owner"), at=world.now)
    return Place(world, world.order())


@pytest.fixture
def place(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found = once(lambda: build(clock))
    found.world.clock = clock
    return found


@pytest.mark.parametrize("by_link", [False, True])
def test_wishes_are_kept_from_the_session_and_by_the_link(place, by_link):
    client, page = (Client(), place.link) if by_link else (place.signed_in(), place.page)
    assert client.get(page).status_code == 200
    assert not place.chosen().chosen
    half = client.post(page, {**WISHES, "quiet_until": ""}, headers={"accept-language": "en"})
    assert half.status_code == 422
    assert "Give both ends of the quiet hours, or neither." in words(half)
    assert client.post(page, {**WISHES, "level_mail": "nonsense"}).status_code == 422
    assert not place.chosen().chosen
    assert client.post(page, WISHES)["Location"] == page
    kept = place.chosen()
    assert (kept.level_of("mail"), kept.level_of("sms"), kept.language) == ("important", "none", "zh-hant")
    assert (kept.channels[0], kept.channels[-1], kept.timezone) == ("push", "mail", "Asia/Urumqi")
    assert (kept.quiet_from.hour, kept.quiet_until.minute) == (22, 30)


def test_the_clock_that_is_offered_first_is_the_buyers_own(place):
    with in_shop(place.world.shop):
        Order.objects.filter(pk=place.order.pk).update(country="US", region="CA")
    page = place.signed_in().get(place.page).content.decode()
    assert re.search(r'value="America/Los_Angeles"\s+selected', page)
    # What they chose stays, and a choice of the shop's own clock too.
    assert place.signed_in().post(place.page, {**WISHES, "timezone": place.world.shop.timezone}).status_code == 302
    page = place.signed_in().get(place.page).content.decode()
    assert re.search(rf'value="{place.world.shop.timezone}"\s+selected', page)


def test_a_changed_link_and_another_shops_open_nothing(place, clock):
    other = build_world(clock, "elsewhere")
    theirs = place.link.replace(f"/s/{place.world.shop.slug}/", f"/s/{other.shop.slug}/")
    for wrong in (theirs, place.link[:-4] + "AAA/", place.page + "by/x/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(f"{wrong}off/").status_code == 404


def test_a_mail_of_news_is_switched_off_with_one_click_and_a_get_changes_nothing(place):
    shop, customer = place.world.shop, place.order.customer_id
    address = unsubscribe_address(shop, customer)
    with writing(shop.pk):
        mails = [
            send(shop_id=shop.pk, key=f"k{len(url)}", to_email="buyer@example.com", to_name="", locale="en",
                 letter=Letter(subject="News", unsubscribe_url=url), at=place.world.now)
            for url in (address, "")
        ]  # fmt: skip
    news, receipt = (message_of(mail, shop).extra_headers for mail in mails)
    assert news["List-Unsubscribe"] == f"<{address}>"
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in receipt
    # A mail program has no cookie and no proof of one.
    program = Client(enforce_csrf_checks=True)
    assert program.get(place.path(address)).status_code == 200
    assert place.chosen().wants("mail", reach.NEWS)
    assert program.post(place.path(address), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not place.chosen().wants("mail", reach.NEWS)
    assert place.chosen().wants("mail", reach.OWED)
    assert place.chosen().wants("push", reach.NEWS)
    assert program.post(place.link, WISHES).status_code == 403  # choosing is a page's form


def test_a_phone_is_added_by_its_code_and_switched_off(place):
    client = place.signed_in()
    odd = client.post(f"{place.page}phone/", {"phone": "12"})
    assert odd.status_code == 422
    assert "Write a mobile number" in words(odd)
    assert client.post(f"{place.page}phone/", {"phone": "138 0013 8000"}).status_code == 302
    with in_shop(place.world.shop):
        point, message = ContactPoint.objects.get(), ShortMessage.objects.get()
    assert (point.address, point.verified_at, message.about) == ("+8613800138000", None, "code")
    run_pending()
    from django.conf import settings

    sent = (settings.HUITOU_DATA / "messages" / str(place.world.shop.pk) / f"{message.pk}.json").read_text("utf-8")
    code = re.search(r"\d{6}", json.loads(sent)["text"]).group()
    page = words(client.get(place.page))
    assert "Waits for its code" in page
    assert "+86…8000" in page
    wrong = client.post(f"{place.page}phone/{point.pk}/", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    assert client.post(f"{place.page}phone/{point.pk}/", {"code": code})["Location"] == f"{place.page}#where"
    assert "In use" in words(client.get(place.page))
    # Whoever has the link of a mail may ask for silence, and for nothing more.
    assert Client().post(f"{place.link}points/{point.pk}/").status_code == 302
    assert "Switched off" in words(client.get(place.page))


def test_codes_are_not_sent_without_end(place):
    client = place.signed_in()
    answers = [client.post(f"{place.page}phone/", {"phone": "13800138000"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_who_came_by_a_link_to_one_order_adds_nothing(place):
    shop = place.world.shop
    secret = signed_link(
        shop_id=shop.pk, customer_id=place.order.customer_id, order_id=place.order.pk, at=place.world.now
    )
    _grant, token = open_signed_link(shop_id=shop.pk, secret=secret, client="192.0.2.1", at=place.world.now)
    client = place.browser(token)
    assert client.post(f"{place.page}phone/", {"phone": "13800138000"}).status_code == 403
    given = {"endpoint": "https://push.example/1", "keys": BROWSER}
    assert client.post(f"{place.page}browser/", given, content_type="application/json").status_code == 403
    with in_shop(shop):
        assert not ContactPoint.objects.exists()
        assert not NewsPreference.objects.exists()


def test_a_browser_is_added_by_what_its_push_service_gave(place):
    client = place.signed_in()
    address = f"{place.page}browser/"
    given = {"endpoint": "https://push.example/1", "keys": BROWSER}
    for wrong in ({}, {**given, "endpoint": "http://10.0.0.1/"}, {**given, "keys": {"p256dh": "x", "auth": "y"}}):
        assert client.post(address, wrong, content_type="application/json").status_code in (400, 422)
    assert client.post(address, given, content_type="application/json").status_code == 204
    assert "push.example" in words(client.get(place.page))
    worker = client.get(f"/s/{place.world.shop.slug}/push-worker.js")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"caches" not in worker.content
    assert b'"fetch"' not in worker.content


def test_the_shop_is_followed_by_a_code_on_the_buyers_own_page(place, carrying):  # noqa: F811
    client, path = place.signed_in(), f"{place.page}wechat/"
    assert "Follow us on WeChat" not in words(client.get(place.page))
    assert client.post(path).status_code == 404
    provider = carrying.plug(place.world.shop, "wechat")
    assert "Show the code" in words(client.get(place.page))
    page = client.post(path)
    assert "<svg" in page.content.decode()
    assert "works once, and for ten minutes" in words(page)
    scene = json.loads(provider.asked[-1].body)["action_info"]["scene"]["scene_str"]
    assert scene not in page.content.decode()
    by_wechat(place.world.shop, came(f"qrscene_{scene}", event="subscribe"), place.world.now)
    with in_shop(place.world.shop):
        assert ContactPoint.objects.get(kind="wechat").customer_id == place.order.customer_id
    provider.answer = lambda asked: Told(200, b'{"errcode":-1,"errmsg":"system error"}')
    refused = client.post(path)
    assert (refused.status_code, "Try again later." in words(refused)) == (503, True)
    # Whoever has only the link of a mail adds nothing.
    assert "Follow us on WeChat" not in words(Client(headers={"accept-language": "en"}).get(place.link))
