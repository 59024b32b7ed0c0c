"""The turning line (回头线): the description of a journey becomes the geometry of one line that goes right, turns
and returns beneath itself. Called by the template tags and by mails. Pure: no Django, no words, no colours.

Horizontal places are shares of the width, vertical ones pixels, so that one drawing fits every width without its
strokes, dots and labels growing. Colours come from the classes `is-done is-now is-ahead is-trouble` (turning.css).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Mark(StrEnum):
    """How far a stop is: behind us, here, still to come, or here and in trouble."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    TROUBLE = "trouble"


class Coin(StrEnum):
    """The money: not part of this journey, still to come, on its way home, home."""

    NONE = "none"
    AHEAD = "ahead"
    TRAVELLING = "travelling"
    HOME = "home"


@dataclass(frozen=True)
class Stop:
    """One named point. `label` and `at` (a time as people write it) are already in the reader's language."""

    label: str
    mark: Mark
    at: str = ""


@dataclass(frozen=True)
class Journey:
    """What to draw. At most five stops to a run, four read best on a phone.

    `out`: goods going to the buyer. `back`: goods coming back. `again`: the replacement going out (an exchange:
    the line turns twice). `coin`, `home`: the money and its stop, the last of the lower run; that stop's mark
    follows from the coin.
    """

    out: tuple[Stop, ...]
    back: tuple[Stop, ...] = ()
    again: tuple[Stop, ...] = ()
    coin: Coin = Coin.NONE
    home: Stop | None = None

    @property
    def turns(self) -> int:
        """0: straight, 1: it comes back, 2: a replacement goes out again."""
        if self.again:
            return 2
        return 1 if self.back or self.coin is not Coin.NONE else 0

    @property
    def lower(self) -> tuple[Stop, ...]:
        """The stops of the way back in their order, the money's home last."""
        if self.coin is Coin.NONE:
            return self.back
        home = self.home or Stop("", Mark.AHEAD)
        return (*self.back, replace(home, mark=_COIN_MARKS[self.coin]))


_COIN_MARKS = {Coin.AHEAD: Mark.AHEAD, Coin.TRAVELLING: Mark.NOW, Coin.HOME: Mark.DONE}


@dataclass(frozen=True)
class Shape:
    """One SVG element: its name and its attributes in order."""

    tag: str
    attributes: tuple[tuple[str, str], ...]

    def svg(self) -> str:
        """The markup; every value is a number, a path or a class name made here."""
        written = "".join(f' {name}="{value}"' for name, value in self.attributes)
        return f"<{self.tag}{written}/>"


@dataclass(frozen=True)
class Cell:
    """One column of a run of labels: a stop, or None where the column only keeps the distance."""

    stop: Stop | None


@dataclass(frozen=True)
class Figure:
    """The wide drawing: shapes from the top, shapes that hang at the bottom edge (third run), and the labels."""

    turns: int
    shapes: tuple[Shape, ...]
    hanging: tuple[Shape, ...]
    above: tuple[Cell, ...]
    back: tuple[Cell, ...]
    again: tuple[Cell, ...]

    def svg(self) -> str:
        """The inside of the drawing's `<svg>` element."""
        drawn = "".join(shape.svg() for shape in self.shapes)
        if not self.hanging:
            return drawn
        hung = "".join(shape.svg() for shape in self.hanging)
        return f'{drawn}<svg y="100%" width="100%" height="1" overflow="visible">{hung}</svg>'


UPPER, LOWER, RADIUS = 14, 42, 14
STRAIGHT = 14
DOT, SMALL_DOT, PULSE, COIN, RING = 5, 3.5, 11, 5, 9


def figure(journey: Journey) -> Figure:
    """The wide drawing of a journey, for 320 to 680 pixels and more."""
    turns, lower = journey.turns, journey.lower
    columns = max(len(journey.out), len(lower), len(journey.again))
    out = _places(len(journey.out), columns)
    back = [columns - 1 - place for place in _places(len(lower), columns, ends_last=True)]
    again = _places(len(journey.again), columns)
    upper_y = UPPER if turns else STRAIGHT
    shapes = _run(journey.out, [_share(place, columns) for place in out], upper_y)
    hanging: list[Shape] = []
    if turns:
        first = lower[0].mark if lower else journey.again[0].mark
        shapes += _right_turn(_share(out[-1], columns) if out else 0.0, first)
        goods = [_share(place, columns) for place in back[: len(journey.back)]]
        shapes += _run(journey.back, goods, LOWER, enters_from=100.0)
    if journey.coin is not Coin.NONE:
        came_from = _share(back[-2], columns) if journey.back else 100.0
        shapes += _coin(journey.coin, came_from, _share(back[-1], columns))
    if turns == 2:
        leaves = _share(back[-1], columns) if back else 100.0
        down, hanging = _left_turn(leaves, journey.again[0].mark)
        shapes += down
        hanging += _run(journey.again, [_share(place, columns) for place in again], RADIUS, enters_from=0.0)
    return Figure(
        turns,
        tuple(_lines_first(shapes)),
        tuple(_lines_first(hanging)),
        _cells(journey.out, out, columns),
        _cells(lower, [columns - 1 - place for place in back], columns),
        _cells(journey.again, again, columns),
    )


