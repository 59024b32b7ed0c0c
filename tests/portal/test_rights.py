"""Rights by country from the data of the law, whom to turn to, and places that are not served: said at once."""

import pytest
from django.test import Client

from huitou.cases.verbs import refuse
from huitou.core.tenancy import in_shop
from huitou.policies.law.bodies import BODIES
from huitou.policies.law.book import COUNTRIES
from tests.portal.reading import words
from tests.portal.test_withdraw import publish_for

HOME = "/s/teahouse/"


def rights(country="", locale="en"):
    client = Client(headers={"accept-language": locale})
    return client.get(f"{HOME}rights/" + (f"?country={country}" if country else ""))


def test_every_country_with_law_has_somebody_to_turn_to():
    assert set(BODIES) == COUNTRIES


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("CN", ("within 7 days", "12315", "Article 25", "15 days")),
        ("DE", ("within 14 days", "ECC-Net", "Article 11a", "2 years", "before the goods are there")),
        ("GB", ("within 30 days", "Citizens Advice", "section 24", "6 years")),
        ("TW", ("The shop bears the cost of the way back", "1950", "Articles 19 and 19-2")),
        ("KR", ("within 7 days", "1372", "3 months")),
    ],
)
def test_the_rights_of_a_country_name_their_articles(world, country, said):
    text = words(rights(country))
    for words_of_it in said:
        assert words_of_it in text
    assert "ec.europa.eu/consumers/odr" not in text, "that platform was closed in July 2025"


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
@pytest.mark.parametrize("country", ["CN", "DE", "GB", "TW", "KR", "BR"])
def test_no_english_is_left_in_the_translated_pages(world, country, locale):
    text = words(rights(country, locale))
    assert "%(" not in text
    for english in ("You can", "The shop", "The money", "within"):
        assert english not in text


def test_what_was_not_checked_says_so(world):
    assert "not checked against the text of the law" in words(rights("KR"))


def test_without_a_country_it_is_the_one_that_the_policy_speaks_to(world):
    assert "12315" in words(rights())


@pytest.mark.parametrize("country", ["US", "ZZ", "x", "<b"])
def test_a_country_without_known_law_says_that_this_means_nothing(world, country):
    answer = rights(country)
    assert answer.status_code == 200
    assert ("Nothing known here" in words(answer)) == (country != "<b")


def refused_case(world, sign_in, order):
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    return sign_in(order).get(f"{HOME}cases/{case.ref}/")


def test_a_refused_case_of_a_shop_that_stands_alone_names_whom_to_turn_to(world, sign_in):
    order = world.order()
    text = words(refused_case(world, sign_in, order))
    assert "If you do not agree" in text
    assert "12315" in text
    assert f"Name the order {order.number}" in text


def test_with_a_platform_above_the_case_goes_there_first(world, sign_in):
    order = world.order()
    with in_shop(world.shop):
        world.shop.sole = False
        world.shop.save(update_fields=["sole"])
    assert "If you do not agree" not in words(refused_case(world, sign_in, order))


def test_an_agreed_case_does_not_speak_of_authorities(world, sign_in):
    order = world.order()
    case = world.apply(order, cups=1)
    assert "If you do not agree" not in words(sign_in(order).get(f"{HOME}cases/{case.ref}/"))


TIBET = {"serves": {"countries": ["CN"], "without": [{"country": "CN", "regions": ["西藏"]}]}}


def test_places_that_are_not_served_are_said_on_the_look_up_the_policy_and_the_order(world, clock, sign_in):
    said = "In China it does not deliver to: 西藏."
    client = Client(headers={"accept-language": "en"})
    assert said not in words(client.get(HOME))
    clock.forward(days=1)
    publish_for(world, **TIBET)
    assert said in words(client.get(HOME))
    assert said in words(client.get(HOME + "policy/"))
    clock.forward(days=9)
    here, there = world.order(region="浙江"), world.order(region="西藏")
    assert "Not delivered to here." not in words(sign_in(here).get(f"{HOME}orders/{here.number}/"))
    assert "Not delivered to here." in words(sign_in(there).get(f"{HOME}orders/{there.number}/"))
