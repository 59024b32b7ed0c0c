"""The buyer's own offer on the case's page: the form, its bounds, the history, and what the shop's answer shows."""

import pytest

from huitou.cases.verbs import decline_offer, offer
from huitou.core.tenancy import in_shop
from tests.portal.test_case_page import asked, client, order, page_of, words  # noqa: F401  (fixtures)
from tests.worlds import picture


def offers(world, case):
    with in_shop(world.shop):
        return list(case.offers.order_by("made_at").values_list("by", "amount_minor", "remedy", "keeps_goods", "state"))


def test_the_form_names_the_most_and_what_happens_next(world, client, asked):  # noqa: F811
    text = words(client.get(page_of(asked) + "offer/"))
    assert "If the shop accepts, it counts at once" in text
    assert "what was paid for these items" in text
    assert "Money, and I keep the goods" in text


def test_the_buyer_offers_and_the_history_shows_it(world, client, asked):  # noqa: F811
    answer = client.post(page_of(asked) + "offer/", {"amount": "30", "way_of_offer": "keep", "note": "I keep it."})
    assert answer.status_code == 302
    assert offers(world, asked) == [("buyer", 3_000, "", True, "open")]
    text = words(client.get(page_of(asked)))
    assert "You offered 陶杯社: CN¥30.00" in text
    assert "You keep the goods." in text
    decline_offer(case=asked, actor=world.agent, at=world.now)
    assert "Declined" in words(client.get(page_of(asked)))


def test_of_a_refused_offer_neither_the_photo_nor_its_file_is_kept(world, client, asked, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    with in_shop(world.shop):
        before = asked.evidence.count()
    typed = {"amount": "99999", "way_of_offer": "keep", "photo": picture()}
    assert client.post(page_of(asked) + "offer/", typed).status_code in (409, 422)
    with in_shop(world.shop):
        assert asked.evidence.count() == before
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    assert client.post(page_of(asked) + "offer/", {**typed, "amount": "30", "photo": picture()}).status_code == 302
    with in_shop(world.shop):
        assert asked.evidence.count() == before + 1
    assert [one for one in tmp_path.rglob("*") if one.is_file()]


@pytest.mark.parametrize(("way", "given"), [
    ("back", ("buyer", 3_000, "", False, "open")), ("exchange", ("buyer", 0, "exchange", False, "open")),
    ("reship", ("buyer", 0, "reship", True, "open")), ("repair", ("buyer", 0, "repair", False, "open")),
])  # fmt: skip
def test_every_way_is_offered_as_it_was_chosen(world, client, asked, way, given):  # noqa: F811
    client.post(page_of(asked) + "offer/", {"amount": "30", "way_of_offer": way})
    assert offers(world, asked) == [given]


@pytest.mark.parametrize("amount", ["0", "99999", "twenty", ""])
def test_a_sum_that_cannot_be_is_explained_at_its_field(world, client, asked, amount):  # noqa: F811
    answer = client.post(page_of(asked) + "offer/", {"amount": amount, "way_of_offer": "keep", "note": "Please."})
    assert answer.status_code in (400, 409, 422)
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "Please." in page
    assert offers(world, asked) == []


def test_an_offer_that_changed_meanwhile_is_not_accepted(world, client, asked):  # noqa: F811
    offer(case=asked, amount_minor=2_000, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        seen = str(asked.offers.get().pk)
    page = client.get(page_of(asked)).content.decode()
    assert seen in page
    decline_offer(case=asked, actor=world.buyer(order_of(world, asked)), at=world.now)
    offer(case=asked, amount_minor=2_000, keeps_goods=False, actor=world.agent, at=world.now)
    answer = client.post(page_of(asked) + "accept_offer/", {"seen_minor": "2000", "seen_offer": seen})
    assert answer.status_code == 409
    assert [row[-1] for row in offers(world, asked)] == ["declined", "open"]


def order_of(world, case):
    with in_shop(world.shop):
        return type(case).objects.select_related("order").get(pk=case.pk).order


def test_another_variant_is_offered_from_the_form_and_the_offer_alone_is_taken_back(world, client, asked):  # noqa: F811
    from huitou.orders.models import Variant
    from tests.cases.generous import stock

    with in_shop(world.shop):
        line = asked.lines.get().order_line_id
    stock(world, "CUP", 10_000, name="中")
    large = stock(world, "CUP-L", 12_000)
    page = client.get(page_of(asked) + "offer/").content.decode()
    assert f'name="variant_{line}"' in page
    assert "大 · CN¥23.33 more" in page
    typed = {"amount": "30", "way_of_offer": "exchange", f"variant_{line}": str(large.pk)}
    assert client.post(page_of(asked) + "offer/", typed).status_code == 302
    text = words(client.get(page_of(asked)))
    assert "an exchange for 青瓷杯 (大) (CN¥23.33 more to pay)" in text
    assert "Take the offer back" in text
    assert client.post(page_of(asked) + "recall_offer/", {}).status_code == 302
    assert offers(world, asked) == [("buyer", 0, "exchange", False, "recalled")]
    with in_shop(world.shop):
        assert Variant.objects.get(pk=large.pk).reserved == 0
