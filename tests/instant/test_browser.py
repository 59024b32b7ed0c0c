"""An instant refund in a real browser on a phone: offered, scanned, paid; and one whose goods do not come."""

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Case
from huitou.core.actions import perform
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from tests.browsing import PHONE
from tests.looking import faults

# The live stream reports an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"


@pytest.mark.browser
def test_from_the_promise_to_the_money_and_from_missing_goods_to_the_claim(server, world, ahead, open_page):
    ahead.switch()
    case = ahead.returned(cups=1)
    home = f"/s/{world.shop.slug}/"
    page = open_page("zh-hans", PHONE)
    page.expected_errors.append(INTERRUPTED)
    _, token = open_demo_session(shop_id=world.shop.pk, customer_id=case.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + home}])

    page.goto(f"{home}standing/")
    expect(page.get_by_role("heading", name="怎样提高")).to_be_visible()
    expect(page.locator("main")).to_contain_text("快递一揽收")
    assert faults(page) == []

    page.goto(f"{home}cases/{case.ref}/")
    expect(page.locator("main")).to_contain_text("快递一揽收")
    ahead.scan(case)
    # The page hears of it by itself.
    expect(page.locator("main")).to_contain_text("先行退给你，不等商品寄回")
    expect(page.locator("main")).not_to_contain_text("验收后退你")
    ahead.bring(world.refreshed(case))
    page.get_by_role("link", name="极速退款").click()
    expect(page.locator("main")).to_contain_text("全部结清")

    # Another one, paid on approval, whose goods never come.
    ahead.switch(best_points=20)
    lost = ahead.returned()
    page.goto(f"{home}instant/{ahead.advance(lost).ref}/")
    expect(page.locator("main")).to_contain_text("还需寄回")
    assert faults(page) == []
    world.clock.forward(days=8)
    ahead.sweep()
    claim = ahead.advance(lost)
    _, token = open_demo_session(shop_id=world.shop.pk, customer_id=case.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + home}])
    page.goto(f"{home}cases/{lost.ref}/")
    page.get_by_role("link", name="查看你可以怎么做").click()
    expect(page.locator("main")).to_contain_text("原因：商品没有按时寄出")
    expect(page.locator("main")).to_contain_text("绝不会从你的卡上扣款")
    assert faults(page) == []
    page.locator("[name=note]").fill("我交给快递了，单号 SF100200。")
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator("main")).to_contain_text("你已对追回")

    perform("advance", "uphold", claim, {"note": "快递没有揽收记录。"}, actor=world.agent, at=world.now)
    run_pending()
    page.reload()
    expect(page.locator("main")).to_contain_text("快递没有揽收记录。")
    with in_shop(world.shop):
        assert Case.objects.get(pk=lost.pk).state == "expired"
