"""The editor in a real browser: chips, a preview before anything is kept, a refusal, the text that counts.

In Chinese on a phone; axe finds nothing.
"""

import pytest
from playwright.sync_api import expect

from huitou.core.tenancy import in_shop
from huitou.news.models import NewsText
from tests.browsing import PHONE
from tests.desk.test_browser import sign_in
from tests.looking import faults
from tests.news.telling import Post

WORDS = {"show": "看效果", "save": "保存文字", "usual": "包裹已送达。", "wrong": "附近的变量写坏了"}


def sound(page, width):
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_text_is_written_with_chips_seen_and_kept(server, world, open_page):
    locale, width, said = "zh-hans", PHONE, WORDS
    post = Post(world)
    post.parcel()
    page = open_page(locale, width)
    page.expected_errors.append("422")  # the refusal
    sign_in(page, world, "manager", locale)
    page.goto(f"/desk/{world.shop.slug}/news/")
    sound(page, width)
    page.goto(f"/desk/{world.shop.slug}/news/delivered/?locale={locale}")
    shown = page.frame_locator("iframe[name=news-shown]")
    expect(shown.locator("body")).to_contain_text(said["usual"])
    text = page.locator("textarea[name=text]")
    text.fill("Here: ")
    page.get_by_role("button", name="{products}").click()
    expect(text).to_have_value("Here: {products}")
    # A variable goes as a whole.
    text.press("Backspace")
    expect(text).to_have_value("Here: ")
    page.get_by_role("button", name="{product}", exact=True).click()
    page.get_by_role("button", name=said["show"]).click()
    expect(shown.locator("body")).to_contain_text("Here: 青瓷杯")
    with in_shop(world.shop):
        assert NewsText.objects.count() == 0
    text.fill("{product is here")
    page.get_by_role("button", name=said["save"]).click()
    expect(page.locator("#text")).to_contain_text(said["wrong"])
    sound(page, width)
    text.fill("{product} <b>is here</b>")
    page.get_by_role("button", name=said["save"]).click()
    expect(shown.locator("body")).to_contain_text("青瓷杯 <b>is here</b>")
    sound(page, width)
