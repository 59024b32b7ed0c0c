"""The figures of a shop, against a set of cases that is computed by hand; and what is said of too few."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from huitou.cases.verbs import refuse
from huitou.core.tenancy import in_shop
from huitou.insights.queries import figures, goal_figures, last_days
from huitou.insights.rolling_up import rebuild
from huitou.insights.verbs import set_goal
from huitou.insights.words import length_text


@pytest.fixture
def refused(world, clock):
    """`refused(25)`: goodwill wishes refused 10, 20, 30 … minutes after they were asked: each ends with its answer."""

    def make(number: int) -> None:
        asked = []
        for _ in range(number):
            order = world.order(delivered_days_ago=30)
            case = world.apply(order, cups=1)
            assert case.state == "goodwill"
            asked.append(case)
        for place, case in enumerate(asked, start=1):
            at = case.opened_at + timedelta(minutes=10 * place)
            ended = refuse(case=case, reason="other", note="不符合条件。", actor=world.agent, at=at)
            assert ended.state == "declined"
        clock.forward(days=1)
        rebuild(world.shop.pk, at=world.now)
        cache.clear()

    return make


def test_the_figures_are_those_that_hands_compute(world, refused):
    refused(25)
    with in_shop(world.shop):
        found = figures(last_days(world.shop, world.now))
    # 10, 20, … 250 minutes: the 13th is the middle; nine of ten lie at place 1 + 0.9 × 24 = 22.6, that is 226 minutes.
    assert (found.steps["answer"].median, found.steps["answer"].ninth) == (130 * 60, 226 * 60)
    assert found.steps["answer"] == found.steps["whole"].__class__(**{
        **{name: getattr(found.steps["whole"], name) for name in found.steps["whole"].__slots__}, "step": "answer",
    })  # fmt: skip
    assert (found.solved, found.in_time, found.in_time_per_cent) == (25, 10, 40)
    assert (found.within_day, found.within_three_days, found.unsolved, found.open_now) == (25, 25, 0, 0)
    assert sum(week.count for week in found.weeks) == 25
    assert sum(week.in_time for week in found.weeks) == 10
    assert found.enough


def test_other_kinds_and_other_days_are_left_out(world, refused):
    refused(3)
    with in_shop(world.shop):
        period = last_days(world.shop, world.now)
        assert figures(period, kind="return_and_refund").solved == 3
        assert figures(period, kind="refund_only").solved == 0
        later = last_days(world.shop, world.now + timedelta(days=200))
        assert figures(later).solved == 0


def test_what_the_buyer_took_back_is_not_solved(known):
    world = known.world
    rebuild(world.shop.pk, at=world.now)
    with in_shop(world.shop):
        found = figures(last_days(world.shop, world.now))
    assert (found.solved, found.unsolved, found.open_now) == (1, 1, 2)
    assert found.steps["answer"].by_silence == 1
    assert not found.enough


def test_per_cent_is_never_rounded_up(world, refused):
    refused(0)
    with in_shop(world.shop):
        found = figures(last_days(world.shop, world.now))
    assert found.per_cent(1) == 0


def test_goals_count_what_was_kept_and_what_was_missed(world, refused):
    set_goal(measure="answer", minutes=100, actor=world.hire("manager"), at=world.now)
    refused(12)
    with in_shop(world.shop):
        [goal] = goal_figures(last_days(world.shop, world.now), at=world.now)
    # 10 … 100 minutes are kept, 110 and 120 missed.
    assert (goal.kept, goal.missed, goal.running, goal.per_cent) == (10, 2, 0, 83)


@pytest.mark.parametrize(
    ("locale", "title", "few"),
    [
        ("en", "How long it takes", "Too few cases yet: 3 of the 20"),
        ("zh-CN", "售后时效", "样本还太少"),
        ("zh-TW", "售後時效", "樣本還太少"),
    ],
)
def test_the_page_says_when_there_are_too_few(world, refused, locale, title, few):
    refused(3)
    answer = Client(headers={"accept-language": locale}).get("/s/teahouse/performance/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert title in said
    assert few in said
    assert "100 %" not in said
    assert "key-figures" not in said


def test_the_page_shows_the_figures_with_sample_and_period(world, refused):
    refused(25)
    set_goal(measure="answer", minutes=24 * 60, in_open_hours=True, actor=world.hire("manager"), at=world.now)
    said = " ".join(Client(headers={"accept-language": "en"}).get("/s/teahouse/performance/").content.decode().split())
    assert "Measured from what happened in 25 cases that ended between" in said
    assert "Solved within 100 minutes</dt><dd>40 %</dd>" in said
    assert "2 hours" in said  # 130 minutes
    assert "within 24 hours of opening hours" in said


def test_the_published_figures_are_kept_for_a_while(world, refused, django_assert_max_num_queries):
    refused(25)
    browser = Client(headers={"accept-language": "en"})
    browser.get("/s/teahouse/performance/")
    with django_assert_max_num_queries(12):
        browser.get("/s/teahouse/performance/")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a minute"), (60, "1 minute"),
     (59 * 60, "59 minutes"), (6000, "100 minutes"), (7800, "2 hours"), (86_400, "24 hours"),
     (3 * 86_400, "3 days"), (int(2.5 * 86_400), "2.5 days")],
)  # fmt: skip
def test_lengths_are_written_in_one_unit(seconds, said):
    assert length_text(seconds) == said
