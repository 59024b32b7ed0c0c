"""The policy inside the shop's own pages: only its domain may hold it, no cookie is set, what it says is what holds."""

from datetime import date

import pytest
from django.urls import reverse

from huitou.accounts.verbs import edit_shop
from huitou.accounts.verbs.edit_shop import DomainMalformed
from huitou.core.models import Shop
from huitou.policies import presets
from huitou.policies.rules import read
from huitou.policies.summary import summary_of


def look(client, world, query=""):
    return client.get(reverse("portal:policy_embed", args=[world.shop.slug]) + query)


def own_domain(world, domain):
    world.hire("manager")
    shop = Shop.objects.get(pk=world.shop.pk)
    edit_shop(actor=world.hire("manager"), at=world.now, name=shop.name, locale=shop.locale, domain=domain)


def test_nobody_may_hold_it_before_the_shop_named_its_website(world, client):
    answer = look(client, world)
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_only_the_shops_domain_may_hold_it_and_no_cookie_is_set(world, client):
    own_domain(world, "Cups.Example.com")
    answer = look(client, world)
    assert "frame-ancestors https://cups.example.com https://*.cups.example.com" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    # The rest of the shop stays closed.
    other = client.get(reverse("portal:policy", args=[world.shop.slug]))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "domain", ["https://cups.example.com", "cups.example.com/x", "*.example.com", "a b.com", "x; script-src *"]
)
def test_what_is_no_host_is_refused(world, domain):
    with pytest.raises(DomainMalformed):
        own_domain(world, domain)
    assert Shop.objects.get(pk=world.shop.pk).domain == world.shop.domain


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-hans", "7天"), ("zh-hant", "7 天"), ("en", "7 days to change your mind")]
)
def test_the_short_form_in_three_languages(world, client, lang, said):
    page = look(client, world, f"?part=summary&lang={lang}").content.decode()
    assert said.replace(" ", "") in page.replace(" ", "")
    assert f'lang="{lang.title().replace("En", "en").replace("Zh", "zh")}"'.lower() in page.lower()


def test_the_script_names_the_frame_of_this_shop_only(world, client):
    answer = client.get(reverse("portal:policy_embed_script", args=[world.shop.slug]))
    assert answer["Content-Type"].startswith("text/javascript")
    assert f"/s/{world.shop.slug}/policy/embed/" in answer.content.decode()
    assert not answer.cookies


def test_fee_last_day_and_place_are_said_before_anything_is_bought():
    document = presets.load("cn")
    document["return_shipping"]["buyer"] = {"by": "buyer", "way": "shop_label", "fee_minor": 800}
    document["serves"] = {"without": [{"country": "CN", "regions": ["西藏"]}]}
    found = summary_of(read(document), "en", delivery=date(2026, 11, 26), country="CN", region="西藏")
    assert found.lines[:4] == (
        "The shop does not deliver there.",
        "7 days to change your mind",
        "Return shipping CN¥8.00",
        "until December 3, 2026",
    )
    assert (found.days, found.fee_minor, found.buyer_pays, found.until) == (7, 800, True, date(2026, 12, 3))
    assert found.served is False
    assert summary_of(read(document), "en", country="CN", region="上海").served is True


def test_a_rule_for_shoes_does_not_speak_for_everything():
    document = presets.load("cn")
    own = {"id": "shoes", "when": {**document["rules"][2]["when"], "categories": ["shoes"]}}
    offer = {"kind": "return_and_refund", "window": {"clock": "delivery", "days": 30}, "right": True}
    document["rules"].insert(2, own | {"offers": [offer]})
    found = summary_of(read(document), "en")
    assert (found.days, found.special_rules) == (7, True)
