"""A buyer on the shop's own host in a real browser: from the look-up to the return that was asked for."""

import re

import pytest
from playwright.sync_api import expect

from huitou.accounts.domains.look_now import look_now
from huitou.accounts.verbs import want_domain
from huitou.cases.models import Case
from huitou.core.tenancy import in_shop
from tests.browsing import PHONE
from tests.looking import faults
from tests.portal.test_look_up import mailed_code

HOST = "teahouse.localhost"


@pytest.mark.browser
def test_from_the_look_up_to_the_return_on_the_shops_own_host(server, world, open_page):
    """The name is one of this machine, for which the browser asks no name server."""
    order = world.order(delivered_days_ago=2)
    owner = world.hire("owner")
    want_domain(actor=owner, at=world.now, host=HOST)
    look_now(actor=owner, at=world.now)
    home = server.url.replace("localhost", HOST)
    page = open_page("en", PHONE)
    page.expected_errors.append("ERR_INCOMPLETE_CHUNKED_ENCODING")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{home}/")
    assert faults(page) == []
    expect(page.locator("link[rel=canonical]")).to_have_attribute("href", f"{home}/")
    page.locator("input[name=number]").fill(order.number)
    page.locator("input[name=contact]").fill("buyer@example.com")
    page.locator("main form button.is-primary").click()
    expect(page).to_have_url(f"{home}/code/")
    page.locator("input[name=code]").fill(mailed_code(world))
    page.get_by_role("button", name="Open the order").click()
    page.wait_for_url(re.compile(rf"{re.escape(home)}/orders/"))
    page.goto(f"{home}/orders/{order.number}/parcels/")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{home}/orders/{order.number}/apply/")
    assert faults(page) == []
    page.locator(f"[name=i{world.line(order, 'cup').position}]").fill("2")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I no longer want it").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("Send back, get")).click()
    expect(page).to_have_url(re.compile(rf"{re.escape(home)}/cases/R-"))
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    with in_shop(world.shop):
        assert Case.objects.count() == 1
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page).to_have_url(re.compile(rf"{re.escape(home)}/cases/R-"))
    assert not [url for url in asked if not url.startswith(home)]
    cookies = page.context.cookies()
    assert {cookie["domain"] for cookie in cookies} == {HOST}
    missing = page.goto(f"{home}/desk/teahouse/")
    assert missing.status == 404
    page.expected_errors.append("404")
    # Our own host knows nothing of that session.
    assert page.goto(f"{server.url}/s/teahouse/orders/").url.startswith(f"{server.url}/s/teahouse/?next=")
