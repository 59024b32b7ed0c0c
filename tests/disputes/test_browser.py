"""A whole dispute in a real browser, on the pages of all three: the buyer calls in, both give evidence, a proposal is
declined, there is a ruling, an appeal, a second arbitrator, and the money goes out. Every page is sound on the way.
"""

from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Evidence
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.looking import faults
from tests.worlds import PASSWORD, picture

# htmx and the live stream report an interrupted request when the page moves on.
INTERRUPTED = "ERR_INCOMPLETE_CHUNKED_ENCODING"
# The arbitrator's words stay as they were written, whoever reads them in whatever language.
FAIR, FIRST_GROUNDS = "退三十元，杯子留下，双方都省事。", "现有的照片上看不出裂纹，也没有补充。"
LAST_GROUNDS = "新照片里裂纹清楚可见，商家没有相反的凭证。"
WORDS = {
    "zh-hans": {
        "proposal": "仲裁员的调解方案", "ruling": "裁决结果", "nothing": "你得到 ¥0.00",
        "told": "裁决结果：买家得到 ¥0.00",
    },
    "en": {
        "proposal": "The arbitrator’s proposal", "ruling": "The ruling", "nothing": "you get CN¥0.00",
        "told": "The ruling: the buyer gets CN¥0.00",
    },
}  # fmt: skip


class Sides:
    """The three at their screens, in one language and at one width."""

    def __init__(self, court, server, open_page, locale, width):
        self.court, self.server, self.open_page = court, server, open_page
        self.locale, self.width = locale, width
        self.shop, self.ref = court.world.shop.slug, court.case.ref
        self.faults: dict[str, list[str]] = {}

    def buyer(self) -> Page:
        page = self._page()
        found = {"shop_id": self.court.world.shop.pk, "customer_id": self.court.order.customer_id}
        _, token = open_demo_session(**found, at=self.court.world.now)
        page.context.add_cookies([{"name": SESSION, "value": token, "url": f"{self.server.url}/s/{self.shop}/"}])
        return self.see(page, f"/s/{self.shop}/cases/{self.ref}/")

    def merchant(self) -> Page:
        self.court.world.hire("agent")
        page = self._signed_in(self.court.world.staff["agent"])
        return self.see(page, f"/desk/{self.shop}/cases/{self.ref}/")

    def arbitrator(self, name: str) -> Page:
        return self.see(self._signed_in(self.court.person(name)), "/platform/")

    def see(self, page: Page, address: str) -> Page:
        """Go there, and look at the page as axe and a thumb do."""
        page.goto(address)
        return self.look(page)

    def look(self, page: Page) -> Page:
        where = page.url.removeprefix(self.server.url)
        if found := faults(page):
            self.faults[f"{where} while {self.court.state}"] = found
        return page

    def _page(self) -> Page:
        page = self.open_page(self.locale, self.width)
        page.expected_errors.append(INTERRUPTED)
        page.context.add_cookies([{"name": "huitou_language", "value": self.locale, "url": self.server.url}])
        return page

    def _signed_in(self, person) -> Page:
        # The server knows only the real hashers; few rounds, as it is the test's password.
        person.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1_000)
        person.save(update_fields=["password"])
        page = self._page()
        page.goto("/staff/login/")
        page.locator("[name=login]").fill(person.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda address: "/login/" not in address)
        return page


def buyer_does(sides: Sides, page: Page, action: str, words: str = "", photo: Path | None = None) -> None:
    """From the case's page to the action's own page, which is looked at too, and back."""
    page.locator(f"main a[href$='/{action}/']").click()
    page.wait_for_url(f"**/{action}/")
    sides.look(page)
    if words:
        page.locator("[name=note]").fill(words)
    if photo:
        page.locator("[name=photo]").set_input_files(photo)
    page.locator("main form .button.is-primary").click()
    page.wait_for_url(f"**/cases/{sides.ref}/")
    run_pending()


