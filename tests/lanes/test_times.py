"""How long a lane takes: back-off, decay, windows, the walk in time that never looks ahead. All pure."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.config.bench.lanes_bench import TEACH, read
from huitou.lanes.backtest import LEVELS, Past, backtest
from huitou.lanes.causes import WORDS, cause_of
from huitou.lanes.counting import Travelled, walk
from huitou.lanes.days_off import day_after, days_between
from huitou.lanes.places import city_of
from huitou.lanes.promising import Known, judge
from huitou.lanes.rolling import Rolling, together
from huitou.lanes.stages import Stage, stage_of
from huitou.lanes.times import FARTHEST_DAYS, FEWEST, Lane, LaneTimes, Spread
from huitou.lanes.ways import lane_of, place_name
from huitou.parcels.vocabulary.pairs import PAIRS, UNMAPPED

NEAR = Lane("SF", "CN", "CN-ZHEJIANG", 0)
FAR = Lane("SF", "CN", "CN-TIBET", 0)
OLIST = Path("../shared/data/olist/orders_8000")


def learned(*parcels):
    """Times that have seen (lane, days, how many)."""
    times = LaneTimes()
    for lane, days, number in parcels:
        times.add(lane, days, on=0, number=number)
    return times


def test_a_lane_with_many_parcels_speaks_for_itself():
    spread = learned((NEAR, 2, 900), (FAR, 9, 900)).spread(FAR, on=0)
    assert spread.window(0.8) == (9, 9)
    assert spread.number == 900


def test_a_lane_with_few_parcels_leans_on_the_one_above_it_and_says_how_few_it_had():
    spread = learned((NEAR, 2, 900), (FAR, 9, 3)).spread(FAR, on=0)
    assert spread.window(0.8)[0] == 2
    assert 0.0 < spread.longer_than(8) < 0.2
    # Three parcels are no statistics: what is named is the level that has enough.
    assert spread.number >= FEWEST
    assert spread.number != 3


def test_a_lane_that_nobody_travelled_takes_all_there_is_and_nothing_where_there_is_nothing():
    assert learned((NEAR, 2, 50)).spread(Lane("DHL", "DE", "FR", 3), on=0).number == 50
    assert LaneTimes().spread(NEAR, on=0) is None


def test_what_is_long_ago_counts_less():
    times = LaneTimes()
    times.add(NEAR, 10, on=0, number=200)
    times.add(NEAR, 3, on=360, number=200)
    assert times.spread(NEAR, on=360).window(0.9) == (3, 3)


def test_a_parcel_that_is_late_is_told_by_those_that_were_as_late():
    spread = learned((NEAR, 2, 90), (NEAR, 7, 10)).spread(NEAR, on=0)
    assert spread.window(0.9) == (2, 2)
    assert spread.window(0.9, beyond=2) == (7, 7)
    assert spread.window(0.9, beyond=7) == (8, FARTHEST_DAYS)


shares = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=20).filter(lambda some: sum(some) > 0.1)


@given(shares, st.floats(0.05, 1.0))
@settings(max_examples=200, deadline=None)
def test_no_shorter_window_holds_as_much(raw, share):
    whole = sum(raw)
    spread = Spread([one / whole for one in raw], 1, 0)
    first, last = spread.window(share)
    held = sum(spread.shares[first : last + 1])
    assert held >= share - 1e-9
    width = last - first
    shorter = [sum(spread.shares[at : at + width]) for at in range(len(raw))] if width else [0.0]
    assert max(shorter) < share + 1e-9


def parcels(count, *, late_from=None):
    """One parcel a day; three days each, ten from `late_from` on."""
    start = date(2025, 1, 1)
    for day in range(count):
        took = 10 if late_from is not None and day >= late_from else 3
        yield Travelled(NEAR, start + timedelta(days=day), start + timedelta(days=day + took))


def test_the_walk_never_looks_ahead():
    """What arrives later changes nothing of what was promised before."""
    calm, storm = Rolling(), Rolling()
    walk(parcels(200), calm)
    walk(parcels(200, late_from=100), storm)
    # The first windows that the storm misses were promised as if it were not coming.
    judged = together(storm.judged)
    assert together(calm.judged).kept > judged.kept
    assert judged.number == together(calm.judged).number
    missed = judged.number - judged.kept
    assert missed >= 9  # every parcel handed over before the first late one had arrived


def test_missed_windows_make_the_next_ones_wider():
    storm = walk(parcels(300, late_from=150), Rolling())
    calm = walk(parcels(300), Rolling())
    assert storm.level.asked > calm.level.asked


def test_the_back_test_is_equal_to_the_walk_in_what_it_may_know():
    """A parcel that arrives on the day of a promise is not known to it yet."""
    start = date(2025, 1, 1)
    past = [Past(NEAR, start + timedelta(days=day), start + timedelta(days=day + 4), start + timedelta(days=day + 9))
            for day in range(60)]  # fmt: skip
    outcome = backtest(past, first=0)
    assert outcome.parcels == 60 - 5
    assert outcome.shop_kept == 1.0
    assert outcome.shop_days == 10.0
    assert set(outcome.days) == {1.0}


@pytest.mark.skipif(not OLIST.exists(), reason="real orders are not here: ../shared/data/olist")
def test_on_real_orders_the_windows_are_narrower_than_the_shops_where_they_are_kept_as_often():
    past = list(read(OLIST, "hand_over"))
    outcome = backtest(past, first=len(past) // 2)
    assert outcome.parcels > 3_000 > TEACH
    assert outcome.days_at_shops_share < 0.95 * outcome.shop_days
    asked = dict(zip(LEVELS, outcome.kept, strict=True))
    assert abs(asked[0.90] - 0.90) < 0.03


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("MEMPHIS, TN 38118, US", "Memphis"),
        ("Leipzig, SN, DE", "Leipzig"),
        ("Musterstraße 5, 04109 Leipzig, DE", "Leipzig"),
        ("Front Porch, DE", ""),
        ("广东,深圳市,南山区", "深圳"),
        ("广东省 深圳市", "深圳"),
        ("新竹縣竹北市", "新竹"),
        ("呼伦贝尔市", "呼伦贝尔"),
        ("北苑小区", ""),
        ("阳光花园", ""),
        ("中山路", ""),
        ("望京东路", ""),
        ("朝阳区", ""),
        ("华联超市", ""),
        ("望京菜市场", ""),
        ("阳光城市花园", ""),
        ("Oak Street, Springfield, IL", "Springfield"),
        ("Springfield, Oak Street, IL", ""),
        ("Musterstraße, Berlin", ""),
        ("Parcel Shop Blumen Meier, Berlin", ""),
        ("SUNSET APARTMENTS, AUSTIN, TX", "Austin"),
        ("Front Porch", ""),
        ("A, B, C", ""),
        ("【广东省深圳市南山区科技园营业点】", "深圳"),
        ("浙江杭州西湖区文三路 8 号", ""),
        ("台北市信義區", "台北"),
        ("12 Main St", ""),
        ("Unit 4 The Long Lane Depot Street", ""),
        ("", ""),
    ],
)
def test_a_place_is_no_finer_than_a_city(said, city):
    assert city_of(said) == city


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("Weather delay. Package held", "weather"),
        ("因台风影响，派送延迟", "weather"),
        ("Clearance event", "customs"),
        ("Mis-sorted at facility", "missorted"),
        ("Arrived at hub", ""),
    ],
)
def test_the_cause_in_a_carriers_words(said, cause):
    assert cause_of(said) == cause
    assert not cause or cause in WORDS


def test_every_status_has_a_stage():
    """A new status of the vocabulary must not fall through to the coarse state unseen."""
    for status in PAIRS:
        if status != UNMAPPED:
            family = status.partition(".")[0]
            assert stage_of(status, "announced") != Stage.ANNOUNCED or family in ("pending", "info"), status


def test_what_has_ended_stays_ended():
    assert stage_of("transit.moving", "delivered") == Stage.DELIVERED
    assert stage_of("exception.delayed", "in_transit") == Stage.HELD


def test_holidays_on_which_carriers_rest_are_no_days_of_a_lane():
    thursday = date(2026, 12, 24)
    # Christmas Day is a Friday; the second one a Saturday, which the count holds anyhow.
    assert days_between("DE", thursday, date(2026, 12, 28)) == 3
    assert day_after("DE", thursday, 3) == date(2026, 12, 28)
    assert day_after("DE", thursday, 1) == date(2026, 12, 26)
    assert days_between("CN", thursday, date(2026, 12, 28)) == 4
    assert days_between("CN", date(2026, 9, 30), date(2026, 10, 8)) == 8


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(0, 40))
def test_days_are_counted_and_named_by_one_rule(since, number):
    day = day_after("DE", since, number)
    assert days_between("DE", since, day) == number
    assert day == since or days_between("DE", since, day - timedelta(days=1)) == number - 1


def test_a_window_from_the_lane_steps_over_the_holiday():
    spread = learned((Lane("DHL", "DE", "DE", 3), 2, 100)).spread(Lane("DHL", "DE", "DE", 3), on=0)
    known = {"stage": Stage.MOVING, "today": date(2026, 12, 24), "handed_on": date(2026, 12, 24), "spread": spread}
    assert judge(Known(**known, country="DE")).latest == date(2026, 12, 27)
    assert judge(Known(**known, country="CN")).latest == date(2026, 12, 26)


def test_one_spelling_of_a_lane():
    one = lane_of(carrier="sf ", origin="CN", country="cn", region="Zhe-Jiang", handed_on=date(2026, 11, 23))
    other = lane_of(carrier="SF", origin="CN", country="CN", region="zhe jiang", handed_on=date(2026, 11, 30))
    assert one == other
    assert place_name("", "") == ""
    assert all("|" not in part for key in one.levels() for part in key)
