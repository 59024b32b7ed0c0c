"""The buyer's whole way in a real browser on a phone, in Chinese and in English; and what every page must be:
nothing to find for axe, no error in the console, nothing to scroll sideways, small on its first view.
"""

import gzip
import re

import pytest
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session, signed_link
from huitou.cases.models import Case
from huitou.cases.verbs import agree, offer
from huitou.core import jobs
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.looking import faults
from tests.sweeps import a_sweep
from tests.worlds import picture

HOME = "/s/teahouse/"
# htmx and the live stream report an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"

WORDS = {
    "en": {
        "open": "Open the order", "back": "Send back", "continue": "Continue",
        "reason": "It arrived damaged", "how": "How do you want it solved?",
        "choice": "Send it back, money back", "get": "Send back, get CN¥", "turn": "The shop's turn",
        "sent": "I have sent it", "said": "You handed the goods over. SF Express SF998877",
    },
    "zh-hans": {
        "open": "打开订单", "back": "退货", "continue": "继续", "reason": "收到时已损坏",
        "how": "希望怎么解决？", "choice": "寄回商品，退款",
        "get": "寄回，退 ¥", "turn": "等商家处理", "sent": "我已寄出",
        "said": "你已寄出商品。顺丰速运 SF998877",
    },
}  # fmt: skip


def code_of(world):
    """The code in the newest mail, as its delivery would put it together."""
    from huitou.notifications import verbs  # noqa: F401  (its jobs)
    from huitou.notifications.blackening import whole

    while True:
        with in_shop(world.shop):
            mail = Mail.objects.order_by("-queued_at").first()
        if mail is not None:
            return re.search(r"\b(\d{6})\b", whole(mail).text).group(1)
        assert jobs.run_pending(limit=1)


@pytest.fixture
def signed_in(open_page, world, server):
    """`signed_in(order, "en", PHONE)`: a page of a visitor with the buyer's session."""

    def opened(order, locale="en", width=PHONE, **options):
        page = open_page(locale, width, **options)
        _, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
        page.context.add_cookies([{"name": SESSION, "value": token, "url": server.url + HOME}])
        page.expected_errors.append(INTERRUPTED)
        return page

    return opened


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["zh-hans", a_sweep("en")])
def test_from_the_look_up_to_the_hand_over(server, world, open_page, locale, tmp_path):
    said = WORDS[locale]
    order = world.order(cups=2, delivered_days_ago=2)
    page = open_page(locale, PHONE)
    page.expected_errors.append(INTERRUPTED)

    page.goto(HOME)
    page.locator("[name=number]").fill(f" #{order.number}")
    page.locator("[name=contact]").fill("Buyer@Example.com")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/code/")
    page.locator("[name=code]").fill(code_of(world))
    page.get_by_role("button", name=said["open"]).click()
    page.wait_for_url(f"**/orders/{order.number}/")

    cup = world.line(order, "cup").position
    page.get_by_role("link", name=said["back"], exact=True).first.click()
    expect(page.locator(f"[name=i{cup}]")).to_have_value("1")
    page.locator(f"[aria-controls=id_i{cup}]").nth(1).click()
    expect(page.locator(f"[name=i{cup}]")).to_have_value("2")
    page.get_by_role("button", name=said["continue"]).click()

    page.get_by_text(said["reason"], exact=True).click()
    photo = tmp_path / "cup.jpg"
    photo.write_bytes(picture().getvalue())
    # What was chosen is sent at once.
    page.locator(".slot [name=photo]").first.set_input_files(photo)
    expect(page.locator(".evidence img")).to_have_count(1)
    page.get_by_role("button", name=said["continue"]).click()

    expect(page.get_by_role("heading", name=said["how"])).to_be_visible()
    page.get_by_text(said["choice"], exact=True).click()
    button = page.get_by_role("button", name=re.compile(re.escape(said["get"]) + r"\d"))
    expect(button).to_be_in_viewport()
    button.click()
    page.wait_for_url("**/cases/R-*/")
    expect(page.locator("main")).to_contain_text(said["turn"])

    with in_shop(world.shop):
        case = Case.objects.get()
    agree(case=case, actor=world.agent, at=world.now)
    jobs.run_pending()
    # The page hears of it by itself.
    expect(page.get_by_role("button", name=said["sent"])).to_be_visible()
    page.locator("[name=carrier]").fill("sf")
    page.locator("[name=tracking_number]").fill("sf 998877")
    page.get_by_role("button", name=said["sent"]).click()
    expect(page.locator("main")).to_contain_text(said["said"])
    assert world.refreshed(case).goods_return.state == "on_the_way"


