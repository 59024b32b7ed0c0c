"""A buyer changes the address and cancels in a real browser, phone and desktop, in Chinese and in English."""

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.changes.asking import NEW, rules, ship
from tests.looking import faults
from tests.sweeps import a_sweep

HOME = "/s/teahouse/"
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"
WORDS = {
    "en": {
        "move": "Change the delivery address", "there": "Deliver there", "moved": "Done: the goods go to your new",
        "cancel": "Cancel", "now": "Cancel now", "door": "I refuse it at the door", "back": "The parcel goes back to",
        "street": "Street and number", "city": "City", "name": "Name", "why": "Why do you cancel?",
    },
    "zh-hans": {
        "move": "修改收货地址", "there": "送到这里", "moved": "已完成：商品将送到新地址", "cancel": "取消订单",
        "now": "确认取消", "door": "我会拒收", "back": "包裹正退回", "street": "街道门牌", "city": "城市",
        "name": "姓名",
        "why": "为什么取消？",
    },
}  # fmt: skip


def looked_at(page):
    """Nothing for axe to find, nothing to scroll sideways."""
    assert faults(page) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "width"),
    [("zh-hans", PHONE), a_sweep("en", DESKTOP), a_sweep("zh-hans", DESKTOP), a_sweep("en", PHONE)],
)
def test_a_buyer_moves_and_then_refuses(world, server, open_page, locale, width):
    words = WORDS[locale]
    rules(world)
    order = world.order(shipped=False, delivered_days_ago=None)
    page = open_page(locale, width)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + HOME}])
    page.expected_errors.append(INTERRUPTED)
    page.goto(f"{server.url}{HOME}orders/{order.number}/")
    page.get_by_role("link", name=words["move"]).click()
    looked_at(page)
    page.get_by_label(words["name"], exact=True).fill(NEW["name"])
    page.get_by_label(words["city"], exact=True).fill(NEW["city"])
    page.get_by_label(words["street"], exact=True).fill(NEW["street"])
    page.get_by_role("button", name=words["there"]).click()
    expect(page.locator(".sentence-text")).to_contain_text(words["moved"])
    looked_at(page)

    ship(world, order)
    page.goto(f"{server.url}{HOME}orders/{order.number}/")
    looked_at(page)
    page.locator("#order").get_by_role("link", name=words["cancel"], exact=True).click()
    page.get_by_text(words["door"]).click()
    page.get_by_label(words["why"]).select_option("takes_too_long")
    looked_at(page)
    page.get_by_role("button", name=words["now"]).click()
    expect(page.locator(".sentence-text")).to_contain_text(words["back"])
    looked_at(page)
