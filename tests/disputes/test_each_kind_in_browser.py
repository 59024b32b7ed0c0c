"""Each kind of help from the application to the ruling, in real browsers without scripts: the buyer asks, the shop
refuses, the buyer calls in the platform, and the arbitrator grants it; then the case does what this kind brings.
"""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Case
from huitou.cases.models.case import Kind
from huitou.core.actions import perform
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from huitou.portal.session import SESSION
from tests.browsing import DESKTOP, PHONE
from tests.cases.generous import stock
from tests.worlds import PASSWORD

UNSTYLED = "ERR_FAILED"
MONTH = {"clock": "delivery", "days": 30}
# kind → what is typed besides, and where the case stands once the ruling is carried out.
KINDS = {
    "return_and_refund": ({}, "awaiting_goods"),
    "refund_only": ({}, "resolved"),
    "partial_refund": ({"a": "30"}, "resolved"),
    "price_adjustment": ({"a": "90"}, "resolved"),
    "exchange": ({"v": "small"}, "awaiting_goods"),
    "repair": ({}, "awaiting_goods"),
    "reship": ({}, "replacing"),
}


def test_the_list_is_whole():
    assert set(KINDS) == set(Kind.values) - {Kind.MIXED}  # several of these in one case


@pytest.fixture
def ways(world):
    """A policy that gives every kind for a fault, and none of them without the shop's answer."""
    document = deepcopy(preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    rule = next(one for one in document["rules"] if one["id"] == "faulty-or-wrong")
    given = {offer["kind"]: offer for offer in rule["offers"]}
    rule["offers"] = [
        {name: value for name, value in {"kind": kind, "window": MONTH, **given.get(kind, {})}.items()
         if name != "automatic"}
        for kind in KINDS
    ]  # fmt: skip
    boss, long_ago = world.hire("manager"), world.now - timedelta(days=300)
    publish(version=save_draft(document=document, actor=boss, at=long_ago), actor=boss, at=long_ago)
    return world


def plain(open_page, locale, width):
    """A visitor who gets the words and the forms alone: looks are looked at elsewhere."""
    page = open_page(locale, width, java_script_enabled=False)
    page.expected_errors.append(UNSTYLED)
    page.context.route("**/static/**", lambda route: route.abort())
    return page


def signed_in(open_page, person):
    """A person of the shop or of the platform at a desk of their own."""
    # The server knows only the real hashers; few rounds, as it is the test's password.
    person.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1_000)
    person.save(update_fields=["password"])
    page = plain(open_page, "en", DESKTOP)
    page.goto("/staff/login/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    return page


@pytest.mark.sweep
@pytest.mark.browser
def test_from_the_application_to_the_ruling(court, ways, server, open_page):
    world, small = ways, stock(ways, "CUP-S", 9_000, name="小")
    stock(world, "CUP", 10_000, pieces=None, name="中")
    world.hire("agent")
    merchant, arbitrator = (signed_in(open_page, one) for one in (world.staff["agent"], court.person("anna")))
    buyer = plain(open_page, "zh-hans", PHONE)
    orders = {kind: world.order(delivered_days_ago=9) for kind in KINDS}
    for kind, (more, then) in KINDS.items():
        court.order = order = orders[kind]
        _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
        buyer.context.add_cookies([{"name": SESSION, "value": token, "url": f"{server.url}/s/{world.shop.slug}/"}])
        cup = world.line(order, "cup").position
        world.photo(order)
        typed = {f"{name}{cup}": str(small.pk) if value == "small" else value for name, value in more.items()}
        chosen = {"step": "how", f"i{cup}": "1", "r": "defective", "kind": kind, **typed}
        query = "&".join(f"{name}={value}" for name, value in chosen.items())

        buyer.goto(f"/s/{world.shop.slug}/orders/{order.number}/apply/?{query}")
        buyer.locator("button[form=send]").click()
        assert "/cases/R-" in buyer.url, (kind, buyer.locator("main").inner_text())
        with in_shop(world.shop):
            court.case = Case.objects.get(order=order)
        assert (court.case.kind, court.case.state) == (kind, "requested")

        merchant.goto(f"/desk/{world.shop.slug}/cases/{court.case.ref}/refuse/")
        merchant.locator("main [name=reason]").select_option("claim_not_shown")
        merchant.locator("main [name=note]").fill("照片看不出来。")
        merchant.locator("main form[method=post] button.is-primary").last.click()
        assert court.read().state == "refused", kind

        buyer.goto(f"/s/{world.shop.slug}/cases/{court.case.ref}/call_in_platform/")
        buyer.locator("[name=note]").fill("请看照片。")
        buyer.locator("main form .button.is-primary").click()
        court.both_rest()

        arbitrator.goto(f"/platform/{world.shop.slug}/cases/{court.case.ref}/")
        box = arbitrator.locator("#do-rule")
        box.locator("[name=outcome][value=wish]").check()
        box.locator("[name=grounds]").select_option("shown")
        box.locator("[name=note]").fill("照片清楚地显示杯底有裂纹。")
        box.locator("form[method=post] .actions button").click()
        assert court.state == "appealable", (kind, arbitrator.locator(".field-error, [role=alert]").all_inner_texts())
        for who in (court.buyer, court.shop):
            perform("dispute", "accept_ruling", court.dispute, {}, actor=who, at=world.now)
        run_pending()
        assert court.read().state == then, kind