def _places(count: int, columns: int, *, ends_last: bool = False) -> list[int]:
    """The column of each stop: the first at one end, the last at the other, the rest evenly between."""
    if count == 1:
        return [columns - 1 if ends_last else 0]
    return [(2 * index * (columns - 1) + count - 1) // (2 * (count - 1)) for index in range(count)]


def _share(column: int, columns: int) -> float:
    """Where a column begins, in percent of the width: stop and label stand at its start."""
    return 100 * column / columns


def _cells(stops: Sequence[Stop], places: Sequence[int], columns: int) -> tuple[Cell, ...]:
    by_place = dict(zip(places, stops, strict=True))
    return tuple(Cell(by_place.get(column)) for column in range(columns)) if stops else ()


def _run(stops: Sequence[Stop], places: Sequence[float], y: int, *, enters_from: float | None = None) -> list[Shape]:
    """A level run: the piece that leads to each stop has that stop's mark."""
    shapes: list[Shape] = []
    before = enters_from
    for stop, place in zip(stops, places, strict=True):
        if before is not None and before != place:
            shapes.append(_line(stop.mark, before, y, place, y))
        shapes += _dot(stop.mark, place, y)
        before = place
    return shapes


def _right_turn(leaves: float, mark: Mark) -> list[Shape]:
    bend = f"M0 {UPPER}A{RADIUS} {RADIUS} 0 0 1 0 {LOWER}"
    return [_line(mark, leaves, UPPER, 100.0, UPPER), _anchored("100%", _path(mark, bend))]


def _left_turn(leaves: float, mark: Mark) -> tuple[list[Shape], list[Shape]]:
    """From the left end of the second run down to the third, however far below it lies."""
    corner = _path(mark, f"M0 {LOWER}A{RADIUS} {RADIUS} 0 0 0 {-RADIUS} {LOWER + RADIUS}")
    upright = _shape(
        "line",
        **{"class": _line_class(mark)},
        x1=str(-RADIUS),
        y1=str(LOWER + RADIUS),
        x2=str(-RADIUS),
        y2="100%",
    )
    foot = _path(mark, f"M{-RADIUS} 0A{RADIUS} {RADIUS} 0 0 0 0 {RADIUS}")
    level = [_line(mark, leaves, LOWER, 0.0, LOWER)] if leaves else []
    return [*level, corner, upright], [foot]


def _coin(coin: Coin, came_from: float, home: float) -> list[Shape]:
    """The last piece of the way back, the ring that is home, and the coin; travelling, it is halfway there."""
    ring, dot = f"coin-ring is-{coin}", f"coin is-{coin}"
    if coin is Coin.AHEAD:
        return [_line(Mark.AHEAD, came_from, LOWER, home, LOWER), _circle(dot, home, LOWER, COIN)]
    if coin is Coin.HOME:
        line = _line(Mark.DONE, came_from, LOWER, home, LOWER)
        return [line, _circle(ring, home, LOWER, RING), _circle(dot, home, LOWER, COIN)]
    half = (home + came_from) / 2
    lines = [_line(Mark.NOW, came_from, LOWER, half, LOWER), _line(Mark.AHEAD, half, LOWER, home, LOWER)]
    return [*lines, _circle(ring, home, LOWER, COIN), _circle(dot, half, LOWER, COIN)]


def _dot(mark: Mark, x: float, y: int) -> list[Shape]:
    dot = _circle(f"stop is-{mark}", x, y, SMALL_DOT if mark is Mark.AHEAD else DOT)
    if mark is Mark.NOW:
        return [_circle("stop-pulse", x, y, PULSE), dot]
    return [dot]


def _lines_first(shapes: Sequence[Shape]) -> list[Shape]:
    """Dots lie on the line, never under it."""
    return sorted(shapes, key=lambda shape: shape.tag == "circle")


def _line_class(mark: Mark) -> str:
    return f"line is-{mark}"


def _line(mark: Mark, x1: float, y1: int, x2: float, y2: int) -> Shape:
    ends = {"x1": _percent(x1), "y1": str(y1), "x2": _percent(x2), "y2": str(y2)}
    return _shape("line", **{"class": _line_class(mark)}, **ends)


def _path(mark: Mark, d: str) -> Shape:
    return _shape("path", **{"class": _line_class(mark)}, d=d)


def _circle(classes: str, x: float, y: int, r: float) -> Shape:
    return _shape("circle", **{"class": classes}, cx=_percent(x), cy=str(y), r=f"{r:g}")


def _anchored(x: str, inner: Shape) -> Shape:
    """A shape whose own numbers are pixels, hung at a share of the width."""
    return _Anchored("svg", (("x", x), ("width", "1"), ("height", "1"), ("overflow", "visible")), inner)


@dataclass(frozen=True)
class _Anchored(Shape):
    inner: Shape

    def svg(self) -> str:
        opened = super().svg().removesuffix("/>")
        return f"{opened}>{self.inner.svg()}</svg>"


def _shape(tag: str, **attributes: str) -> Shape:
    return Shape(tag, tuple(attributes.items()))


def _percent(share: float) -> str:
    return f"{share:.3f}".rstrip("0").rstrip(".") + "%"
