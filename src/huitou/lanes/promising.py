"""When a parcel is to come: chosen from what the carrier says, what its lane shows and what the shop promised.

Pure. Called by the verb that keeps the word; it never gives a day that has passed, and says nothing where nothing is
known.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from huitou.lanes.days_off import day_after, days_between
from huitou.lanes.rolling import window_of
from huitou.lanes.stages import OVER, Stage
from huitou.lanes.times import FEWEST, Spread

TROUBLE = frozenset({Stage.HELD, Stage.CUSTOMS, Stage.ATTEMPTED})
# Whoever goes back to the shop or has ended comes on no day.
NO_DAY = OVER | {Stage.GOING_BACK}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a parcel on `today`. `carrier`: the days it last named; `shop_by`: the day the shop promised.

    `handed_on`: when the carrier got it. `spread`: how long its lane takes; `asked`: the level to ask of it.
    `country`: where it goes, whose holidays are no days of the lane.
    """

    stage: Stage
    today: date
    handed_on: date | None = None
    carrier: tuple[date, date] | None = None
    shop_by: date | None = None
    spread: Spread | None = None
    asked: float = 0.9
    country: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Between two days; no `earliest` is "by". `parcels` and `level` only for a window from the lane."""

    earliest: date | None
    latest: date
    source: str
    parcels: int = 0
    level: int = 0


def judge(known: Known) -> Window | None:
    """The window to show today; None where there is none to give."""
    if known.stage in NO_DAY:
        return None
    if known.carrier is not None and known.carrier[1] >= known.today:
        first, last = known.carrier
        return Window(max(first, min(known.today, last)) if first < known.today else first, last, "carrier")
    if known.stage == Stage.OUT_FOR_DELIVERY:
        return Window(known.today, known.today, "carrier")
    if (window := _from_lane(known)) is not None:
        return window
    if known.shop_by is not None and known.shop_by >= known.today:
        return Window(None, known.shop_by, "shop")
    return None


def _from_lane(known: Known) -> Window | None:
    if known.handed_on is None or known.spread is None or known.spread.number < FEWEST:
        return None
    # It has not come on any day before today.
    gone = days_between(known.country, known.handed_on, known.today - timedelta(days=1))
    days = window_of(known.spread, known.asked, beyond=max(gone, -1))
    if days.latest >= len(known.spread.shares) - 1:
        return None  # nobody was ever this late and still arrived: no day can be named
    return Window(
        day_after(known.country, known.handed_on, days.earliest),
        day_after(known.country, known.handed_on, days.latest),
        "lane",
        days.number,
        days.level,
    )


def why_revise(window: Window, before: Window | None, stage: Stage, today: date) -> str:
    """Why the new window replaces the word given before; "" where that still stands.

    A lane's window moves a little every day; the buyer hears of it only where the old word cannot be kept, or who
    gives it has changed.
    """
    if before is None:
        return "first"
    if (window.earliest, window.latest, window.source) == (before.earliest, before.latest, before.source):
        return ""
    if window.source == "carrier" and (before.source != "carrier" or window.latest != before.latest):
        return "held_up" if stage in TROUBLE and window.latest > before.latest else "source_said"
    if before.latest < today:
        return "held_up" if stage in TROUBLE else "overdue"
    if before.source == "shop" and window.source == "lane":
        return "handed_over"
    return ""
