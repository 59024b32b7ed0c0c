"""The pure parts: standing, verdict, controller, simulation."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from huitou.instant.controller import (
    NOBODY,
    Band,
    Month,
    band_of,
    expected_loss,
    loss_rate,
    next_threshold,
    prior_rate,
    set_aside,
)
from huitou.instant.eligibility import Request, Rules, held_out, judge
from huitou.instant.simulation import Bought, Way, World, over_budget, simulate
from huitou.instant.standing import History, standing

GOOD = History(days_known=400, orders=6, value_share=1_200, returns_kept=5, verified=True)
RULES = Rules(mode="on", currency="CNY", budget_minor=500_000, largest_minor=80_000, excluded_reasons=("other",),
              excluded_categories=("gold",))  # fmt: skip
REQUEST = Request(plain=True, amount_minor=20_000, currency="CNY", reasons=("no_longer_wanted",),
                  categories=("tableware",), owes=False, held_out=False)  # fmt: skip


def test_points_are_the_sum_of_their_reasons():
    found = standing(GOOD)
    assert {one.code: one.points for one in found.reasons if one.points} == {
        "base": 20, "days_known": 15, "orders": 20, "value": 10, "verified": 10, "returns_kept": 25,
    }  # fmt: skip
    assert found.points == 100
    assert found.to_gain == ()


def test_a_newcomer_sees_what_is_to_be_gained_and_nobody_falls_below_zero():
    found = standing(History(days_known=40, orders=1))
    assert found.points == 20 + 5 + 4
    assert [(one.code, one.points) for one in found.to_gain] == [
        ("returns_kept", 25), ("orders", 16), ("days_known", 10), ("value", 10), ("verified", 10),
    ]  # fmt: skip
    assert standing(History(unpaid=2, owes=1)).points == 0


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "at_once"),
        ({"plain": False}, "not_plain"),
        ({"currency": "EUR"}, "other_currency"),
        ({"owes": True}, "owes"),
        ({"charged_back": True}, "charged_back"),
        ({"amount_minor": 80_000}, "at_once"),
        ({"reasons": ("other", "damaged")}, "reason_excluded"),
        ({"categories": ("gold",)}, "category_excluded"),
        ({"amount_minor": 80_001}, "above_largest"),
        ({"held_out": True}, "held_out"),
    ],
)
def test_the_verdict_says_why(change, outcome):
    verdict = judge(RULES, replace(REQUEST, **change), standing(GOOD), threshold=80)
    assert (verdict.outcome, verdict.number) == (outcome, 80_000 if outcome == "above_largest" else 0)


def test_each_bar_counts_from_its_own_point_on():
    def outcome(threshold=80, **changes):
        return judge(replace(RULES, **changes), REQUEST, standing(replace(GOOD, returns_kept=0)), threshold=threshold)

    assert standing(replace(GOOD, returns_kept=0)).points == 75
    assert (outcome(75).outcome, outcome(76).outcome, outcome(76).number) == ("at_scan", "below_threshold", 76)
    assert (outcome(0, best_points=75).outcome, outcome(0, best_points=76).outcome) == ("at_once", "at_scan")
    assert outcome(0, narrowest_points=75).outcome == "at_scan"
    assert (outcome(0, narrowest_points=76).outcome, outcome(0, narrowest_points=76).number) == ("below_narrowest", 76)
    assert outcome(0, mode="off").outcome == "off"
    assert (outcome(0).granted, outcome(0, best_points=75).granted, outcome(76).granted) == (True, True, False)


def test_what_the_shop_excludes_is_refused_by_any_one_of_it():
    request = replace(REQUEST, categories=("tableware", "gold"))
    assert judge(RULES, request, standing(GOOD), threshold=0).outcome == "category_excluded"
    assert judge(RULES, replace(REQUEST, held_out=True), standing(GOOD), threshold=0).would == "at_once"


@pytest.mark.parametrize(
    ("history", "points"),
    [
        ({"days_known": 29}, 20), ({"days_known": 30}, 25), ({"days_known": 179}, 25), ({"days_known": 180}, 30),
        ({"days_known": 365}, 35), ({"orders": 1}, 24), ({"orders": 5}, 40), ({"orders": 6}, 40),
        ({"value_share": 99}, 20), ({"value_share": 100}, 23), ({"value_share": 300}, 27), ({"value_share": 1_000}, 30),
        ({"verified": True}, 30), ({"returns_kept": 1}, 25), ({"returns_kept": 6}, 45),
        ({"days_known": 365, "orders": 5, "returns_broken": 1}, 40), ({"orders": 5, "disputes_lost": 1}, 30),
        ({"days_known": 365, "orders": 5, "owes": 1}, 15), ({"days_known": 365, "orders": 5, "verified": True,
        "unpaid": 1}, 5), ({"unpaid": 1}, 0),
    ],
)  # fmt: skip
def test_each_part_of_a_history_gives_its_points(history, points):
    assert standing(History(**history)).points == points


def test_a_fifth_of_the_budget_is_the_most_whatever_the_shop_sets():
    rules = replace(RULES, budget_minor=50_000)
    verdict = judge(rules, replace(REQUEST, amount_minor=10_001), standing(GOOD), threshold=0)
    assert (verdict.outcome, verdict.number) == ("above_largest", 10_000)


def test_shadow_and_hold_out_say_what_would_be():
    middling = standing(replace(GOOD, returns_kept=0, verified=False))
    assert middling.points == 65
    verdict = judge(replace(RULES, mode="shadow"), REQUEST, middling, threshold=60)
    assert (verdict.outcome, verdict.would) == ("shadow", "at_scan")
    assert judge(RULES, REQUEST, middling, threshold=66).outcome == "below_threshold"


def test_the_held_out_group_is_always_the_same_and_about_as_large_as_asked():
    shop = UUID(int=7)
    people = [UUID(int=number) for number in range(2_000)]
    group = {one for one in people if held_out(shop, one, 10)}
    assert group == {one for one in people if held_out(shop, one, 10)}
    assert 150 < len(group) < 250
    assert len(group) == 205  # whoever was held out stays so
    assert group <= {one for one in people if held_out(shop, one, 20)}
    assert not any(held_out(shop, one, 0) for one in people)


MONTH = Month(budget_minor=100_000, expected_minor=0, lost_minor=0, days_left=30)
BANDS = [Band(lowest, demand_minor=10_000) for lowest in range(50, 101, 5)]


def test_the_threshold_narrows_at_once_and_widens_one_band_a_day():
    wide = next_threshold(replace(MONTH, budget_minor=10**9), BANDS, current=80, narrowest=50)
    assert (wide.target, wide.points) == (50, 75)
    narrow = next_threshold(replace(MONTH, lost_minor=90_000), BANDS, current=50, narrowest=50)
    assert narrow.points == narrow.target > 90
    assert next_threshold(replace(MONTH, lost_minor=100_000), BANDS, current=50, narrowest=50).points == NOBODY
    assert next_threshold(MONTH, BANDS, current=NOBODY, narrowest=50).points == 96


def test_what_is_forecast_fits_into_what_is_left():
    for lost in range(0, 100_001, 5_000):
        month = replace(MONTH, lost_minor=lost)
        found = next_threshold(month, BANDS, current=50, narrowest=50)
        assert found.forecast_minor <= month.room_minor


@pytest.mark.parametrize(
    ("month", "room"), [({}, 100_000), ({"lost_minor": 1, "expected_minor": 2}, 99_997), ({"lost_minor": 200_000}, 0)]
)
def test_what_is_left_of_a_month(month, room):
    assert replace(MONTH, **month).room_minor == room


def test_the_rates_by_number():
    assert [prior_rate(points) for points in (0, 19, 20, 40, 80, 100)] == [4_800, 4_800, 2_400, 1_200, 300, 150]
    assert [band_of(points) for points in (0, 4, 5, 99, 100, 101)] == [0, 0, 5, 95, 100, 100]
    # Prior 3 %, one standard deviation on the safe side: sqrt(300 × 9700 ÷ 20), rounded up.
    assert loss_rate(Band(80)) == 300 + 382
    # Twenty assumed and twenty seen, half of their money lost: (300 × 20 + 5000 × 20) ÷ 40.
    assert loss_rate(Band(80, ended=20, lost=10, paid_minor=1_000, lost_minor=500)) == 2_650 + 698
    assert loss_rate(Band(0, ended=10_000, lost=10_000, paid_minor=10, lost_minor=20)) == 10_000
    assert (expected_loss(0, 500), expected_loss(1, 1), expected_loss(10_000, 500)) == (0, 1, 500)
    assert (set_aside(999, 1, 10), set_aside(1_000, 101, 10), set_aside(1_000, 99, 10)) == (100, 101, 100)


def test_a_band_is_taken_in_while_it_fits_to_the_last_coin():
    best = expected_loss(10_000 * 30, loss_rate(Band(100)))
    exactly = next_threshold(replace(MONTH, budget_minor=best), BANDS, current=100, narrowest=50)
    assert (exactly.points, exactly.forecast_minor, exactly.target) == (100, best, 100)
    short = next_threshold(replace(MONTH, budget_minor=best - 1), BANDS, current=100, narrowest=50)
    assert (short.points, short.forecast_minor, short.target) == (NOBODY, 0, NOBODY)
    assert next_threshold(replace(MONTH, budget_minor=1), [], current=80, narrowest=52).target == 52
    wide = next_threshold(replace(MONTH, budget_minor=10**9), [], current=50, narrowest=0)
    assert (wide.target, wide.points) == (0, 45)
    assert next_threshold(replace(MONTH, budget_minor=10**9), [], current=300, narrowest=50).points == 100


def test_a_band_that_loses_is_dearer_and_history_outweighs_the_prior():
    known = Band(80, ended=400, lost=0, paid_minor=4_000_000, lost_minor=0)
    burnt = replace(known, lost=40, lost_minor=400_000)
    assert loss_rate(known) < loss_rate(Band(80)) < loss_rate(burnt)
    assert 1_000 < loss_rate(burnt) < 1_300  # ten per cent, on the safe side
    assert expected_loss(19_333, 1_000) == 1_934
    assert (set_aside(19_333, 1_934, 100), set_aside(19_333, 1_934, 5)) == (19_333, 1_934)


def orders(count: int = 1_500) -> list[Bought]:
    """A year of 150 buyers, 50.00 to 149.00 each."""
    start = date(2025, 1, 1)
    return [
        Bought(f"c{number % 150}", start + timedelta(days=number * 365 // count), 5_000 + number * 37 % 10_000)
        for number in range(count)
    ]


def test_no_month_loses_more_than_its_budget_and_a_fixed_threshold_does():
    world = World(wave=frozenset({"2025-09", "2025-10"}), wave_abusers=0.4)
    budget = 60_000
    ours = simulate(orders(), Way("ours", budget), world)
    assert over_budget(ours.values(), budget) == 0
    assert sum(month.paid_ahead for month in ours.values()) > 30
    assert sum(month.lost_minor for month in ours.values()) > 0
    fixed = simulate(orders(), Way("fixed", budget, fixed=50), world)
    assert over_budget(fixed.values(), budget) > 0
