"""What is told, when, and how it is filled in: tables and arithmetic, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.desk.forms.news import _first
from huitou.lanes.stages import Stage
from huitou.lanes.trouble import Kind
from huitou.news.rules import USUAL, About, Rule, why_not
from huitou.news.short_texts import as_typed, fitting, length_of
from huitou.news.standing import Standing, Word, happenings
from huitou.news.timing import Budget, Quiet, day_began, is_quiet, next_morning, when_awake, within
from huitou.news.triggers import RANK, ROWS, Trigger
from huitou.news.usual_texts import usual
from huitou.news.ways import Reader
from huitou.news.wording import (
    VARIABLES,
    TextEmpty,
    TextTooLong,
    VariableMangled,
    VariableMissing,
    VariableUncertain,
    VariableUnknown,
    check_mail,
    check_short,
    fill,
)
from huitou.news.zones import zone_of

TODAY = date(2026, 11, 22)
BERLIN = ZoneInfo("Europe/Berlin")


def days(count):
    return TODAY - timedelta(days=count)


def standing(stage, **known):
    return Standing(stage=stage, status=known.pop("status", ""), today=TODAY, announced_on=days(9), **known)


def word(number, latest, because="source_said", said=0):
    return Word(number, None, days(-latest), because, days(said))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (standing(Stage.MOVING, news_on=TODAY, by_shop=True), ["shipped"]),
        (standing(Stage.MOVING, news_on=TODAY), ["collected"]),
        (standing(Stage.MOVING, news_on=days(5)), []),
        (standing(Stage.OUT_FOR_DELIVERY, news_on=TODAY), ["out_for_delivery:2026-11-22"]),
        (standing(Stage.OUT_FOR_DELIVERY, news_on=days(2)), []),
        (standing(Stage.DELIVERED, news_on=days(1)), ["delivered"]),
        (standing(Stage.DELIVERED, news_on=days(4)), []),
        (standing(Stage.DELIVERED, news_on=TODAY, siblings=2, last_here=True), ["all_delivered"]),
        (standing(Stage.DELIVERED, news_on=TODAY, siblings=2), ["delivered"]),
        (standing(Stage.CUSTOMS, news_on=TODAY, status="customs.processing"), ["customs"]),
        (standing(Stage.CUSTOMS, news_on=TODAY, status="customs.action_required"), ["customs_action:2026-11-22"]),
        (standing(Stage.ATTEMPTED, news_on=TODAY), ["attempt_failed:2026-11-22"]),
        (standing(Stage.READY, news_on=TODAY), ["ready"]),
        (standing(Stage.READY, news_on=days(3), trouble=Kind.NOT_COLLECTED), ["going_back_soon"]),
        (standing(Stage.READY, news_on=TODAY, status="exception.not_collected"), ["going_back_soon"]),
        (standing(Stage.GOING_BACK, news_on=TODAY), ["returning"]),
        (standing(Stage.CAME_BACK, news_on=TODAY), ["returned"]),
        (standing(Stage.LOST, news_on=days(13)), ["lost"]),
        (standing(Stage.LOST, news_on=days(15)), []),
        (standing(Stage.ANNOUNCED), ["unscanned"]),
        (standing(Stage.HELD, news_on=TODAY), ["delayed:0"]),
        (standing(Stage.MOVING, news_on=days(5), word=word(1, -2)), ["delayed:1"]),
        (standing(Stage.MOVING, news_on=days(8), trouble=Kind.STUCK), ["stuck"]),
        (standing(Stage.MOVING, news_on=days(5), word=word(2, 4), before=word(1, 2)), ["new_date:2"]),
        (standing(Stage.MOVING, news_on=days(5), word=word(2, 1), before=word(1, 2)), ["new_date:2"]),
        # Said long ago; not another last day; only more exact; comes today anyway.
        (standing(Stage.MOVING, news_on=days(5), word=word(2, 4, said=4), before=word(1, 2)), []),
        (standing(Stage.MOVING, news_on=days(5), word=word(2, 2), before=word(1, 2)), []),
        (standing(Stage.MOVING, news_on=days(5), word=word(2, 1, "handed_over"), before=word(1, 2)), []),
        (standing(Stage.OUT_FOR_DELIVERY, news_on=TODAY, word=word(2, 0), before=word(1, 2)),
         ["out_for_delivery:2026-11-22"]),
        (standing(Stage.STOPPED, news_on=TODAY), []),
    ],
)  # fmt: skip
def test_what_there_is_to_tell(now, told):
    assert [f"{one.trigger}:{one.key}".rstrip(":") for one in happenings(now)] == told


@given(st.sampled_from(Stage), st.integers(0, 400), st.integers(-400, 30), st.sampled_from([None, *Kind]))
@settings(max_examples=150, deadline=None)
def test_nothing_older_than_its_freshness_is_ever_told(stage, old, latest, trouble):
    now = standing(stage, news_on=days(old), word=word(1, latest), trouble=trouble)
    for one in happenings(now):
        if one.trigger not in (Trigger.DELAYED, Trigger.UNSCANNED):
            assert old <= ROWS[one.trigger].fresh_days


@pytest.mark.parametrize(
    ("rule", "about", "why"),
    [
        (Rule(Trigger.LOST), About(), ""),
        (Rule(Trigger.LOST, on=False), About(), "off"),
        (Rule(Trigger.LOST, countries=("DE",)), About(country="de"), ""),
        (Rule(Trigger.LOST, countries=("DE",)), About(country=""), "other_country"),
        (Rule(Trigger.LOST, carriers=("dhl",)), About(carrier="DHL"), ""),
        (Rule(Trigger.LOST, carriers=("dhl",)), About(carrier="sf"), "other_carrier"),
        (Rule(Trigger.LOST, least_minor=100), About(value_minor=100), ""),
        (Rule(Trigger.LOST, least_minor=100), About(value_minor=99), "below_value"),
        (Rule(Trigger.LOST, least_minor=100), About(), "below_value"),
        (Rule(Trigger.DELAYED, late_days=2), About(late_days=1), "not_late_enough"),
        (Rule(Trigger.DELAYED, late_days=2), About(late_days=2), ""),
        (Rule(Trigger.DELAYED, late_days=2), About(late_days=None), ""),
        (Rule(Trigger.LOST, unless_seen=True), About(seen=True), "seen"),
    ],
)
def test_a_rule_s_conditions(rule, about, why):
    assert why_not(rule, about) == why


def test_the_usual_rules_are_quiet_and_lose_nothing_important():
    assert {trigger for trigger, rule in USUAL.items() if not rule.on} == {"customs", "collected", "unscanned"}
    assert all(USUAL[row.trigger].on for row in ROWS.values() if row.important)
    assert set(RANK) == set(Trigger)


night = Quiet(21 * 60, 8 * 60)


@given(
    st.integers(0, 2 * 366 * 24 * 60).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
@settings(max_examples=200, deadline=None)
def test_whoever_is_woken_is_awake_and_soon(at, zone, begins, ends):
    place, quiet = ZoneInfo(zone), Quiet(begins, ends)
    then = when_awake(at, place, quiet)
    assert at <= then <= at + timedelta(hours=25)
    assert not is_quiet(then, place, quiet)
    assert then == at or is_quiet(at, place, quiet)
    assert next_morning(at, place, quiet) > at


@pytest.mark.parametrize(
    ("at", "quiet", "then"),
    [
        # An ordinary winter night and a morning that is not quiet any more.
        ("2026-11-21T23:30+01:00", night, "2026-11-22T08:00+01:00"),
        ("2026-11-22T07:59+01:00", night, "2026-11-22T08:00+01:00"),
        ("2026-11-22T08:00+01:00", night, "2026-11-22T08:00+01:00"),
        # The clocks go forward at two: half past two does not exist, and the night ends an hour sooner.
        ("2026-03-28T23:00+01:00", night, "2026-03-29T08:00+02:00"),
        ("2026-03-29T01:30+01:00", Quiet(0, 150), "2026-03-29T03:30+02:00"),
        # The clocks go back at three: half past two comes twice, and is over only after the second.
        ("2026-10-25T01:00+02:00", Quiet(0, 150), "2026-10-25T02:30+02:00"),
        ("2026-10-25T02:45+02:00", Quiet(120, 180), "2026-10-25T03:00+01:00"),
    ],
)
def test_quiet_hours_over_the_changes_of_the_clock(at, quiet, then):
    assert when_awake(datetime.fromisoformat(at), BERLIN, quiet) == datetime.fromisoformat(then)


def test_a_day_is_the_reader_s_own():
    at = datetime(2026, 11, 22, 2, tzinfo=UTC)
    assert day_began(at, ZoneInfo("America/New_York")) == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert within(Budget(2, 8), today=1, of_parcel=7)
    assert not within(Budget(2, 8), today=2, of_parcel=0)
    assert not within(Budget(2, 8), today=0, of_parcel=8)
    assert not within(Budget(0, 8), today=0, of_parcel=0)


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [("US", "CA", "America/Los_Angeles"), ("US", "", "America/New_York"), ("DE", "BE", "Europe/Berlin"),
     ("CN", "31", "Asia/Shanghai"), ("", "", "Asia/Shanghai"), ("XX", "", "Asia/Shanghai"),
     ("AU", "qld", "Australia/Brisbane")],
)  # fmt: skip
def test_the_reader_s_zone(country, region, zone):
    assert zone_of(country, region, shop_country="CN", shop_zone="Asia/Shanghai") == ZoneInfo(zone)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("{ordr} is here", VariableUnknown), ("{order is here", VariableMangled), ("order} is here", VariableMangled),
        ("{ order } is here", VariableMangled), ("{Order} is here", VariableMangled), ("｛order｝", VariableMangled),
        ("{{order}}", VariableMangled), ("{}", VariableMangled), ("{order.pk}", VariableMangled),
        ("{%order%}", VariableMangled), ("{cause}!", VariableUncertain), ("   ", TextEmpty), ("x" * 1501, TextTooLong),
    ],
)  # fmt: skip
def test_a_broken_text_is_refused(text, refused):
    with pytest.raises(refused):
        check_mail(Trigger.DELIVERED, "Order {order}", text)


def test_what_a_message_is_for_must_stand_in_it():
    with pytest.raises(VariableMissing):
        check_mail(Trigger.NEW_DATE, "Order {order}", "It comes on another day.")
    with pytest.raises(VariableMissing):
        check_short(Trigger.NEW_DATE, "{order} comes on another day.")
    check_mail(Trigger.NEW_DATE, "Order {order}", "It comes {days}.\nBecause of {cause}.")


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("locale", ["en", "zh-hans", "zh-hant"])
def test_the_house_s_own_texts_keep_its_rules_and_fit_one_short_message(trigger, locale):
    with override(locale):
        text = usual(trigger)
    check_mail(trigger, text.subject, text.text)
    check_short(trigger, text.short)
    names = {"en": "Clay Cup Club", "zh-hans": "陶杯社", "zh-hant": "陶杯社"}
    carriers = {"en": "SF Express", "zh-hans": "顺丰速运", "zh-hant": "順豐速運"}
    values = dict.fromkeys(VARIABLES, "x") | {"shop": names[locale], "order": "10023", "carrier": carriers[locale],
              "days": "11月25日至26日" if locale != "en" else "Wed 25 – Thu 26 Nov"}  # fmt: skip
    said = fitting(text.short, values)
    assert length_of(said).fits
    assert not said.endswith(("…", "..."))


def test_a_line_with_something_unknown_is_left_out_and_values_are_put_in_once():
    values = {"product": "<b>{order}</b>", "order": "7", "cause": ""}
    assert fill("{product}\n\nBecause {cause}.\n{order} ", values) == ["<b>{order}</b>", "7"]


@given(st.text(max_size=300), st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_a_short_message_is_one_message_whatever_is_filled_in(name, order):
    said = fitting("{shop}: {product} of order {order} is here.", {"shop": "A", "product": name, "order": order})
    assert length_of(said).fits
    assert "\n" not in said


def test_lengths_as_carriers_count_them():
    assert (length_of("a" * 160).parts, length_of("a" * 161).parts) == (1, 2)
    assert (length_of("杯" * 70).parts, length_of("杯" * 71).parts) == (1, 2)
    assert (length_of("€" * 80).units, length_of("😀").units) == (160, 2)


def test_the_mail_comes_last_unless_it_comes_first():
    assert _first(["mail", "sms", "wechat"], "sms") == ("sms", "wechat", "mail")
    assert _first(["mail", "sms", "wechat"], "mail") == ("mail", "sms", "wechat")


@pytest.mark.parametrize(
    ("rule", "first", "tried"),
    [
        ("sms wechat mail", "wechat", "wechat sms mail"),
        ("mail sms push", "push", "mail push sms"),
        ("sms mail", "wechat", "sms mail"),
        ("sms wechat mail", "", "sms wechat mail"),
    ],
)
def test_of_short_messages_the_one_that_the_buyer_wants_first_is_tried_first(rule, first, tried):
    assert Reader("", "", "en", first=first).in_order(rule.split()) == tried.split()


def test_every_usual_text_with_its_short_link_is_one_message_in_every_language():
    link = "https://returns.example.com/t/" + "x" * 11
    for trigger in Trigger:
        for language in ("en", "zh-hans", "zh-hant"):
            with override(language):
                text = usual(trigger).short
            values = {"shop": "Harbour", "order": "100237", "carrier": "DHL", "days": "on Friday", "product": "Cup"}
            said = fitting(text, values, link)
            assert length_of(f"{said} {link}").fits, (trigger, language, said)
            # What had to be cut says so: in English nothing has to be.
            assert (said[-1] in "….") or as_typed(text, values, link).fits, (trigger, language, said)
            assert language != "en" or as_typed(text, values, link).fits, (trigger, said)


def test_a_text_that_fits_alone_is_cut_for_its_link_and_told_to_be_longer():
    text, link = "a" * 150, "https://x.example/t/" + "b" * 11
    assert fitting(text, {}) == text
    assert fitting(text, {}, link) == "a" * (160 - len(link) - 4) + "..."
    assert (as_typed(text, {}, link).parts, as_typed(text, {}, link).units) == (2, 182)
