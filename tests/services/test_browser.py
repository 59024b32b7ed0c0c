"""A repair with a quote in real browsers, from the bench to the buyer's hand: in Chinese on a phone, in English on a
computer; every page clean for axe and without sideways scrolling.
"""

import os

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from huitou.services.models import Repair
from tests.browsing import DESKTOP, PHONE
from tests.cases.generous import be_generous
from tests.desk.test_browser import sign_in
from tests.looking import faults
from tests.services.test_repairs import to_the_workshop
from tests.sweeps import a_sweep
from tests.worlds import picture

SAID = {
    "zh-hans": {
        "bench": "待处理",
        "quote": "报价",
        "send": "发出报价",
        "agree": "付 ¥50.50 维修",
        "have": "我收到了",
        "done": "已修好",
    },
    "en": {
        "bench": "On the bench",
        "quote": "Quote a price",
        "send": "Send the quote",
        "agree": "Repair for CN¥50.50",
        "have": "I have it",
        "done": "Repaired",
    },
}


def clean(page, name: str) -> None:
    """Nothing for axe, nothing beside the screen; a picture where one is asked for."""
    if folder := os.environ.get("HUITOU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert faults(page) == [], name


def state_of(world, case) -> str:
    with in_shop(world.shop):
        return Repair.objects.get(pk=case.repair_id).state


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), a_sweep("en", DESKTOP)])
def test_from_the_bench_to_the_buyers_hand(server, world, open_page, tmp_path, locale, width):
    said = SAID[locale]
    be_generous(world)
    order = world.order()
    case = to_the_workshop(world, order)
    photo = tmp_path / "crack.jpg"
    photo.write_bytes(picture().getvalue())
    desk, buyer = open_page(locale, width), open_page(locale, width)
    sign_in(desk, world, "agent", locale)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + "/s/teahouse/"}])
    buyer.expected_errors.append("ERR_INCOMPLETE_CHUNKED_ENCODING")

    desk.goto(f"/desk/{world.shop.slug}/repairs/")
    expect(desk.locator("main")).to_contain_text(said["bench"])
    clean(desk, f"bench-{locale}")
    desk.get_by_role("link", name=said["quote"], exact=True).click()
    desk.wait_for_url("**/quote/**")
    desk.locator("main form [name=diagnosis]").select_option("impact")
    desk.locator("main form [name=note]").fill("壶盖是摔裂的。")
    desk.locator("main form [name=part_1]").fill("壶盖")
    desk.locator("main form [name=price_1]").fill("30")
    desk.locator("main form [name=labour]").fill("20.50")
    desk.locator("main form [name=photo]").set_input_files(photo)
    clean(desk, f"quote-{locale}")
    desk.get_by_role("button", name=said["send"]).click()
    desk.wait_for_url(f"**/cases/{case.ref}/")
    assert state_of(world, case) == "quoted"

    buyer.goto(f"/s/{world.shop.slug}/cases/{case.ref}/")
    expect(buyer.locator("#repair")).to_contain_text("壶盖")
    clean(buyer, f"quoted-{locale}")
    buyer.get_by_role("link", name=said["agree"]).click()
    buyer.get_by_role("button", name=said["agree"]).click()
    buyer.wait_for_url(f"**/cases/{case.ref}/")
    assert state_of(world, case) == "repairing"

    for action, fields in (
        ("finish", {"note": "换了壶盖。"}), ("confirm_payment", {"received_by": "转账"}),
        ("send_back", {"tracking_number": "SF3", "carrier": "sf"}),
    ):  # fmt: skip
        desk.goto(f"/desk/{world.shop.slug}/cases/{case.ref}/{action}/")
        form = desk.locator(f"main form[action$='/{action}/']").first
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("button.is-primary").click()
        desk.wait_for_url(f"**/cases/{case.ref}/")
    clean(desk, f"desk-case-{locale}")
    assert state_of(world, case) == "on_the_way"

    buyer.goto(f"/s/{world.shop.slug}/cases/{case.ref}/")
    buyer.get_by_role("button", name=said["have"]).click()
    expect(buyer.locator("#repair")).to_contain_text(said["done"])
    run_pending()
    buyer.goto(f"/s/{world.shop.slug}/orders/{order.number}/")
    expect(buyer.locator("#warranty")).to_be_visible()
    clean(buyer, f"order-{locale}")
    assert state_of(world, case) == "returned"
