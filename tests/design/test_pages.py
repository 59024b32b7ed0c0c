"""The style guide and the error pages in a real browser: three languages, two widths, dark and light."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, expect

from huitou.core.views.styleguide import styleguide
from tests.browsing import DESKTOP, PHONE, OpenPage
from tests.looking import faults
from tests.sweeps import a_sweep

pytestmark = pytest.mark.usefixtures("database")
# A page with an address for live updates, and a stream that the test speaks for. The scripts look for the address as
# soon as the body is parsed, so it is set while the parser is there.
LIVE_PAGE = """
window.EventSource = class {
  static CLOSED = 2;
  constructor(url) { window.source = this; this.url = url; }
  close() {}
};
document.addEventListener("huitou:changed", (event) => (window.heard ??= []).push(event.detail));
new MutationObserver((_, observer) => {
  if (!document.body) return;
  document.body.dataset.liveUrl = "/live/?token=t";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


@pytest.mark.parametrize("scheme", ["light", a_sweep("dark")])
@pytest.mark.parametrize("width", [PHONE, a_sweep(DESKTOP)])
@pytest.mark.parametrize("language", ["zh-hans", a_sweep("zh-hant"), a_sweep("en")])
def test_the_style_guide_has_no_fault(open_page: OpenPage, language: str, width: int, scheme: str) -> None:
    page: Page = open_page(language, width, color_scheme=scheme)
    page.goto("/styleguide/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert faults(page) == []


@pytest.mark.parametrize("language", ["en", a_sweep("zh-hans"), a_sweep("zh-hant")])
def test_nothing_is_wider_than_a_small_phone(open_page: OpenPage, language: str) -> None:
    page: Page = open_page(language, 320)
    page.goto("/styleguide/?parts=errors")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for dialog in ("sample_dialog", "keys"):
        page.evaluate("id => document.getElementById(id).showModal()", dialog)
        assert page.evaluate("id => document.getElementById(id).getBoundingClientRect().right <= innerWidth", dialog)
        page.keyboard.press("Escape")


def test_a_form_that_came_back_has_no_fault_and_takes_the_focus(open_page: OpenPage) -> None:
    page: Page = open_page("en", PHONE)
    page.goto("/styleguide/?parts=errors")
    assert faults(page) == []
    expect(page.locator("#errors").first).to_be_focused()
    described = page.locator("#form [name=email]").get_attribute("aria-describedby")
    for id_ in (described or "").split():
        expect(page.locator(f"#{id_}")).to_have_count(1)
    expect(page.locator("#form [name=email]")).to_have_attribute("aria-invalid", "true")


def test_every_target_is_large_enough(open_page: OpenPage) -> None:
    page: Page = open_page("zh-hans", PHONE)
    page.goto("/styleguide/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main .button, main input:not([type=checkbox]):not([type=radio]), '
             + 'main select, main textarea, .checkbox, .choice, .stepper button, .tabs a, .language button, .footer a')]
             .filter(e => e.offsetParent && !e.closest('.stepper input') && e.getBoundingClientRect().height < 42)
             .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_language_changes_and_the_page_stays(open_page: OpenPage) -> None:
    page: Page = open_page("en", PHONE)
    page.goto("/styleguide/?parts=errors")
    page.get_by_role("button", name="繁體中文").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hant")
    assert page.url.endswith("/styleguide/?parts=errors")
    expect(page.locator("h1")).to_have_text("設計系統")


def test_without_scripts_the_stepper_is_a_number_field(open_page: OpenPage) -> None:
    page: Page = open_page("en", PHONE, java_script_enabled=False)
    page.goto("/styleguide/")
    expect(page.locator("#id_count")).to_be_editable()
    expect(page.locator("[data-step]").first).to_be_hidden()
    expect(page.locator("[data-copy]").first).to_be_hidden()


def test_the_stepper_stays_within_its_bounds(open_page: OpenPage) -> None:
    page: Page = open_page("en", PHONE)
    page.goto("/styleguide/")
    box = page.locator("[data-stepper]").first
    fewer, more, field = box.locator("[data-step='-1']"), box.locator("[data-step='1']"), box.locator("input")
    expect(fewer).to_be_disabled()
    more.click()
    more.click()
    expect(field).to_have_value("3")
    expect(more).to_be_disabled()
    fewer.click()
    expect(field).to_have_value("2")
    field.fill("9")
    expect(more).to_be_disabled()
    fewer.click()
    expect(field).to_have_value("3")


def test_keys_move_open_and_press(open_page: OpenPage) -> None:
    page: Page = open_page("en", DESKTOP)
    page.goto("/styleguide/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    rows = page.locator("[data-key-row]")
    expect(rows.nth(1)).to_contain_class("is-here")
    page.evaluate("document.addEventListener('click', e => { window.pressed = e.target.textContent.trim() })")
    page.keyboard.press("a")
    assert page.evaluate("window.pressed") == "Accept"
    page.keyboard.press("k")
    expect(rows.first).to_contain_class("is-here")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#id_order").focus()
    page.keyboard.press("j")
    expect(page.locator("#id_order")).to_have_value("j")
    expect(rows.first).to_contain_class("is-here")


def test_the_countdown_goes_on_and_says_when_it_is_over(open_page: OpenPage) -> None:
    page: Page = open_page("zh-hans", PHONE)
    page.clock.install()
    page.goto("/styleguide/")
    soon = page.locator("#sentence p.row [data-countdown=clock]").first
    words = page.locator("#sentence p.row [data-countdown=words]").nth(1)
    before = soon.inner_text()
    shown = words.inner_text()
    page.clock.run_for(30_000)
    assert words.inner_text() == shown, "server and script must use the same words"
    page.clock.fast_forward(60 * 60_000)
    assert soon.inner_text() != before
    page.clock.fast_forward(3 * 3_600_000)
    expect(soon).to_have_text("已超时")
    expect(soon).to_contain_class("is-past")


def test_live_messages_become_one_event(open_page: OpenPage) -> None:
    page: Page = open_page("en", PHONE)
    page.add_init_script(LIVE_PAGE)
    page.goto("/styleguide/")
    assert page.evaluate("window.source.url") == "/live/?token=t"
    page.evaluate('source.onopen(); source.onmessage({data: \'{"kind": "cases.case.opened"}\'})')
    assert page.evaluate("window.heard") == [{"kind": "cases.case.opened"}]
    page.evaluate("source.onopen()")
    assert page.evaluate("window.heard.at(-1)") == {"kind": "reconnected"}


@pytest.mark.parametrize("language", ["zh-hans", a_sweep("zh-hant"), a_sweep("en")])
def test_a_page_that_is_not_there_says_what_to_do(open_page: OpenPage, language: str) -> None:
    page: Any = open_page(language, PHONE)
    page.expected_errors.append("404")
    response = page.goto("/nothing-here/")
    assert response.status == 404
    assert faults(page) == []
    heading = {"en": "There is nothing at this address", "zh-hans": "这个地址没有内容", "zh-hant": "這個網址沒有內容"}
    expect(page.locator("h1")).to_have_text(heading[language])


@pytest.mark.parametrize(
    "name", ["403.html", "403_csrf.html", "404.html", "413.html", "500.html", "503.html", "507.html"]
)
def test_error_pages_need_no_request(name: str, plain_static: None) -> None:
    assert '<h1 class="title">' in render_to_string(name)


def test_no_inline_style_and_no_inline_script(plain_static: None) -> None:
    text = styleguide(RequestFactory().get("/styleguide/")).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick" not in text
