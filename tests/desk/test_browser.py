"""The merchant's whole way in a real browser, in Chinese and in English; and what every page must be: nothing to find
for axe, no error in the console, nothing to scroll sideways.
"""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import expect

from huitou.cases.models import Case
from huitou.cases.verbs import accept_offer, call_in_platform, refuse
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import hand_over
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from huitou.refunds.models import Refund
from tests.browsing import DESKTOP, PHONE
from tests.desk.conftest import goods_here
from tests.looking import faults
from tests.sweeps import a_sweep
from tests.worlds import PASSWORD

# htmx and the live stream report an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"
WORDS = {
    "en": {
        "agreed": "Agreed:", "offer": "Offer something else", "yours": "Your open offer",
        "here": "The goods are here", "good": "All good: refund", "done": "was paid back to the buyer",
        "empty": "Nothing is waiting for you",
    },
    "zh-hans": {
        "agreed": "已同意", "offer": "换个方案", "yours": "你的提议", "here": "退货已到",
        "good": "验货无误", "done": "已完成：", "empty": "没有要你处理的",
    },
}  # fmt: skip


def sign_in(page, world, role, locale):
    world.hire(role)
    person = world.staff[role]
    # The server knows only the real hashers; few rounds, as it is the test's password.
    person.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1_000)
    person.save(update_fields=["password"])
    page.expected_errors.append(INTERRUPTED)
    page.goto("/staff/login/")
    url = urlsplit(page.url)
    page.context.add_cookies([{"name": "huitou_language", "value": locale, "url": f"{url.scheme}://{url.netloc}/"}])
    page.locator("[name=login]").fill(f"{role}@{world.shop.slug}.example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"**/desk/{world.shop.slug}/")


def order_of(world, case):
    with in_shop(world.shop):
        return Order.objects.get(pk=case.order_id)


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", DESKTOP), a_sweep("en", PHONE)])
def test_from_the_queue_to_the_money_back(server, world, open_page, locale, width):
    said = WORDS[locale]
    first = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    world.clock.forward(minutes=5)
    second = world.apply(world.order(), cups=2, reason="damaged", photo=True)
    page = open_page(locale, width)
    sign_in(page, world, "agent", locale)

    # The most urgent one is agreed to where it stands, with the keys on a computer.
    rows = page.locator(".queue-row")
    expect(rows).to_have_count(2)
    if width == DESKTOP:
        page.keyboard.press("j")
        page.keyboard.press("a")
    else:
        rows.first.locator("button").click()
    expect(page.locator(".queue-done")).to_contain_text(said["agreed"])
    assert state(world, first) == "awaiting_goods"

    # The second one gets an offer, previewed while it is typed; the buyer accepts it.
    page.get_by_text(second.ref).click()
    page.wait_for_url(f"**/cases/{second.ref}/")
    page.locator("[data-opens^=do-offer]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=amount]").fill("30")
    expect(dialog.locator(".offer-preview .bill")).to_contain_text("30.00")
    dialog.locator("button.is-primary").click()
    expect(page.locator(".case-side")).to_contain_text(said["yours"])
    accept_offer(case=second.pk, actor=world.buyer(order_of(world, second)), at=world.now)
    run_pending()
    expect(page.locator("#stand")).to_contain_text(said["done"])
    assert state(world, second) == "resolved"

    # The goods of the first one come back: received, checked, paid.
    run_pending()
    with in_shop(world.shop):
        goods = Case.objects.select_related("goods_return").get(pk=first.pk).goods_return
    buyer = world.buyer(order_of(world, first))
    hand_over(goods_return=goods, carrier="sf", tracking_number="SF5", actor=buyer, at=world.now)
    page.goto(f"/desk/{world.shop.slug}/returns/?state=coming")
    page.get_by_role("button", name=said["here"]).click()
    page.wait_for_url(f"**/cases/{first.ref}/")
    page.get_by_role("button", name=said["good"]).click()
    page.wait_for_load_state()
    run_pending()
    page.goto(f"/desk/{world.shop.slug}/cases/{first.ref}/")
    expect(page.locator("#stand")).to_contain_text(said["done"])
    with in_shop(world.shop):
        assert all(refund.state == "succeeded" for refund in Refund.objects.all())
    page.goto(f"/desk/{world.shop.slug}/")
    expect(page.locator("h1")).to_contain_text(said["empty"])


def state(world, case):
    with in_shop(world.shop):
        return Case.objects.get(pk=case.pk).state


@pytest.mark.browser
def test_news_are_announced_and_do_not_move_the_rows(server, world, open_page):
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    page = open_page("en", DESKTOP)
    sign_in(page, world, "agent", "en")
    expect(page.locator("html[data-live=on]")).to_be_attached()
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    expect(page.locator("#news button")).to_contain_text("1 new: show it")
    expect(page.locator(".queue-row")).to_have_count(1)
    page.locator("#news button").click()
    expect(page.locator(".queue-row")).to_have_count(2)


@pytest.mark.browser
def test_what_was_typed_survives_news_while_a_form_is_open(server, world, open_page):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    page = open_page("en", DESKTOP)
    sign_in(page, world, "agent", "en")
    page.goto(f"/desk/{world.shop.slug}/cases/{case.ref}/")
    expect(page.locator("html[data-live=on]")).to_be_attached()
    page.keyboard.press("r")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=note]").fill("The photo shows another cup.")
    from huitou.cases.verbs import say

    say(case=case.pk, body="还在吗？", actor=world.buyer(order_of(world, case)), at=world.now)
    expect(page.locator("#stream")).to_contain_text("还在吗？")
    expect(dialog.locator("[name=note]")).to_have_value("The photo shows another cup.")


@pytest.mark.sweep
@pytest.mark.browser
def test_every_page_is_clean_on_a_desk_too(server, world, open_page):
    """On a phone, in Chinese: `test_every_page`."""
    locale, width = "en", DESKTOP
    asked = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    goods_here(world)
    paid = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    disputed = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=disputed, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=disputed, note="请看杯底。", actor=world.buyer(order_of(world, disputed)), at=world.now)
    run_pending()
    with in_shop(world.shop):
        refund = Refund.objects.filter(cause_id=paid.pk).first()
        mail = Mail.objects.first()
    desk, order = f"/desk/{world.shop.slug}", order_of(world, asked)
    paths = [
        "/", f"/cases/{asked.ref}/", f"/cases/{asked.ref}/refuse/", f"/cases/{asked.ref}/offer/", "/orders/",
        f"/orders/{order.number}/", f"/orders/{order.number}/apply/", f"/orders/{order.number}/parcels/", "/returns/",
        "/refunds/", f"/refunds/{refund.ref}/", "/mails/", f"/mails/{mail.pk}/", "/policies/", "/policies/1/",
        "/policies/draft/", "/settings/", "/settings/brand/", "/settings/people/", "/settings/tokens/",
        "/settings/import/", "/settings/customers/",
    ]  # fmt: skip
    page = open_page(locale, width)
    sign_in(page, world, "owner", locale)
    wrong = []
    for path in [desk + path for path in paths] + [
        f"/platform/{world.shop.slug}/",
        f"/platform/{world.shop.slug}/cases/{disputed.ref}/",
        "/desk/?all",
    ]:
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in faults(page)]
    assert wrong == []
