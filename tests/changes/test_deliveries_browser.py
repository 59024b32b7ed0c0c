"""A buyer has a parcel left in a safe place, on the phone; what they take on stands there before the last tap."""

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.core.tenancy import in_shop
from huitou.parcels.models import Parcel
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.changes.asking import rules, ship
from tests.looking import faults

# htmx and the live stream report an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"


@pytest.mark.browser
def test_a_safe_place_is_chosen_and_taken_back(server, world, open_page):
    rules(world)
    order = world.order(shipped=False, delivered_days_ago=None)
    ship(world, order)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    home = f"{server.url}/s/teahouse/"

    def opened(locale, width):
        page = open_page(locale, width)
        page.expected_errors.append(INTERRUPTED)
        page.context.add_cookies([{"name": SESSION, "value": token, "url": home}])
        return page

    page = opened("zh-hans", PHONE)
    page.goto(f"{home}orders/{order.number}/parcels/")
    page.get_by_role("link", name="调整派送").click()
    assert faults(page) == []
    page.get_by_role("link", name="放在安全的地方").click()
    expect(page.get_by_text("包裹放到那里就算已送达")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("放在哪里").fill("门边的木箱")
    page.get_by_role("button", name="请快递照办").click()
    expect(page.get_by_text("门边的木箱")).to_be_visible()
    assert faults(page) == []
    page.goto(f"{home}orders/{order.number}/parcels/")
    expect(page.locator(".parcel").get_by_text("放在安全的地方")).to_be_visible()
    page.get_by_role("link", name="调整派送").click()
    page.get_by_role("button", name="撤销申请").click()
    expect(page.get_by_text("你已撤回")).to_be_visible()
    # A delivered one is looked for first, and reported all the same.
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
        Parcel.objects.update(state="delivered", status="delivered.neighbour", delivered_at=world.now)
    wide = opened("en", DESKTOP)
    wide.goto(f"{home}orders/{order.number}/parcels/{parcel.ref}/not-received/")
    expect(wide.get_by_text("ring at the doors beside yours")).to_be_visible()
    assert faults(wide) == []
    wide.get_by_role("link", name="It is not there: report it").click()
    expect(wide.locator("#r_not_received, [value=not_received]").first).to_be_checked()
