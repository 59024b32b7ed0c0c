"""The parcels' pages in a real browser: sound for axe, light, still while they load, whole without scripts."""

import gzip

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.core.tenancy import in_shop
from huitou.parcels.models import Parcel
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.looking import faults
from tests.portal.test_tracking import carrier_names, carrier_says, parcel_of

HOME = "/s/teahouse/"
NUMBER = "SF1234567890"
# htmx and the live stream report an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"
SHIFTS = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => told(sum)));
})"""


def late_parcel(world):
    """A parcel that is held up, with a day that was moved."""
    order = world.order(delivered_days_ago=None)
    with in_shop(world.shop):
        Parcel.objects.filter(order=order).update(tracking_number=NUMBER)
    parcel = parcel_of(world, order)
    carrier_names(world, parcel, 1, 1, world.now)
    carrier_says(world, parcel, "exception.delayed", "", "MEMPHIS, TN, US", "Weather delay", hours_ago=1)
    carrier_names(world, parcel, 3, 3, world.now)
    return order


@pytest.mark.browser
def test_the_parcels_pages_are_sound_light_and_still(server, world, open_page):
    order = late_parcel(world)
    public = f"{HOME}track/?number=https://www.example.com/t%3Fid={NUMBER}"
    pages = [f"{HOME}track/", public, f"{HOME}orders/{order.number}/parcels/"]
    for locale, width, said in (("zh-hans", PHONE, "Memphis天气原因"), ("en", DESKTOP, "weather in Memphis")):
        page = open_page(locale, width)
        page.expected_errors.append(INTERRUPTED)
        _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
        page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + HOME}])
        loaded = {}
        page.on("response", lambda response, loaded=loaded: loaded.__setitem__(response.url, response))
        page.goto(pages[0])
        page.wait_for_load_state("load")
        kinds = ("text/html", "text/css", "text/javascript", "application/javascript")
        light = [one for one in loaded.values() if one.headers.get("content-type", "").split(";")[0] in kinds]
        assert len(light) >= 4
        assert sum(len(gzip.compress(one.body(), 9)) for one in light) <= 40 * 1024
        for address in pages:
            page.goto(address)
            page.wait_for_load_state("load")
            assert faults(page) == [], address
            assert page.evaluate(SHIFTS) < 0.01, address
        expect(page.locator(".parcel-change")).to_contain_text(said)


@pytest.mark.browser
def test_without_scripts_a_parcel_is_found_by_its_number(server, world, open_page):
    _order = late_parcel(world)
    page = open_page("en", PHONE, java_script_enabled=False)
    page.goto(f"{HOME}track/")
    page.get_by_label("Tracking number").fill("sf 1234 567890")
    page.get_by_role("button", name="Find the parcel").click()
    expect(page.locator(".parcel-now")).to_have_text("Held up in Memphis.")
    page.get_by_text("How the day was found").click()
    expect(page.get_by_text("SF Express says so.")).to_be_visible()