def shop_does(page: Page, action: str, words: str = "") -> None:
    """In the dialog that the button opens."""
    page.locator(f"main a[href*='/{action}/']").click()
    dialog = page.locator("dialog[open]")
    if words:
        dialog.locator("[name=note]").fill(words)
    dialog.locator(".button.is-primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    run_pending()


def arbitrator_does(sides: Sides, page: Page, action: str, words: str, **chosen: str) -> None:
    """In the box of that action on the case's page."""
    box = page.locator(f"#do-{action}")
    if box.get_attribute("open") is None:
        box.locator("summary").first.click()
    for name, value in chosen.items():
        control = box.locator(f"[name={name}]")
        if name == "outcome":
            control.and_(page.locator(f"[value={value}]")).check()
        elif name == "grounds":
            control.select_option(value)
        else:
            control.fill(value)
    box.locator("[name=note]").fill(words)
    sides.look(page)
    box.locator("form[method=post] .actions button").click()
    expect(page.locator(f"#do-{action}")).to_have_count(0)
    run_pending()


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_from_the_refusal_over_the_appeal_to_the_money(court, server, open_page, tmp_path, locale, width):
    said = WORDS[locale]
    court.refused(kind="refund_only")
    sides = Sides(court, server, open_page, locale, width)
    photo = tmp_path / "crack.jpg"
    photo.write_bytes(picture().getvalue())

    buyer = sides.buyer()
    buyer_does(sides, buyer, "call_in_platform", "请看杯底。")
    assert court.state == "evidence"
    buyer_does(sides, buyer, "rest", "裂纹的特写就是全部凭证。", photo)
    assert court.state == "evidence_of_merchant"

    shop = sides.merchant()
    shop.locator("#message_photo").set_input_files(photo)
    shop.locator("#message").fill("发货前拍的。")
    shop.locator(".message-box button").click()
    expect(shop.locator("#stream")).to_contain_text("发货前拍的。")
    with in_shop(court.world.shop):
        given = list(Evidence.objects.filter(case=court.case.pk).order_by("at").values_list("role", flat=True))
    assert given == ["buyer", "buyer", "merchant"]
    shop_does(shop, "rest", "发货前是完好的。")
    assert court.state == "deliberating"

    anna = sides.arbitrator("anna")
    anna.locator(f"a.button[href$='/cases/{sides.ref}/']").click()
    expect(sides.look(anna).locator(".versus img")).to_have_count(3)
    arbitrator_does(sides, anna, "propose", FAIR, amount="30")
    assert court.state == "mediating"

    for page, address in ((buyer, f"/s/{sides.shop}"), (shop, f"/desk/{sides.shop}")):
        shown = sides.see(page, f"{address}/cases/{sides.ref}/").locator("section.dispute")
        expect(shown).to_contain_text(said["proposal"])
        expect(shown).to_contain_text(FAIR)
    buyer_does(sides, buyer, "accept_proposal")
    shop.reload()
    shop_does(shop, "decline_proposal", "杯子没有裂。")
    assert court.state == "deliberating"

    anna.reload()
    # A sum is asked for only where another sum is ruled.
    expect(anna.locator("#do-rule [name=amount]")).to_be_hidden()
    arbitrator_does(sides, anna, "rule", FIRST_GROUNDS, outcome="nothing", grounds="not_shown")
    assert court.state == "appealable"
    expect(sides.see(shop, shop.url).locator("main")).to_contain_text(said["told"])

    buyer.reload()
    expect(sides.look(buyer).locator("section.dispute")).to_contain_text(said["ruling"])
    expect(buyer.locator("main")).to_contain_text(said["nothing"])
    expect(buyer.locator("section.dispute")).to_contain_text(FIRST_GROUNDS)
    court.world.clock.forward(minutes=5)
    buyer_does(sides, buyer, "appeal", "装水后会漏，裂纹在这里。", photo)
    assert court.state == "appealed_by_buyer"
    shop.reload()
    shop_does(shop, "answer", "没有别的可说。")
    assert court.state == "appealed"

    # Who ruled first reads the appeal and cannot decide it.
    anna.reload()
    expect(anna.locator("[id^='do-']")).to_have_count(0)
    bert = sides.arbitrator("bert")
    bert.locator(f"a.button[href$='/cases/{sides.ref}/']").click()
    arbitrator_does(sides, bert, "rule_again", LAST_GROUNDS, outcome="wish", grounds="shown")
    assert (court.state, court.read().state) == ("ruled", "resolved")
    asked = court.read().sum.minor
    assert (court.paid(), [one.instance for one in court.rulings()]) == (asked, ["first", "appeal"])

    buyer.reload()
    expect(sides.look(buyer).locator("section.dispute")).to_contain_text(LAST_GROUNDS)
    expect(buyer.locator("section[aria-labelledby=money_title]")).to_contain_text(f"{asked // 100}.{asked % 100:02}")
    assert sides.faults == {}
