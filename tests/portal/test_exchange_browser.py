"""An exchange in a real browser, by buyer and shop, in Chinese and English, on phone and computer; its pages sound."""

import re

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Case
from huitou.core import jobs
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.logistics.verbs.replace import ship
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.cases.generous import be_generous, settle, stock
from tests.looking import faults
from tests.sweeps import a_sweep

HOME = "/s/teahouse/"
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"
WORDS = {
    "en": {"exchange": "Exchange it", "get": "Exchange, get CN¥", "sold_out": "Sold out", "have": "I have it",
           "done": "Finished"},
    "zh-hans": {"exchange": "换货", "get": "换货，退回 ¥", "sold_out": "已售完", "have": "我收到了", "done": "已结束"},
}  # fmt: skip


def sound(page):
    assert faults(page) == []


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), a_sweep("en", DESKTOP)])
def test_an_exchange_from_the_choice_to_the_door(server, world, open_page, locale, width):
    be_generous(world)
    stock(world, "CUP", 10_000, pieces=None, name="中")
    stock(world, "CUP-R", 9_000, pieces=0, name="绝版")
    small = stock(world, "CUP-S", 6_000, name="小")
    said, order = WORDS[locale], world.order()
    page = open_page(locale, width)
    page.expected_errors.append(INTERRUPTED)
    _, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + HOME}])
    cup = world.line(order, "cup").position

    page.goto(f"{HOME}orders/{order.number}/apply/?step=how&i{cup}=1&r=does_not_fit")
    page.get_by_text(said["exchange"], exact=True).click()
    expect(page.locator("main")).to_contain_text(said["sold_out"])
    page.locator(f"[value='{small.pk}']").check()
    button = page.get_by_role("button", name=re.compile(re.escape(said["get"]) + r"36\.67"))
    expect(button).to_be_visible()
    sound(page)
    button.click()
    page.wait_for_url("**/cases/R-*/")

    with in_shop(world.shop):
        case = Case.objects.select_related("goods_return").get()
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    back = arrive(goods_return=back, actor=world.agent, at=world.now)
    accept_goods(goods_return=back, actor=world.agent, at=world.now)
    case = settle(world, case)
    ship(replacement=case.replacement, actor=world.agent, at=world.now, tracking_number="SF2", carrier="sf")
    jobs.run_pending()
    page.reload()
    expect(page.locator("main")).to_contain_text("SF2")
    sound(page)
    page.get_by_role("button", name=said["have"]).click()
    page.wait_for_load_state()
    jobs.run_pending()
    assert settle(world, case).state == "resolved"
