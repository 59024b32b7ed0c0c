"""A buyer asks on a phone without scripts, the shop answers, and the pages of both are sound for axe."""

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.orders.verbs import save_variants
from huitou.orders.verbs.save_variants import VariantDraft
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.desk.conftest import client_of
from tests.looking import faults
from tests.retention.test_selling import RULES, coupon_of, set_selling, tell_pairs, with_website

BROKEN_OFF = "ERR_INCOMPLETE_CHUNKED_ENCODING"


@pytest.mark.browser
def test_a_question_is_asked_and_answered_and_a_code_is_taken(server, world, open_page):
    order, manager = world.order(), world.hire("manager")
    with_website(world)
    save_variants(drafts=[VariantDraft("POT", "紫砂壶", 50_000, "CNY", product="pot"),
                          VariantDraft("TRAY", "竹茶盘", 8_000, "CNY", product="tray")],
                  actor=manager, at=world.now)  # fmt: skip
    set_selling(**RULES, actor=manager, at=world.now)
    tell_pairs(product="pot", others=["tray"], actor=manager, at=world.now)
    coupon_of(world, codes=["TEE-90-1"])
    page = open_page("zh-hans", PHONE, java_script_enabled=False)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": f"{server.url}/s/teahouse/"}])
    page.goto(f"/s/teahouse/orders/{order.number}/parcels/")
    expect(page.get_by_role("link", name="竹茶盘")).to_be_visible()
    page.get_by_role("button", name="显示我的券码").click()
    expect(page.get_by_text("TEE-90-1")).to_be_visible()
    page.get_by_text("问一问这个包裹").click()
    page.get_by_label("你的问题").fill("放在门口了吗？")
    page.get_by_role("button", name="发送问题").click()
    expect(page.get_by_text("商家还没有回答")).to_be_visible()
    expect(page.get_by_text("TEE-90-1")).to_have_count(0)  # who asks is sold nothing
    desk = open_page("en", DESKTOP)
    desk.expected_errors.append(BROKEN_OFF)
    cookies = client_of(world.staff["manager"]).cookies
    desk.context.add_cookies([{"name": key, "value": one.value, "url": server.url} for key, one in cookies.items()])
    desk.goto("/desk/teahouse/")
    desk.get_by_role("link", name="1 question about a parcel").click()
    assert faults(desk) == []
    desk.get_by_label("Your answer").fill("门卫室签收了。")
    desk.get_by_role("button", name="Send the answer").click()
    expect(desk.get_by_text("Answered. The buyer gets a mail")).to_be_visible()
    for place in ("insights/parcels/", "insights/mails/", "settings/selling/", "settings/analytics/"):
        desk.goto(f"/desk/teahouse/{place}")
        assert faults(desk) == [], place
    page.reload()
    expect(page.get_by_text("门卫室签收了。")).to_be_visible()
    seen = open_page("en", PHONE)
    seen.expected_errors.append(BROKEN_OFF)
    seen.context.add_cookies([{"name": SESSION, "value": token, "url": f"{server.url}/s/teahouse/"}])
    seen.goto(f"/s/teahouse/orders/{order.number}/parcels/")
    expect(seen.get_by_text("TEE-90-1")).to_be_visible()
    assert faults(seen) == []
