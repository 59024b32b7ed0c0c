"""A shop's days and hours: weeks, holidays, working weekends, own days; where terms end that count in them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.core.calendars import USUAL_WEEK, Calendar, WeekMalformed, read_week, week_to_json
from huitou.core.calendars.country import holidays_of, working_weekends_known, working_weekends_of
from huitou.core.calendars.week import read_spans, write_spans
from huitou.core.flow import days, hours, open_hours, workdays

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
CHINA = Calendar(SHANGHAI, country="CN", law="CN")
GERMANY = Calendar(BERLIN, country="DE", law="DE")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_spring_festival_is_off_and_its_weekends_work():
    # State Council, 2026: off 15 to 23 February; Saturdays 14 and 28 February are worked.
    off = [date(2026, 2, number) for number in range(15, 24)]
    assert [CHINA.is_workday(day) for day in off] == [False] * 9
    assert CHINA.spans(date(2026, 2, 14)) == ((540, 1080),)
    assert CHINA.spans(date(2026, 2, 28)) == ((540, 1080),)
    assert not CHINA.is_workday(date(2026, 3, 7))


def test_working_days_run_over_the_festival():
    assert workdays(1).end(at("2026-02-13T15:00"), CHINA) == at("2026-02-14T15:00")
    assert workdays(2).end(at("2026-02-13T15:00"), CHINA) == at("2026-02-24T15:00")


def test_what_begins_on_a_day_off_has_a_whole_working_day():
    # Asked on a Sunday: the working day is Monday, to its end.
    assert workdays(1).end(at("2026-11-22T10:00"), CHINA) == at("2026-11-24T00:00")
    assert workdays(2).end(at("2026-11-22T10:00"), CHINA) == at("2026-11-25T00:00")


def test_open_hours_run_while_the_shop_is_open():
    # Friday 17:00: one hour on Friday, three on Monday.
    assert open_hours(4).end(at("2026-11-20T17:00"), CHINA) == at("2026-11-23T12:00")
    assert open_hours(1).end(at("2026-11-20T23:00"), CHINA) == at("2026-11-23T10:00")
    assert CHINA.open_between(at("2026-11-20T17:00"), at("2026-11-23T12:00")) == timedelta(hours=4)


def test_a_shop_that_closes_at_noon():
    split = read_spans("09:00-12:00, 13:30-18:00")
    calendar = Calendar(SHANGHAI, week=(split,) * 7)
    assert open_hours(4).end(at("2026-11-23T09:00"), calendar) == at("2026-11-23T14:30")
    assert write_spans(split) == "09:00-12:00, 13:30-18:00"


def test_own_days_come_first():
    calendar = Calendar(SHANGHAI, country="CN", special={date(2026, 11, 23): (), date(2026, 11, 22): ((600, 720),)})
    assert not calendar.is_workday(date(2026, 11, 23))
    assert calendar.spans(date(2026, 11, 22)) == ((600, 720),)
    assert workdays(1).end(at("2026-11-20T15:00"), calendar) == at("2026-11-22T15:00")


def test_the_clock_change_moves_no_opening_hour():
    # Berlin leaves summer time on 25 October 2026.
    assert workdays(1).end(at("2026-10-23T15:00", BERLIN), GERMANY) == datetime(2026, 10, 26, 14, tzinfo=UTC)
    assert open_hours(2).end(at("2026-10-23T17:00", BERLIN), GERMANY) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_a_term_of_the_law_moves_only_off_a_last_day_off():
    lawful, usual = days(14, rolls=True), days(14)
    # 11 + 14 days = 25 December; 26 is a holiday too, 27 a Sunday.
    assert lawful.end(at("2026-12-11T10:00", BERLIN), GERMANY) == at("2026-12-28T10:00", BERLIN)
    assert usual.end(at("2026-12-11T10:00", BERLIN), GERMANY) == at("2026-12-25T10:00", BERLIN)
    # Days off on the way do not count extra, and own closing days of the shop never move the law's end.
    assert lawful.end(at("2026-12-16T10:00", BERLIN), GERMANY) == at("2026-12-30T10:00", BERLIN)
    closed = Calendar(BERLIN, law="DE", special={date(2026, 12, 30): ()})
    assert lawful.end(at("2026-12-16T10:00", BERLIN), closed) == at("2026-12-30T10:00", BERLIN)


def test_china_ends_a_term_on_a_worked_saturday_and_britain_moves_none():
    assert days(7, rolls=True).end(at("2026-02-07T10:00"), CHINA) == at("2026-02-14T10:00")
    assert days(7, rolls=True).end(at("2026-02-10T10:00"), CHINA) == at("2026-02-24T10:00")
    britain = Calendar(ZoneInfo("Europe/London"), country="GB", law="GB")
    saturday = days(7, rolls=True).end(at("2026-11-21T10:00", britain.zone), britain)
    assert saturday == at("2026-11-28T10:00", britain.zone)


def test_hours_and_days_stay_by_the_clock():
    festival = at("2026-02-14T20:00")
    assert hours(48).end(festival, CHINA) == festival + timedelta(hours=48)
    assert days(3).end(festival, CHINA) == festival + timedelta(days=3)


def test_what_is_not_announced_yet_is_said():
    assert working_weekends_known("CN", 2026)
    assert working_weekends_of("CN", 2026) >= {date(2026, 2, 14), date(2026, 10, 10)}
    assert not working_weekends_known("CN", 2099)
    assert working_weekends_known("DE", 2099)


def test_an_unknown_country_has_no_holidays():
    assert holidays_of("XX", 2026) == {}


@pytest.mark.parametrize(
    "text", ["9-18", "18:00-09:00", "09:00-12:00, 12:00-13:00", "09:00-25:00", "09:60-10:00", "09:00-12:00 13:00"]
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(WeekMalformed):
        read_spans(text)


def test_a_week_without_an_open_hour_is_refused():
    with pytest.raises(WeekMalformed):
        read_week({})
    assert read_week(week_to_json(USUAL_WEEK)) == USUAL_WEEK


def test_a_year_of_closed_days_still_ends_every_wait():
    never = Calendar(SHANGHAI, special={date(2026, 1, 1) + timedelta(days=day): () for day in range(1200)})
    start = at("2026-03-02T10:00")
    assert start < workdays(3).end(start, never) <= start + timedelta(days=7)
    assert open_hours(5).end(start, never) == start + timedelta(hours=5)


WEEKS = st.lists(
    st.sampled_from([(), ((540, 1080),), ((0, 1440),), ((540, 720), (810, 1080))]), min_size=7, max_size=7
).filter(any)


@settings(max_examples=60, deadline=None)
@given(
    week=WEEKS,
    start=st.integers(0, 3 * 366 * 24 * 60).map(
        lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    ),
    length=st.integers(1, 60 * 60),
    number=st.integers(1, 10),
    zone=st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York")]),
)
def test_open_time_until_the_end_is_the_term(week, start, length, number, zone):
    calendar = Calendar(zone, week=tuple(week), country="CN")
    end = calendar.after_open_hours(start, timedelta(minutes=length))
    assert calendar.open_between(start, end) == timedelta(minutes=length)
    begun = start.astimezone(zone).date()
    finished = calendar.after_workdays(start, number).astimezone(zone)
    # From a working day to the same time of the last one; from a day off to the midnight after the last one.
    last = finished.date() if calendar.is_workday(begun) else finished.date() - timedelta(days=1)
    days_after = (begun + timedelta(days=ahead) for ahead in range(1, (last - begun).days + 1))
    assert sum(map(calendar.is_workday, days_after)) == number
