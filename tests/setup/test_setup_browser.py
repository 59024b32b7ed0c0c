"""The setting-up in a real browser: from the terminal's link to an open shop, on a phone, without a fault."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.desk.setup import links, steps
from huitou.orders.models import Order
from tests.browsing import DESKTOP, PHONE, OpenPage
from tests.looking import faults
from tests.sweeps import a_sweep

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def media() -> None:
    """The server is another process: both keep files where it does."""


def check(page: Page) -> None:
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize(("language", "width"), [("zh-hans", PHONE), a_sweep("en", DESKTOP)])
def test_from_the_link_to_an_open_shop(
    open_page: OpenPage, clock, orders_file: Path, language: str, width: int
) -> None:
    page = open_page(language, width)
    page.goto("/setup/")
    check(page)
    # pasted into the tab that is open already: only what stands behind the # changes
    page.evaluate("secret => { location.hash = secret }", secret(clock))

    page.wait_for_url("**/setup/owner/")
    assert "#" not in page.url
    check(page)
    page.get_by_label("你的姓名" if language == "zh-hans" else "Your name").fill("林")
    page.locator("[name=email]").fill("lin@example.com")
    page.locator("[name=password]").fill("a kettle sings at seven")
    page.locator("main .button.is-primary").click()

    page.wait_for_url("**/setup/shop/")
    check(page)
    page.locator("[name=country]").select_option("TW")
    expect(page.locator("[name=currency]")).to_have_value("TWD")
    expect(page.locator("[name=timezone]")).to_have_value("Asia/Taipei")
    page.locator("[name=country]").select_option("CN")
    page.locator("[name=name]").fill("陶杯社")
    page.locator("[name=slug]").fill("teacups")
    page.locator("main .button.is-primary").click()

    page.wait_for_url("**/setup/brand/")
    check(page)
    page.locator("main .button.is-primary").click()
    page.wait_for_url("**/setup/policy/")
    check(page)
    page.locator("main .button.is-primary").click()
    page.wait_for_url("**/setup/orders/")
    check(page)
    page.locator("[name=orders]").set_input_files(orders_file)
    page.locator("main .button.is-primary").click()
    expect(page.locator("[role=status]").first).to_contain_text("0")
    check(page)
    run_pending()
    expect(page.locator("[role=status] .strong").first).to_contain_text("2")
    check(page)
    page.locator("main a.button.is-primary").click()
    page.wait_for_url("**/setup/mail/")
    check(page)
    page.locator("main form").last.locator("button").click()
    page.wait_for_url("**/setup/done/")
    check(page)

    shop = Shop.objects.get()
    with in_shop(shop):
        assert Order.objects.count() == 2


def secret(clock) -> str:
    return links.new_link(steps.start(at=clock.now()), at=clock.now()).partition("#")[2]
