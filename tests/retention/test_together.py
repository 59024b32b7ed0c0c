"""The pure parts of selling: pairs, choosing, when nothing is sold, links out, and how sure a difference is."""

import csv
import gzip
import io
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from huitou.lanes.stages import Stage
from huitou.retention.attribution import Group, effect, wilson
from huitou.retention.backtest import Bought, backtest
from huitou.retention.links import Way, is_own, opened, product_address, sealed
from huitou.retention.selling import held_out, may_sell
from huitou.retention.together import LARGEST_BASKET, bestsellers, choose, pairs

RETAIL = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail" / "online_retail.csv.gz"
SHOP, CUSTOMER = UUID(int=1), UUID(int=2)


def test_a_pair_needs_support_and_more_than_chance():
    baskets = [{"tea", "cup"}] * 6 + [{"tea"}] * 4 + [{"pot", "lid"}] * 2 + [{"pen", f"x{n}"} for n in range(8)]
    assert [(pair.product, pair.other, pair.baskets) for pair in pairs(baskets)] == [
        ("cup", "tea", 6),
        ("tea", "cup", 6),
    ]
    # What everybody buys goes with nothing in particular.
    assert pairs([{"bag", name} for name in "abcdefgh" for _ in range(3)]) == []
    assert pairs([{f"p{n}" for n in range(LARGEST_BASKET + 1)}] * 5) == []
    assert pairs([["tea", "tea"]] * 9 + [[]]) == []
    assert bestsellers(baskets)[:2] == [("tea", 10), ("pen", 8)]


def test_what_is_chosen_is_never_bought_already_and_never_excluded():
    scores = {"tea": [("cup", 0.3), ("pot", 0.2)], "pot": [("cup", 0.1), ("lid", 0.35), ("tea", 0.9)]}
    assert choose(["tea", "pot"], scores, fallback=["tea", "bag"]) == ["cup", "lid", "bag"]
    assert choose(["tea", "pot"], scores, pinned=["bag", "tea"], never=frozenset({"cup"})) == ["bag", "lid"]
    assert choose([], {}, fallback=["a", "b", "c", "d"]) == ["a", "b", "c"]


def test_nothing_is_sold_in_trouble():
    calm = {"open_case": False, "open_question": False, "cancelled": False}
    assert may_sell([(Stage.MOVING, False), (Stage.DELIVERED, False)], **calm)
    assert not may_sell([], **calm)
    assert not may_sell([(Stage.MOVING, True)], **calm)
    trouble = (Stage.HELD, Stage.ATTEMPTED, Stage.CUSTOMS, Stage.LOST, Stage.GOING_BACK, Stage.CAME_BACK, Stage.STOPPED)
    for stage in trouble:
        assert not may_sell([(Stage.DELIVERED, False), (stage, False)], **calm)
    for name in calm:
        assert not may_sell([(Stage.DELIVERED, False)], **(calm | {name: True}))


def test_the_group_held_out_is_always_the_same_and_as_large_as_set():
    people = [UUID(int=number) for number in range(4000)]
    held = [one for one in people if held_out(SHOP, one, 10)]
    assert 320 < len(held) < 480
    assert all(held_out(SHOP, one, 20) for one in held)
    assert not any(held_out(SHOP, one, 0) for one in people)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://shop.example.com/p?q=1", True), ("https://de.shop.example.com/", True),
        ("http://shop.example.com/", False), ("https://shop.example.com.evil.com/", False),
        ("https://evilshop.example.com/", False), ("https://shop.example.com@evil.com/", False),
        ("https://evil.com\\@shop.example.com/", False), ("//shop.example.com/", False),
        ("javascript:alert(1)", False), ("https://shop.example.com:8443/", False), ("https://[", False), ("", False),
    ],
)  # fmt: skip
def test_links_lead_to_the_shops_own_website_only(url, own):
    assert is_own("shop.example.com", url) is own
    assert not is_own("", url)


def test_a_sealed_way_opens_in_its_shop_only():
    way = Way("https://shop.example.com/a", CUSTOMER, "products")
    token = sealed(SHOP, way)
    assert opened(SHOP, token) == way
    assert opened(UUID(int=9), token) is None
    assert opened(SHOP, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert (
        product_address("https://a/{product}?q={sku}", product="茶/x", sku="A&B") == "https://a/%E8%8C%B6%2Fx?q=A%26B"
    )


def test_a_difference_is_said_only_where_there_is_enough():
    assert not effect(Group(49, 20), Group(500, 20)).enough
    assert not effect(Group(500, 5), Group(500, 4)).enough
    # Newcombe's own example: 56 of 70 against 48 of 80 gives 0.0524 to 0.3339.
    found = effect(Group(70, 56), Group(80, 48))
    assert (round(found.difference, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    assert (round(wilson(0, 50)[0], 6), wilson(50, 50)[1]) == (0.0, pytest.approx(1.0))
    assert Group(3, 1, 100).per_person_minor == 33


def test_the_back_test_knows_nothing_of_the_future():
    day = date(2026, 1, 1)
    past = [Bought(f"c{n}", day, frozenset({"tea", "cup"})) for n in range(5)]
    past += [Bought(f"d{n}", day, frozenset({f"other{n}", "bag"})) for n in range(9)]
    past += [Bought("x", date(2026, 1, 2), frozenset({"tea"})), Bought("x", date(2026, 1, 9), frozenset({"cup"}))]
    assert backtest(past, first=14).judged == 1
    found = backtest(past, first=14)
    assert (found.together, found.known) == (1, 1)
    assert backtest(past[14:], first=0).together == 0


@pytest.mark.skipif(not RETAIL.exists(), reason="the shared data is not here")
def test_what_goes_together_beats_bestsellers_on_real_orders():
    """The first three months teach, the next weeks judge; the whole year is measured by `bench together`."""
    orders: dict[str, tuple[str, str, set[str]]] = {}
    with gzip.open(RETAIL) as file:
        for row in csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")):
            if row[4] >= "2011-04-15" and row[4] != "InvoiceDate":
                break
            if row[6] and row[0].isdecimal() and len(row[1]) >= 5:
                orders.setdefault(row[0], (row[6], row[4][:10], set()))[2].add(row[1])
    past = [Bought(who, date.fromisoformat(day), frozenset(goods)) for who, day, goods in orders.values()]
    found = backtest(past, first=len(past) * 3 // 4, every=5000)
    assert found.judged > 100
    assert found.share(found.together) > 1.2 * found.share(found.sellers)