@pytest.mark.browser
def test_a_signed_link_opens_by_itself_and_leaves_no_secret_in_the_address(server, world, open_page):
    order = world.order()
    secret = signed_link(shop_id=world.shop.pk, customer_id=order.customer_id, order_id=order.pk, at=world.now)
    page = open_page("en", PHONE)
    page.expected_errors.append(INTERRUPTED)
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"{HOME}enter/#{secret}")
    page.wait_for_url(f"**/orders/{order.number}/")
    assert not any(secret in url for url in seen)
    assert secret not in page.evaluate("location.href")


@pytest.mark.browser
def test_the_whole_way_works_without_javascript(server, world, open_page, signed_in):
    order = world.order(cups=2)
    page = signed_in(order, java_script_enabled=False)
    cup = world.line(order, "cup").position
    page.goto(f"{HOME}orders/{order.number}/apply/")
    page.locator(f"[name=i{cup}]").fill("2")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I no longer want it").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=note]").fill("Thank you")
    page.get_by_role("button", name=re.compile("Send back, get")).click()
    page.wait_for_url("**/cases/R-*/")
    page.locator("[name=tracking_number]").fill("SF1")
    page.get_by_role("button", name="I have sent it").click()
    expect(page.locator("main")).to_contain_text("You handed the goods over. SF1")


@pytest.mark.browser
def test_a_change_comes_to_the_open_page_and_what_is_being_typed_stays(server, world, signed_in):
    order = world.order()
    case = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True)
    page = signed_in(order)
    page.goto(f"{HOME}cases/{case.ref}/")
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    page.locator("[name=body]").fill("half a sentence")
    offer(case=case, amount_minor=1_500, actor=world.agent, at=world.now)
    expect(page.get_by_role("button", name="Accept CN¥15.00")).to_be_visible()
    expect(page.locator("#stream")).to_contain_text("陶杯社 offered CN¥15.00.")
    expect(page.locator("[name=body]")).to_have_value("half a sentence")


def pages_of(world):
    """Every page, with data that shows most of what it can show."""
    order = world.order(cups=3)
    late = world.order(cups=1, delivered_days_ago=40)
    case = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True, note="A crack.")
    offer(case=case, amount_minor=1_500, note="Keep it?", actor=world.agent, at=world.now)
    back = world.apply(order, pots=1)
    cup = world.line(order, "cup").position
    return order, {
        "look-up": HOME,
        "link": HOME + "enter/",
        "orders": HOME + "orders/",
        "order": f"{HOME}orders/{order.number}/",
        "late order": f"{HOME}orders/{late.number}/",
        "what": f"{HOME}orders/{order.number}/apply/",
        "what, wrong": f"{HOME}orders/{order.number}/apply/?step=why&i{cup}=9",
        "why": f"{HOME}orders/{order.number}/apply/?step=why&i{cup}=1&r=damaged",
        "how": f"{HOME}orders/{order.number}/apply/?step=how&i{cup}=1&r=no_longer_wanted",
        "offer": f"{HOME}cases/{case.ref}/",
        "decline": f"{HOME}cases/{case.ref}/decline_offer/",
        "hand over": f"{HOME}cases/{back.ref}/",
        "policy": HOME + "policy/",
        "how it works": HOME + "how/",
        "not found": HOME + "nothing/",
    }


# In Chinese on a phone the walk over every page looks at them (desk/test_every_page).
@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("en", PHONE), ("zh-hans", DESKTOP)])
def test_every_page_is_sound(server, world, signed_in, locale, width):
    order, pages = pages_of(world)
    page = signed_in(order, locale, width)
    page.expected_errors.append("404")
    wrong = {}
    for name, address in pages.items():
        page.goto(address)
        if found := faults(page):
            wrong[name] = found
        small = page.evaluate(
            """() => [...document.querySelectorAll('main a.button, main button, main summary, main select')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 100))"""
        )
        assert small == [], name
    assert wrong == {}


@pytest.mark.sweep
@pytest.mark.browser
def test_the_dark_pages_are_sound_too(server, world, signed_in):
    order, pages = pages_of(world)
    page = signed_in(order, "zh-hans", PHONE, color_scheme="dark")
    for name in ("look-up", "order", "why", "how", "offer", "hand over"):
        page.goto(pages[name])
        assert faults(page) == [], name


@pytest.mark.browser
@pytest.mark.parametrize("name", ["look-up", "order", "offer"])
def test_the_first_view_weighs_at_most_40_kb(server, world, signed_in, name):
    order, pages = pages_of(world)
    page = signed_in(order, "zh-hans")
    loaded = {}
    page.on("response", lambda response: loaded.__setitem__(response.url, response))
    page.goto(pages[name])
    page.wait_for_load_state("load")
    weight = {}
    for url, response in list(loaded.items()):
        kind = response.headers.get("content-type", "").split(";")[0]
        if kind in ("text/html", "text/css", "text/javascript", "application/javascript"):
            weight[url] = len(gzip.compress(response.body(), 9))
    assert len(weight) >= 4
    assert sum(weight.values()) <= 40 * 1024, weight
