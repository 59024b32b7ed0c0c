"""Tokens of measured mails that are foreign, forged or odd; answers that lead elsewhere; XML that would read files."""

import pytest
from django.test import Client

from huitou.core.tenancy import in_shop
from huitou.notifications.channels.protocol import Unreadable
from huitou.notifications.channels.wechat.events import object_of
from huitou.notifications.measuring import followed_token, opened_token
from huitou.notifications.models import Mail, MailTrace
from tests.worlds import build_world

DECLARED = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><c>&b;</c></a>'


@pytest.fixture
def two(once, clock):
    return once(lambda: (build_world(clock), build_world(clock, "bookshop")))


def test_only_tokens_of_this_shop_count_and_none_leads_elsewhere(two):
    tea, books = two
    foreign = Mail(shop_id=books.shop.pk)
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0", "Accept": "text/html"})
    base = f"/s/{tea.shop.slug}/m/"
    # Signed for the other shop; signed here for a place that is no page of ours; the picture's token as a link's.
    assert browser.get(f"{base}{followed_token(foreign, '/s/bookshop/orders/1/')}/").status_code == 404
    assert browser.get(f"{base}{opened_token(foreign)}/").status_code == 404
    for odd in (opened_token(foreign), "é:é", ":"):
        assert browser.get(f"{base}{odd}.gif").status_code in (200, 404)
        assert browser.get(f"{base}{odd}/").status_code == 404
    own = Mail(shop_id=tea.shop.pk)
    for place in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        led = browser.get(f"{base}{followed_token(own, place)}/")
        door, _sign, to = led["Location"].partition("?to=")
        assert door.endswith(f"/s/{tea.shop.slug}/enter/")
        entered = Client().get(f"/s/{tea.shop.slug}/enter/?to={to}").content.decode()
        assert 'href="//evil' not in entered
    with in_shop(tea.shop):
        assert not MailTrace.objects.exists()


def test_the_answer_about_statistics_leads_to_a_page_of_this_shop(two):
    tea, books = two
    tea.shop.measuring = {"gtag": "G-ABCDEF1234"}
    tea.shop.save(update_fields=["measuring"])
    page = f"/s/{tea.shop.slug}/statistics/"
    for place in (
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        f"/s/{books.shop.slug}/",
        "javascript:1",
    ):
        answered = Client().post(page, {"answer": "yes", "next": place})
        assert (answered.status_code, answered["Location"]) == (302, page)
    # A frame for who has not agreed, or with a name of its own, is none.
    assert Client().get(f"{page}order/").status_code == 404


@pytest.mark.parametrize("body", [
    DECLARED.encode(), DECLARED.encode("utf-16"), DECLARED.encode("utf-8-sig"), DECLARED.encode("utf-7"),
    b"<a>" * 50_000, b"{" * 100_000, b'{"a":' * 50_000, b"\xff\xfe<", b"", b"[]", b"<a>&b;</a>",
])  # fmt: skip
def test_xml_that_declares_or_unfolds_is_unreadable(body):
    with pytest.raises(Unreadable):
        object_of(body)


def test_xml_nested_beyond_all_sense_ends_nothing():
    with pytest.raises(Unreadable):
        object_of(b"<a>" * 50_000 + b"</a>" * 50_000)
