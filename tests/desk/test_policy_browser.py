"""A merchant makes seven days fourteen in a real browser: sees what buyers would read, the last cases, the difference;
schedules it, takes it back. In Chinese on a phone and in English on a computer; axe finds nothing.
"""

import pytest
from playwright.sync_api import expect

from huitou.core.tenancy import in_shop
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import draft_of
from tests.browsing import DESKTOP, PHONE
from tests.desk.test_browser import sign_in
from tests.looking import faults
from tests.sweeps import a_sweep

WORDS = {
    "en": {"look": "within 14 days of the delivery", "law": "Article 25", "more": "could ask for more now",
           "waits": "Scheduled", "becomes": "becomes"},
    "zh-hans": {"look": "签收后 14 天内", "law": "第二十五条", "more": "能申请的变多", "waits": "待生效",
                "becomes": "改为"},
}  # fmt: skip


def sound(page, width):
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), a_sweep("en", DESKTOP)])
def test_seven_days_become_fourteen(server, world, open_page, locale, width):
    said = WORDS[locale]
    world.apply(world.order(delivered_days_ago=2), cups=1)
    world.order(delivered_days_ago=10)
    with in_shop(world.shop):
        rules = PolicyVersion.objects.get().document["rules"]
    place = next(n for n, rule in enumerate(rules, start=1) if rule["id"] == "no-reason")
    page = open_page(locale, width)
    sign_in(page, world, "owner", locale)
    page.goto(f"/desk/{world.shop.slug}/policies/draft/rules/{place}/")
    days = page.locator("[name=return_and_refund-days]")

    # Below the law: said while typing, with the article; nothing is saved.
    days.fill("3")
    expect(page.locator("#look .notice")).to_contain_text(said["law"])
    with in_shop(world.shop):
        assert draft_of(world.shop) is None

    days.fill("14")
    expect(page.locator("#look")).to_contain_text(said["look"])
    expect(page.locator("#look .notice")).to_have_count(0)
    sound(page, width)
    page.locator("main form.policy-form button.is-primary").click()

    # The draft: the difference in words, and the last cases and orders.
    expect(page.locator(".changes")).to_contain_text(said["becomes"])
    expect(page.locator(".changes ins")).to_have_text("14 " if locale == "en" else "14")
    expect(page.locator("#effect")).to_contain_text(said["more"])
    sound(page, width)

    page.locator("button[name=when][value=day]").click()
    expect(page.locator("main")).to_contain_text(said["waits"])
    sound(page, width)
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(state="scheduled").number == 2
    page.goto(f"/desk/{world.shop.slug}/policies/2/changes/")
    expect(page.locator(".changes")).to_contain_text(said["becomes"])
    sound(page, width)
    page.goto(f"/desk/{world.shop.slug}/policies/")
    page.locator("form[action$='/withdraw/'] button").click()
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(number=2).state == "draft"


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_every_part_is_sound(server, world, open_page, locale, width):
    page = open_page(locale, width)
    sign_in(page, world, "owner", locale)
    for part in ("rules", "rules/4", "exclusions", "exclusions/6", "terms", "costs", "places"):
        page.goto(f"/desk/{world.shop.slug}/policies/draft/{part}/")
        for fold in page.locator("main details:not([open]) > summary").all():
            if fold.is_visible():
                fold.click()
        sound(page, width)
    for query in ("", "?part=summary&country=CN&delivery=2026-11-26"):
        page.goto(f"/s/{world.shop.slug}/policy/embed/{query}")
        sound(page, width)
