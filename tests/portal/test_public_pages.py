"""What everybody may read: policy, how it works, the brand; and the pages for what is not there or went wrong."""

import pytest
from django.test import Client

from huitou.cases.machine import CASE
from huitou.core.contrast import AA, palette, ratio
from huitou.logistics.machine import GOODS_RETURN
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from huitou.portal.session import SESSION
from tests.portal.reading import words

HOME = "/s/teahouse/"


def publish_another(world, **terms):
    """Another version of the policy, with these terms."""
    document = preset_for("CN", currency="CNY", timezone="Asia/Shanghai")
    document["terms"] |= terms
    manager = world.hire("manager")
    draft = save_draft(document=document, actor=manager, at=world.now)
    publish(version=draft, actor=manager, at=world.now)


def visitor(locale="en"):
    return Client(headers={"accept-language": locale})


@pytest.mark.parametrize(
    ("locale", "title"), [("en", "Returns and refunds"), ("zh-CN", "退货与退款"), ("zh-TW", "退貨與退款")]
)
def test_the_policy_is_open_to_everybody_in_three_languages(world, locale, title):
    answer = visitor(locale).get(HOME + "policy/")
    assert title in words(answer)
    assert 'id="rule-2-1"' in answer.content.decode()


def test_an_earlier_version_can_be_read_and_says_so(world, clock):
    clock.forward(days=1)
    publish_another(world, answer_hours=24)
    now, then = words(visitor().get(HOME + "policy/")), words(visitor().get(HOME + "policy/?version=1"))
    assert "Version 2" in now
    assert "24 hours" in now
    assert "An earlier version." not in now
    assert "Version 1" in then
    assert "48 hours" in then
    assert "An earlier version." in then


@pytest.mark.parametrize("version", ["99", "x", "-1", "1.0", "9999999999999999"])
def test_a_version_that_is_none_is_not_found(world, version):
    assert visitor().get(HOME + f"policy/?version={version}").status_code == 404


def test_a_draft_is_no_version_for_the_public(world):
    save_draft(
        document=preset_for("CN", currency="CNY", timezone="Asia/Shanghai"), actor=world.hire("manager"), at=world.now
    )
    assert visitor().get(HOME + "policy/?version=2").status_code == 404


@pytest.mark.parametrize("locale", ["en", "zh-CN", "zh-TW"])
def test_how_it_works_holds_every_state_of_the_tables(world, locale):
    text = words(visitor(locale).get(HOME + "how/"))
    assert "%(" not in text
    states = len(CASE.states) + len(GOODS_RETURN.states)
    page = visitor(locale).get(HOME + "how/").content.decode()
    assert page.count('<span class="tag') >= states
    assert "陶杯社" in text


def test_how_it_works_leaves_no_value_to_a_general_word(world):
    """A machine with a new placeholder still shows a page; here it is missed."""
    text = words(visitor().get(HOME + "how/"))
    assert "what is shown there" not in text
    assert "The page of your change says what its silence means." in text


def test_how_it_works_uses_the_shops_own_lengths(world, clock):
    assert "48 hours" in words(visitor().get(HOME + "how/"))
    clock.forward(days=1)
    publish_another(world, answer_hours=24)
    text = words(visitor().get(HOME + "how/"))
    assert "has 24 hours to decide" in text


@pytest.mark.parametrize("accent", ["#0E7A5F", "#FFEE00", "#FFFFFF", "#000000", "#C81E5A"])
def test_the_brands_colour_always_reads(world, accent):
    world.shop.accent = accent
    world.shop.save()
    page = visitor().get(HOME).content.decode()
    address = page.split('rel="stylesheet" href="/s/')[1].split('"')[0]
    answer = visitor().get("/s/" + address)
    assert answer["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["cache-control"]
    for dark in (False, True):
        colours = palette(accent, dark=dark)
        assert colours.accent in answer.content.decode()
        assert ratio(colours.accent, colours.accent_ink) >= AA


def test_another_colour_has_another_address(world):
    first = visitor().get(HOME).content.decode()
    world.shop.accent = "#123456"
    world.shop.save()
    second = visitor().get(HOME).content.decode()
    addresses = [page.split("brand.css?v=")[1][:8] for page in (first, second)]
    assert addresses[0] != addresses[1]


def test_what_is_not_there_is_said_in_the_shops_look(world):
    for address in ("nothing/", "a/b/c", "orders//x"):
        answer = visitor("zh-CN").get(HOME + address)
        assert answer.status_code in (404, 302)
    answer = visitor("zh-CN").get(HOME + "nothing/")
    assert "陶杯社" in words(answer)
    assert "请用订单号查询" in words(answer)


def test_a_shop_that_is_none_is_not_found(database):
    assert Client().get("/s/nowhere/").status_code == 404


def test_a_fault_of_ours_is_a_page_that_says_so(world, monkeypatch):
    from huitou.portal.views.policies import policy

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(policy, "version_in_force", broken)
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    answer = client.get(HOME + "policy/")
    assert answer.status_code == 500
    assert "The fault is ours and has been noted." in words(answer)


def test_a_browser_that_names_no_language_gets_the_shops(world):
    assert "查询订单" in words(Client().get(HOME))
    assert "查询订单" in words(visitor("fr").get(HOME))
    assert "Your order" in words(visitor("fr, en;q=0.5").get(HOME))


def test_the_chosen_language_wins(world):
    client = visitor("en")
    client.post("/language/", {"language": "zh-hant", "next": HOME})
    assert "查詢訂單" in words(client.get(HOME))


def test_every_personal_page_leads_through_the_door(world):
    order = world.order()
    case = world.apply(order, pots=1)
    for address in (
        "orders/",
        f"orders/{order.number}/",
        f"orders/{order.number}/apply/",
        f"cases/{case.ref}/",
        f"cases/{case.ref}/withdraw/",
    ):
        answer = visitor().get(HOME + address)
        assert (answer.status_code, answer["location"].split("?")[0]) == (302, HOME)
    live = visitor().get(HOME + f"cases/{case.ref}/", headers={"hx-request": "true"})
    assert (live.status_code, live["hx-redirect"]) == (204, HOME)


def test_personal_pages_stay_out_of_caches_and_public_ones_tell_nothing(world, sign_in):
    order = world.order()
    client = sign_in(order)
    for address in ("", "orders/", f"orders/{order.number}/", "policy/"):
        answer = client.get(HOME + address)
        assert answer["cache-control"] == "no-store"
        assert "'unsafe-inline'" not in answer["content-security-policy"]
    assert SESSION not in client.get(HOME + "orders/").cookies
