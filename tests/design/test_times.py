"""Dates, times and time left in three languages; money and other tags that turn values into words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from huitou.core import clock
from huitou.core.initials import initials
from huitou.core.placeholder import SHAPES, kind, placeholder_svg
from huitou.core.when import clock_left, written

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2025, 11, 20, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["20 Nov 2025", "Thu 20 Nov", "14:05", "Thu 14:05", "Thu 20 Nov, 14:05"]),
        ("zh-hans", ["2025年11月20日", "11月20日周四", "14:05", "周四 14:05", "11月20日周四 14:05"]),
        ("zh-hant", ["2025年11月20日", "11月20日 週四", "14:05", "週四 14:05", "11月20日 週四 14:05"]),
    ],
)
def test_times_as_people_write_them(language: str, expected: list[str]) -> None:
    with translation.override(language):
        assert [written(AT, SHANGHAI, style) for style in ("date", "day", "time", "short", "full")] == expected


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        written(datetime(2025, 11, 20), SHANGHAI, "full")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-1, "Overdue"),
        (0, "Overdue"),
        (2.25, "02:15"),
        (23.99, "23:59"),
        (25, "Tomorrow"),
        (72, "Sun"),
        (240, "30 Nov"),
    ],
)
def test_time_left_on_the_timetable(hours: float, expected: str) -> None:
    with translation.override("en"):
        assert clock_left(AT + timedelta(hours=hours), AT, SHANGHAI) == expected


def render(source: str, language: str = "en", **values: object) -> str:
    with translation.override(language):
        return Template("{% load huitou %}" + source).render(Context(values))


def test_countdown_carries_what_the_script_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    with timezone.override(SHANGHAI):
        shown = render("{% countdown deadline %}", deadline=AT + timedelta(hours=31))
    assert shown == (
        '<time class="countdown" datetime="2025-11-21T13:05:00+00:00" title="Fri 21 Nov, 21:05" '
        'data-countdown="words" data-now="2025-11-20T06:05:00+00:00" data-past="now due">31 hours</time>'
    )
    soon = render("{% countdown deadline 'clock' %}", "zh-hans", deadline=AT + timedelta(hours=2))
    assert 'class="countdown is-soon"' in soon
    assert soon.endswith(">02:00</time>")
    assert 'class="countdown is-past"' in render("{% countdown deadline %}", deadline=AT - timedelta(hours=1))
    assert render("{% countdown deadline %}", deadline=None) == ""


def test_the_shop_on_the_page_gives_the_zone() -> None:
    class Shop:
        timezone = "America/Sao_Paulo"

    assert ">03:05</time>" in render("{% when at 'time' %}", at=AT, shop=Shop())
    assert ">06:05</time>" in render("{% when at 'time' %}", at=AT)


def test_money_has_a_true_minus() -> None:
    assert render("{% money -1280 'JPY' %}") == '<span class="sum">−¥1,280</span>'
    assert render("{% money 1280 'USD' signed=True %}") == '<span class="sum">+$12.80</span>'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mei Lin", "ML"),
        ("陶杯社", "陶"),
        ("madonna", "M"),
        ("  ", "·"),
        ("", "·"),
        ("Ana Maria de Souza", "AS"),
        ("@x", "X"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_an_item_without_picture_gets_the_drawing_of_its_kind() -> None:
    assert [kind(title) for title in ("Celadon cup", "铁釉碗", "茶壶 350 ml", "Gutschein")] == [
        "cup",
        "bowl",
        "teapot",
        "parcel",
    ]
    assert placeholder_svg("Celadon cup") == placeholder_svg("Celadon cup")
    assert all(SHAPES[name] for name in SHAPES)


def test_what_people_typed_never_becomes_markup() -> None:
    shown = render("{% state_word word tone %}{% placeholder title %}", word="<b>", tone="turn", title="<script>")
    assert "<b>" not in shown
    assert "<script>" not in shown
