"""Ways that parcels go, step by step, as data: what the simulator tells. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """What happens `after` the begin, and where."""

    status: str
    after: timedelta
    text: str = ""
    place: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One parcel's way. `until`: how many of the steps have happened."""

    number: str
    carrier: str
    begins_at: datetime
    steps: tuple[Step, ...]

    def at(self, step: Step) -> datetime:
        """When the step happens."""
        return self.begins_at + step.after

    def first(self, count: int) -> "Journey":
        """The way so far."""
        return replace(self, steps=self.steps[:count])

    def without(self, place: int) -> "Journey":
        """The way as its carrier tells it after taking a step back."""
        return replace(self, steps=self.steps[:place] + self.steps[place + 1 :])


def _steps(*rows: tuple[str, float, str, str]) -> tuple[Step, ...]:
    return tuple(Step(status, timedelta(hours=hours), text, place, "CN") for status, hours, text, place in rows)


STORIES: Final[Mapping[str, Sequence[Step]]] = {
    "smooth": _steps(
        ("info.label_created", 0, "Label created", "杭州"),
        ("transit.collected", 5, "快件已揽收", "杭州"),
        ("transit.at_facility", 11, "到达【杭州转运中心】", "杭州"),
        ("transit.moving", 14, "离开【杭州转运中心】，发往【上海转运中心】", "杭州"),
        ("transit.at_facility", 23, "到达【上海转运中心】", "上海"),
        ("out_for_delivery.other", 31, "快递员正在派件", "上海"),
        ("delivered.other", 35, "快件已签收", "上海"),
    ),
    "missed": _steps(
        ("info.label_created", 0, "Label created", "Leeds"),
        ("transit.collected", 6, "Collected", "Leeds"),
        ("out_for_delivery.other", 30, "With the courier", "York"),
        ("attempt.nobody", 34, "Nobody in", "York"),
        ("pickup_ready.other", 40, "Ready to be picked up", "York"),
        ("delivered.collected", 60, "Picked up", "York"),
    ),
    "abroad": _steps(
        ("transit.collected", 2, "Collected", "深圳"),
        ("customs.processing", 30, "Export customs", "深圳"),
        ("customs.cleared", 44, "Released", "深圳"),
        ("transit.dest_country", 90, "Arrived", "Hamburg"),
        ("customs.action_required", 96, "Papers are missing", "Hamburg"),
        ("customs.cleared", 130, "Released", "Hamburg"),
        ("delivered.neighbour", 160, "With a neighbour", "Kiel"),
    ),
    "back": _steps(
        ("transit.collected", 2, "Collected", "Leeds"),
        ("attempt.refused", 30, "Refused at the door", "York"),
        ("returning.other", 34, "Going back", "York"),
        ("returned.other", 70, "Back with its sender", "Leeds"),
    ),
}


def journey(story: str, *, number: str, begins_at: datetime, carrier: str = "simulator") -> Journey:
    """A way of this kind. Raises KeyError."""
    return Journey(number, carrier, begins_at, tuple(STORIES[story]))
