"""The log-in in a real browser: password, second factor, passkey; on a phone, in Chinese and English."""

import re

import pytest
from playwright.sync_api import Page, expect

from huitou.accounts.access import staff_actor
from huitou.accounts.models import Staff
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import invite
from huitou.accounts.verbs.invite import secret_of
from tests.accounts.conftest import PASSWORD
from tests.browsing import DESKTOP, PHONE, OpenPage
from tests.looking import faults

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """The server reads these passwords with the real hashers."""


@pytest.fixture
def agent(server, shop, hire) -> Staff:
    return hire(shop, "agent")


def check(page: Page) -> None:
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def log_in(page: Page, staff: Staff) -> None:
    page.goto("/staff/login/?next=/staff/sessions/")
    page.locator("[name=login]").fill(staff.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button.is-primary").click()
    page.wait_for_url("**/staff/sessions/")


@pytest.mark.sweep
@pytest.mark.parametrize(("language", "width"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_no_page_of_the_log_in_has_a_fault(open_page: OpenPage, agent, language, width) -> None:
    page = open_page(language, width)
    for path in ("login/", "password/reset/", "signup/", "join/"):
        page.goto(f"/staff/{path}")
        check(page)
    log_in(page, agent)
    page.goto("/staff/reauthenticate/?next=/staff/sessions/")
    check(page)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button.is-primary").click()
    for path in ("2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "2fa/webauthn/", "sessions/", "email/"):
        page.goto(f"/staff/{path}")
        check(page)
    for path in ("password/change/", "logout/"):
        page.goto(f"/staff/{path}")
        check(page)


def test_a_passkey_is_added_and_opens_the_door_alone(open_page: OpenPage, agent) -> None:
    page = open_page("en", PHONE)
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    facts = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    facts |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": facts})

    log_in(page, agent)
    page.goto("/staff/2fa/webauthn/add/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button.is-primary").click()
    page.locator("[name=name]").fill("My phone")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    # the first factor brings recovery codes
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
    page.goto("/staff/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("My phone")
    check(page)

    page.goto("/staff/logout/")
    page.locator("main form .button.is-primary").click()
    page.goto("/staff/login/?next=/staff/sessions/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/staff/sessions/")
    expect(page.locator("main")).to_contain_text("This one")


def test_an_invitations_link_leads_to_the_form_and_leaves_the_address_bar(
    open_page: OpenPage, shop, hire, clock
) -> None:
    owner = staff_actor(hire(shop, "owner"), shop)
    invitation = invite(email="new@example.com", role=StaffRole.AGENT, actor=owner, at=clock.now())
    page = open_page("zh-hans", PHONE)
    page.goto(f"/staff/join/#{secret_of(invitation)}")
    page.wait_for_url("**/staff/join/shop/")
    check(page)
    page.locator("[name=name]").fill("新人")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button.is-primary").click()
    page.wait_for_url("**/desk/**")
    assert Staff.objects.get(email="new@example.com").memberships.get().shop == shop


def test_without_scripts_the_secret_is_pasted(browser, server, shop, hire, clock) -> None:
    owner = staff_actor(hire(shop, "owner"), shop)
    invitation = invite(email="new@example.com", role=StaffRole.AGENT, actor=owner, at=clock.now())
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto("/staff/join/")
        page.locator("[name=secret]").fill(secret_of(invitation))
        page.locator("main form .button.is-primary").click()
        assert page.url.endswith("/staff/join/shop/")
    finally:
        context.close()
