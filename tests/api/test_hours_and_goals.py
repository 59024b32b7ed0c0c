"""Through the API: the shop's week, its own days and its goals, as its settings' pages set them."""

from datetime import date, timedelta

import pytest

from huitou.core.calendars import calendar_of
from huitou.core.tenancy import in_shop
from huitou.insights.models import Goal
from tests.api.conftest import given, problem

WEEK = {"monday": "9:00-12:00,13:30-18:00", "saturday": "10:00-14:00"}


@pytest.fixture
def manager(call_as):
    return call_as("manager")


def put(caller, **body):
    return caller.call("PUT", "/hours", {"week": WEEK, "country_holidays": False} | body, key=True)


def test_a_shop_without_settings_tells_the_usual_week(manager, world):
    told = given(manager.get("/hours"))
    assert (told["timezone"], told["country"], told["country_holidays"]) == ("Asia/Shanghai", "CN", True)
    assert (told["week"]["friday"], told["week"]["sunday"], told["own_days"]) == ("09:00-18:00", "", [])
    assert len(told["coming"]) == 56
    assert date.fromisoformat(told["coming"][0]["day"]).weekday() == 0


def test_the_week_is_replaced_whole(manager, world):
    told = given(put(manager))
    assert told["week"]["monday"] == "09:00-12:00, 13:30-18:00"
    assert told["week"]["tuesday"] == ""
    assert told["country_holidays"] is False
    assert given(manager.get("/hours")) == told
    with in_shop(world.shop):
        assert calendar_of(world.shop).week[5] == ((600, 840),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"week": {}}, "hours_malformed"),
        ({"week": {"monday": "18:00-09:00"}}, "hours_malformed"),
        ({"week": {"monday": "from nine to five"}}, "hours_malformed"),
        ({"week": {"moonday": "09:00-18:00"}}, "inputs_invalid"),
        ({"country_holidays": None}, "inputs_invalid"),
    ],
)
def test_hours_that_no_clock_can_read_change_nothing(manager, body, code):
    before = given(manager.get("/hours"))
    problem(put(manager, **body), 422, code)
    assert given(manager.get("/hours")) == before


def test_an_own_day_is_kept_replaced_and_dropped(manager, world):
    day = f"{world.now.date() + timedelta(days=3)}"
    given(manager.post("/hours/days", {"day": day, "label": "盘点"}))
    told = given(manager.post("/hours/days", {"day": day, "hours": "10:00-12:00", "label": "盘点"}))
    assert told["own_days"] == [{"day": day, "hours": "10:00-12:00", "label": "盘点"}]
    assert {"day": day, "hours": "10:00-12:00", "why": "own", "name": "盘点"} in told["coming"]
    told = given(manager.post("/hours/days/remove", {"day": day}))
    assert told["own_days"] == []
    assert "own" not in {one["why"] for one in told["coming"]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"day": "2001-01-01"}, "day_out_of_reach"),
        ({"day": "2099-01-01"}, "day_out_of_reach"),
        ({"day": "yesterday"}, "inputs_invalid"),
        ({"day": "2001-01-01", "hours": "25:00-26:00"}, "hours_malformed"),
    ],
)
def test_a_day_that_cannot_be_kept_is_refused(manager, body, code):
    problem(manager.post("/hours/days", body), 422, code)
    assert given(manager.get("/hours"))["own_days"] == []


def test_a_goal_is_set_replaced_and_dropped(manager, world):
    given(manager.post("/goals", {"step": "answer", "minutes": 1440}))
    goal = {"step": "answer", "kind": "refund_only", "minutes": 120, "in_open_hours": True, "warn_minutes": 20}
    told = given(manager.post("/goals", goal))
    assert [(one["kind"], one["minutes"], one["warn_minutes"]) for one in told] == [
        ("", 1440, 360),
        ("refund_only", 120, 20),
    ]
    assert told[1]["name"] == "First answer"
    told = given(manager.post("/goals", {"step": "answer", "minutes": 60}))
    assert told[0]["minutes"] == 60
    told = given(manager.post("/goals/remove", {"step": "answer"}))
    assert [one["kind"] for one in told] == ["refund_only"]
    assert given(manager.get("/goals")) == told


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"step": "sleep", "minutes": 60}, "goal_malformed"),
        ({"step": "answer", "kind": "gift", "minutes": 60}, "goal_malformed"),
        ({"step": "answer", "minutes": 60, "warn_minutes": 60}, "goal_malformed"),
        ({"step": "answer", "minutes": 0}, "inputs_invalid"),
        ({"step": "answer", "minutes": 10**9}, "inputs_invalid"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(manager, world, body, code):
    problem(manager.post("/goals", body), 422, code)
    with in_shop(world.shop):
        assert not Goal.objects.exists()
