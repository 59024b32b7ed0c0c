"""Every page of the matrix in a real browser on a phone: no page is wider than it, and axe finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browsing import PHONE
from tests.desk.furnishing import furnished  # noqa: F401  (the furnished shop is a fixture)
from tests.desk.test_matrix import ROUTES, WHO
from tests.looking import faults

# Files, parts of pages and doors, which nobody sees as a page.
NO_PAGES = {
    "desk:photo", "desk:bundle", "desk:changes", "desk:offer_preview", "desk:stock_file", "desk:mail_shown",
    "desk:news_preview",
    "platform:photo", "platform:bundle", "portal:photo", "portal:bundle", "portal:label", "portal:brand",
    "portal:logo", "portal:policy_embed_script", "portal:track_embed_script", "portal:demo", "portal:demo_mails",
    "portal:push_worker", "portal:mail_picture",
}  # fmt: skip
# Who is asked first for a page: whoever works with it.
READERS = ("owner", "buyer", "arbitrator", "operator", "workshop", "anonymous")
BROKEN_OFF = "ERR_INCOMPLETE_CHUNKED_ENCODING"


def pages(furnished: Any) -> list[tuple[str, str]]:  # noqa: F811
    """(visitor, path) of every page that somebody may look at."""
    found = []
    for name, routes in ROUTES.items():
        for route in routes:
            visitor = next((who for who in READERS if route.visitors[WHO.index(who)] == "Y"), None)
            if route.post is None and visitor and name not in NO_PAGES:
                found.append((visitor, furnished.path(name, route)))
    return found


def open_as(furnished: Any, open_page: Any, server: Any, locale: str, visitor: str) -> Any:  # noqa: F811
    page = open_page(locale, PHONE)
    cookies = furnished.clients[visitor].cookies
    page.context.add_cookies([{"name": key, "value": one.value, "url": server.url} for key, one in cookies.items()])
    page.context.add_cookies([{"name": "huitou_language", "value": locale, "url": server.url}])
    page.expected_errors.extend([BROKEN_OFF, "status of 4"])
    return page


@pytest.mark.sweep
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("locale", ["zh-hans", "en"])
def test_every_page_fits_on_a_phone(server, furnished, open_page, locale):  # noqa: F811
    wide, faulty, visitors = {}, {}, {}
    for visitor, path in pages(furnished):
        if visitor not in visitors:
            visitors[visitor] = open_as(furnished, open_page, server, locale, visitor)
        page = visitors[visitor]
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue
        assert answer.status < 500, path
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            wide[path] = width
        # What scrolls sideways inside a page hides half of itself on a phone.
        hidden = page.evaluate(
            "[...document.querySelectorAll('nav')].filter(one => one.scrollWidth > one.clientWidth + 1)"
            ".map(one => one.className)"
        )
        if hidden:
            wide[f"nav of {path}"] = hidden
        if locale == "zh-hans" and (found := faults(page)):
            faulty[path] = found
    assert wide == {}
    assert faulty == {}
    assert len(visitors) >= 4
