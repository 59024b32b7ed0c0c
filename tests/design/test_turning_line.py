"""The turning line: exact geometry, and words that say the same."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.core.turning_icon import Leg, bullet, icon
from huitou.core.turning_line import LOWER, RADIUS, UPPER, Coin, Journey, Mark, Stop, figure
from huitou.core.turning_words import in_words
from tests.design.journeys import EXCHANGE, PAID, PAYING, RETURNING, STRAIGHT

stops = st.lists(st.builds(Stop, st.text("abc", min_size=1), st.sampled_from(Mark)), min_size=1, max_size=5).map(tuple)
some_stops = st.one_of(st.just(()), stops)
journeys = st.builds(Journey, stops, some_stops, some_stops, st.sampled_from(Coin))
# How long a journey takes to draw up says only how busy the machine is.
BUSY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def drawn(journey: Journey) -> list[str]:
    return re.findall(r"<(?!/)[^>]*>", figure(journey).svg())


def test_a_parcel_that_needs_no_return_stays_straight() -> None:
    third, two_thirds = "33.333%", "66.667%"
    assert drawn(STRAIGHT) == [
        f'<line class="line is-now" x1="0%" y1="14" x2="{third}" y2="14"/>',
        f'<line class="line is-ahead" x1="{third}" y1="14" x2="{two_thirds}" y2="14"/>',
        '<circle class="stop is-done" cx="0%" cy="14" r="5"/>',
        f'<circle class="stop-pulse" cx="{third}" cy="14" r="11"/>',
        f'<circle class="stop is-now" cx="{third}" cy="14" r="5"/>',
        f'<circle class="stop is-ahead" cx="{two_thirds}" cy="14" r="3.5"/>',
    ]


def test_a_return_turns_once_and_comes_home_beneath_its_start() -> None:
    assert drawn(RETURNING) == [
        '<line class="line is-done" x1="0%" y1="14" x2="75%" y2="14"/>',
        '<line class="line is-done" x1="75%" y1="14" x2="100%" y2="14"/>',
        '<svg x="100%" width="1" height="1" overflow="visible">',
        '<path class="line is-done" d="M0 14A14 14 0 0 1 0 42"/>',
        '<line class="line is-done" x1="100%" y1="42" x2="75%" y2="42"/>',
        '<line class="line is-now" x1="75%" y1="42" x2="50%" y2="42"/>',
        '<line class="line is-ahead" x1="50%" y1="42" x2="25%" y2="42"/>',
        '<line class="line is-ahead" x1="25%" y1="42" x2="0%" y2="42"/>',
        '<circle class="stop is-done" cx="0%" cy="14" r="5"/>',
        '<circle class="stop is-done" cx="75%" cy="14" r="5"/>',
        '<circle class="stop is-done" cx="75%" cy="42" r="5"/>',
        '<circle class="stop-pulse" cx="50%" cy="42" r="11"/>',
        '<circle class="stop is-now" cx="50%" cy="42" r="5"/>',
        '<circle class="stop is-ahead" cx="25%" cy="42" r="3.5"/>',
        '<circle class="coin is-ahead" cx="0%" cy="42" r="5"/>',
    ]


def test_the_money_travels_halfway_and_stands_at_home() -> None:
    assert drawn(PAYING)[-4:] == [
        '<circle class="stop is-done" cx="0%" cy="14" r="5"/>',
        '<circle class="stop is-trouble" cx="50%" cy="14" r="5"/>',
        '<circle class="coin-ring is-travelling" cx="0%" cy="42" r="5"/>',
        '<circle class="coin is-travelling" cx="50%" cy="42" r="5"/>',
    ]
    assert drawn(PAID)[-2:] == [
        '<circle class="coin-ring is-home" cx="0%" cy="42" r="9"/>',
        '<circle class="coin is-home" cx="0%" cy="42" r="5"/>',
    ]


def test_an_exchange_turns_twice() -> None:
    assert drawn(EXCHANGE)[2:9] == [
        '<svg x="100%" width="1" height="1" overflow="visible">',
        '<path class="line is-done" d="M0 14A14 14 0 0 1 0 42"/>',
        '<line class="line is-done" x1="100%" y1="42" x2="50%" y2="42"/>',
        '<line class="line is-done" x1="50%" y1="42" x2="0%" y2="42"/>',
        '<path class="line is-now" d="M0 42A14 14 0 0 0 -14 56"/>',
        '<line class="line is-now" x1="-14" y1="56" x2="-14" y2="100%"/>',
        '<circle class="stop is-done" cx="0%" cy="14" r="5"/>',
    ]
    assert '<path class="line is-now" d="M-14 0A14 14 0 0 0 0 14"/>' in drawn(EXCHANGE)


@BUSY
@given(journeys)
def test_the_line_is_one_line(journey: Journey) -> None:
    """Each piece of a run begins where the one before it ended, and dots never lie under the line."""
    root = ElementTree.fromstring(f"<svg>{figure(journey).svg()}</svg>")
    for y in (UPPER, LOWER):
        level = [line for line in root.findall("line") if line.get("y1") == line.get("y2") == str(y)]
        for before, after in pairwise(level):
            assert before.get("x2") == after.get("x1")
    tags = [shape.tag for shape in root if shape.tag in ("line", "circle")]
    assert tags == sorted(tags, reverse=True)
    assert (LOWER - UPPER) == 2 * RADIUS


@BUSY
@given(journeys)
def test_every_stop_has_its_label_in_its_column(journey: Journey) -> None:
    shape = figure(journey)
    for cells, run in ((shape.above, journey.out), (shape.back, journey.lower), (shape.again, journey.again)):
        shown = [cell.stop for cell in cells if cell.stop]
        assert shown == list(run)
    widths = {len(cells) for cells in (shape.above, shape.back, shape.again) if cells}
    assert len(widths) == 1


@BUSY
@given(journeys)
def test_the_words_name_every_stop(journey: Journey) -> None:
    with translation.override("en"):
        words = in_words(journey)
    for stop in (*journey.out, *journey.back, *journey.again):
        assert stop.label in words
    assert ("Money:" in words) == (journey.coin is not Coin.NONE)


def test_the_words_in_three_languages() -> None:
    said = {}
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            said[language] = in_words(PAYING)
    assert said == {
        "en": "Out: Shipped (done) and Lost (in trouble). Money: ¥128.00 (now, by Thu).",
        "zh-hans": "寄出：Shipped（已完成）和Lost（遇到问题）。 款项：¥128.00（进行中，by Thu）。",
        "zh-hant": "寄出：Shipped（已完成）和Lost（遇到問題）。 款項：¥128.00（進行中，by Thu）。",
    }
    with translation.override("en"):
        assert in_words(PAID).endswith("Money: arrived.")


def test_the_icon_is_the_same_line() -> None:
    assert [shape.svg() for shape in icon(RETURNING)] == [
        '<path class="line is-done" d="M3 7.5H15.5"/>',
        '<path class="line is-done" d="M15.5 7.5a4.5 4.5 0 0 1 0 9"/>',
        '<path class="line is-now" d="M15.5 16.5H9"/>',
        '<circle class="coin is-ahead" cx="5.25" cy="16.5" r="2.25"/>',
    ]
    assert len(icon(STRAIGHT)) == 2
    assert len(icon(EXCHANGE)) == 5


def test_a_bullet_is_solid_as_far_as_its_leg() -> None:
    assert [shape.svg() for shape in bullet(Leg.TURN, Mark.NOW)] == [
        '<path class="line is-ahead" d="M7.5 9H5"/>',
        '<path class="line is-done" d="M1 3H7.5"/>',
        '<path class="line is-now" d="M7.5 3a3 3 0 0 1 0 6"/>',
        '<circle class="coin is-ahead" cx="2.5" cy="9" r="1.75"/>',
    ]
    assert [shape.svg() for shape in bullet(Leg.WORD, Mark.DONE)] == [
        '<circle class="line is-done" cx="6" cy="6" r="2.5"/>'
    ]
