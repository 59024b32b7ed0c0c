"""The shop and the buyer's offer: what the page shows, accepting and declining it, and offering goods or a sum back."""

import pytest
from django.urls import reverse

from huitou.cases.verbs import decline_offer, offer
from huitou.core.tenancy import in_shop
from tests.desk.test_actions import act


@pytest.fixture
def countered(world, asked):
    """The buyer offers to keep it for 30."""
    with in_shop(world.shop):
        order = type(asked).objects.select_related("order").get(pk=asked.pk).order
    return offer(case=asked.pk, amount_minor=3_000, actor=world.buyer(order), at=world.now)


def offers(world, case):
    with in_shop(world.shop):
        return [(row.by, row.amount_minor, row.remedy, row.hours, row.state) for row in
                case.offers.order_by("made_at")]  # fmt: skip


def open_offer_of(world, case):
    with in_shop(world.shop):
        return case.offers.get(state="open").pk


def test_the_page_shows_the_offer_and_what_can_be_done(world, desk, countered):
    page = desk("agent").get(reverse("desk:case", args=[world.shop.slug, countered.ref])).content.decode()
    assert str(open_offer_of(world, countered)) in page
    assert "30.00" in page
    for action in ("accept_offer", "decline_offer", "offer", "agree", "refuse"):
        assert f"/{countered.ref}/{action}/" in page


def test_the_offer_is_accepted_as_it_was_seen(world, desk, countered):
    path, body = act(world, countered, "accept_offer", seen_offer=str(open_offer_of(world, countered)))
    assert desk("agent").post(path, body).status_code == 302
    assert world.refreshed(countered).state == "refunding"
    assert [row[-1] for row in offers(world, countered)] == ["accepted"]


def test_another_offer_than_the_seen_one_is_not_accepted(world, desk, countered):
    seen = str(open_offer_of(world, countered))
    decline_offer(case=countered.pk, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        order = type(countered).objects.select_related("order").get(pk=countered.pk).order
    offer(case=countered.pk, amount_minor=4_000, actor=world.buyer(order), at=world.now)
    path, body = act(world, countered, "accept_offer", seen_offer=seen)
    assert desk("agent").post(path, body).status_code == 409
    assert [row[-1] for row in offers(world, countered)] == ["declined", "open"]


def test_the_offer_is_declined_with_words(world, desk, countered):
    path, body = act(world, countered, "decline_offer", note="这个数目不行。",
                     seen_offer=str(open_offer_of(world, countered)))  # fmt: skip
    assert desk("agent").post(path, body).status_code == 302
    assert world.refreshed(countered).state == "requested"


@pytest.mark.parametrize(("fields", "made"), [
    ({"amount": "25", "keeps_goods": "yes", "hours": "168"}, ("merchant", 2_500, "", 168, "open")),
    ({"amount": "", "keeps_goods": "reship"}, ("merchant", 0, "reship", None, "open")),
])  # fmt: skip
def test_the_shop_offers_back(world, desk, countered, fields, made):
    path, body = act(world, countered, "offer", **fields)
    assert desk("agent").post(path, body).status_code == 302
    assert offers(world, countered) == [("buyer", 3_000, "", None, "countered"), made]
    assert world.refreshed(countered).state == "offered"


def test_an_offer_without_a_sum_is_explained_at_its_field(world, desk, asked):
    path, body = act(world, asked, "offer", amount="", keeps_goods="yes")
    answer = desk("agent").post(path, body)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert offers(world, asked) == []


def test_the_desk_offers_another_variant(world, desk, asked):
    from tests.cases.generous import stock

    with in_shop(world.shop):
        line = asked.lines.get().order_line_id
    stock(world, "CUP", 10_000, name="中")
    large = stock(world, "CUP-L", 12_000)
    client = desk("agent")
    path, body = act(world, asked, "offer", keeps_goods="exchange", amount="", hours="72")
    assert f'name="variant_{line}"' in client.get(path).content.decode()
    assert client.post(path, {**body, f"variant_{line}": "nothing"}).status_code == 422
    assert client.post(path, {**body, f"variant_{line}": str(large.pk)}).status_code == 302
    with in_shop(world.shop):
        assert asked.offers.get().variants[str(line)]["surcharge_minor"] == 2_333
