"""The pages of promises and figures in a real browser: nothing for axe to find, nothing to scroll sideways."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role
from huitou.cases.verbs import refuse
from huitou.core.calendars.keeping import keep_day
from huitou.core.tenancy import in_shop
from huitou.insights.rolling_up import rebuild
from huitou.insights.verbs import set_goal
from tests.browsing import DESKTOP, PHONE
from tests.desk.test_browser import sign_in
from tests.looking import faults


@pytest.fixture
def furnished(world):
    """A shop with 21 ended cases, a running one whose goal is in danger, and a closing day."""
    manager = world.hire("manager")
    set_goal(measure="answer", minutes=24 * 60, actor=manager, at=world.now)
    set_goal(measure="whole", minutes=100, kind="refund_only", in_open_hours=True, actor=manager, at=world.now)
    for number in range(1, 22):
        case = world.apply(world.order(delivered_days_ago=30), cups=1)
        at = case.opened_at + timedelta(minutes=9 * number)
        refuse(case=case, reason="other", note="不符合条件。", actor=world.agent, at=at)
    world.running = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    today = world.now.date()
    keep_day(day=today + timedelta(days=3), label="盘点", actor=manager, at=world.now)
    keep_day(day=date(today.year + 1, 1, 1), spans=((600, 720),), label="元旦值班", actor=manager, at=world.now)
    rebuild(world.shop.pk, at=world.now + timedelta(minutes=200))
    cache.clear()
    return world


def sound(page, address):
    page.goto(address)
    assert faults(page) == [], address


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_the_pages_are_sound(server, furnished, clock, open_page, locale, width):
    world = furnished
    clock.forward(hours=20)
    page = open_page(width=width, locale=locale)
    sound(page, f"/s/{world.shop.slug}/performance/")
    expect(page.locator(".key-figures")).to_be_visible()
    sound(page, f"/s/{world.shop.slug}/how/")
    sign_in(page, world, "owner", locale)
    base = f"/desk/{world.shop.slug}/"
    for address in (base, base + "insights/", base + "settings/hours/", base + "settings/goals/"):
        sound(page, address)
    sound(page, f"{base}cases/{world.running.ref}/")
    add_platform_role(staff=world.staff["owner"], role=PlatformRoleName.OPERATOR, at=world.now)
    sound(page, "/platform/-/performance/")


@pytest.mark.browser
def test_hours_are_kept_and_counted_by_a_person(server, world, open_page):
    page = open_page(width=DESKTOP, locale="en")
    sign_in(page, world, "manager", "en")
    page.expected_errors.append("422")
    page.goto(f"/desk/{world.shop.slug}/settings/hours/")
    page.locator("[name=day_5]").fill("10:00-16:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[name=day_5]")).to_have_value("10:00-16:00")
    page.locator("[name=day_0]").fill("18:00-09:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Write the hours as 09:00-18:00")
    with in_shop(world.shop):
        from huitou.core.calendars import calendar_of

        assert calendar_of(world.shop).week[5] == ((600, 960),)
        assert calendar_of(world.shop).week[0] == ((540, 1080),)
