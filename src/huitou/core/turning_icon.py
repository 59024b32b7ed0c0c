"""The turning line at 24 pixels (the icon of a case) and at 12 (the bullet of a timeline).

Called by the template tags. Pure: no Django, no words. Must stay the same line as `turning_line` draws wide.
"""

from collections.abc import Sequence
from enum import StrEnum

from huitou.core.turning_line import Coin, Journey, Mark, Shape, Stop


class Leg(StrEnum):
    """Which part of the journey an event belongs to; a bullet shows it on the line."""

    OUT = "out"
    TURN = "turn"
    BACK = "back"
    MONEY = "money"
    WORD = "word"


ICON_OUT, ICON_TURN, ICON_BACK = "M3 7.5H15.5", "M15.5 7.5a4.5 4.5 0 0 1 0 9", "M15.5 16.5H9"
ICON_STRAIGHT = "M3 12H21"
TWICE_OUT, TWICE_TURN, TWICE_BACK = "M3.5 5H16.5", "M16.5 5a3.5 3.5 0 0 1 0 7", "M16.5 12H7.5"
TWICE_AGAIN = "M7.5 12a3.5 3.5 0 0 0 0 7H16"
BULLET_OUT, BULLET_TURN, BULLET_BACK = "M1 3H7.5", "M7.5 3a3 3 0 0 1 0 6", "M7.5 9H5"


def icon(journey: Journey) -> tuple[Shape, ...]:
    """The journey in a box of 24 by 24: the runs passed are solid, the one we are on is the accent."""
    out = run_mark(journey.out)
    if journey.turns == 0:
        return (_path(out, ICON_STRAIGHT), _coin(_mark_class(out), 18.5, 12, 2.5))
    lower = journey.lower
    turn = lower[0].mark if lower else journey.again[0].mark
    back = run_mark(lower) if lower else turn
    if journey.turns == 2:
        again = run_mark(journey.again)
        twice = ((out, TWICE_OUT), (turn, TWICE_TURN), (back, TWICE_BACK), (again, TWICE_AGAIN))
        return (*_paths(twice), _coin(_mark_class(again), 19.25, 19, 2.25))
    coin = "is-ahead" if journey.coin is Coin.NONE else f"is-{journey.coin}"
    parts = ((out, ICON_OUT), (turn, ICON_TURN), (back, ICON_BACK))
    return (*_paths(parts), _coin(coin, 5.25, 16.5, 2.25))


def bullet(leg: Leg, mark: Mark) -> tuple[Shape, ...]:
    """A box of 12 by 12: the line, solid as far as this leg, the leg itself marked; a word that was said is a ring."""
    if leg is Leg.WORD:
        return (_shape("circle", ("class", _line_class(mark)), ("cx", "6"), ("cy", "6"), ("r", "2.5")),)
    at = tuple(Leg).index(leg)
    paths = []
    for place, d in enumerate((BULLET_OUT, BULLET_TURN, BULLET_BACK)):
        passed = Mark.AHEAD if mark is Mark.AHEAD else Mark.DONE
        paths.append(_path(mark if place == at else passed if place < at else Mark.AHEAD, d))
    # What lies ahead is drawn first, so that the solid part covers its end.
    paths.sort(key=lambda path: "is-ahead" not in path.attributes[0][1])
    return (*paths, _coin(_mark_class(mark if leg is Leg.MONEY else Mark.AHEAD), 2.5, 9, 1.75))


def run_mark(stops: Sequence[Stop]) -> Mark:
    """One mark for a whole run: trouble shows through; begun but not finished is now."""
    marks = {stop.mark for stop in stops}
    if Mark.TROUBLE in marks:
        return Mark.TROUBLE
    if marks <= {Mark.DONE}:
        return Mark.DONE
    if marks <= {Mark.AHEAD}:
        return Mark.AHEAD
    return Mark.NOW


def _paths(parts: Sequence[tuple[Mark, str]]) -> tuple[Shape, ...]:
    return tuple(_path(mark, d) for mark, d in parts)


def _path(mark: Mark, d: str) -> Shape:
    return _shape("path", ("class", _line_class(mark)), ("d", d))


def _coin(state: str, cx: float, cy: float, r: float) -> Shape:
    return _shape("circle", ("class", f"coin {state}"), ("cx", f"{cx:g}"), ("cy", f"{cy:g}"), ("r", f"{r:g}"))


def _mark_class(mark: Mark) -> str:
    return f"is-{mark}"


def _line_class(mark: Mark) -> str:
    return f"line is-{mark}"


def _shape(tag: str, *attributes: tuple[str, str]) -> Shape:
    return Shape(tag, attributes)
