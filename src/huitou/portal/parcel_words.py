"""One parcel in a buyer's words: the big sentence, what comes next, and the line of its stages.

A table by stage; called by `parcel_shown`. It reads nothing and decides nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huitou.core.turning_line import Journey, Mark, Stop
from huitou.lanes.stages import Stage

N_ = str


@dataclass(frozen=True, slots=True)
class Told:
    """A stage of a parcel that goes out (or back): `now` the sentence, `seen` with the place it was last seen at."""

    now: str
    after: str
    seen: str = ""


OUT: Mapping[Stage, Told] = {
    Stage.ANNOUNCED: Told(
        N_("Packed. %(carrier)s has not scanned it yet."),
        N_("You can follow it from the first scan on, usually within a day."),
    ),
    Stage.COLLECTED: Told(
        N_("%(carrier)s has collected it."), N_("Next it travels to the sorting centre near you.")
    ),
    Stage.MOVING: Told(
        N_("On its way with %(carrier)s."),
        N_("Next, a courier takes it out for delivery."),
        N_("On its way: last seen in %(place)s."),
    ),
    Stage.CUSTOMS: Told(
        N_("At customs."), N_("If papers or duties are missing, the carrier writes to you."), N_("At customs in %(place)s.")
    ),
    Stage.OUT_FOR_DELIVERY: Told(N_("The courier is on the way to you."), N_("Somebody should be there to take it.")),
    Stage.READY: Told(
        N_("It waits for you at the pick-up point."), N_("Collect it soon: what is not collected goes back to the shop.")
    ),
    Stage.ATTEMPTED: Told(
        N_("%(carrier)s came, and could not hand it over."),
        N_("As a rule it is tried again on the next working day."),
    ),
    Stage.HELD: Told(
        N_("Held up on its way."), N_("It goes on by itself; the new date is shown here."), N_("Held up in %(place)s.")
    ),
    Stage.DELIVERED: Told(N_("Delivered."), N_("Is something not right? Say so here.")),
    Stage.GOING_BACK: Told(
        N_("It is going back to the shop."), N_("You need not wait: say below that it has not arrived.")
    ),
    Stage.CAME_BACK: Told(
        N_("It went back to the shop."), N_("You need not wait: say below that it has not arrived.")
    ),
    Stage.LOST: Told(N_("It was lost on its way."), N_("You need not wait: say below that it has not arrived.")),
    Stage.STOPPED: Told(N_("It is not being sent."), N_("Nothing travels under this number any more.")),
}  # fmt: skip
BACK: Mapping[Stage, Told] = {
    Stage.ANNOUNCED: Told(
        N_("Announced. %(carrier)s has not scanned it yet."), N_("Keep the receipt until it has arrived at the shop.")
    ),
    Stage.DELIVERED: Told(N_("Your return has arrived at the shop."), N_("The shop looks at it next.")),
    Stage.LOST: Told(N_("Your return was lost on its way."), N_("Keep the receipt: it proves that you sent it.")),
}
_BACK_ELSE = Told(
    N_("Your return is on its way to the shop."), N_("Keep the receipt until it has arrived at the shop."),
    N_("Your return is on its way: last seen in %(place)s."),
)  # fmt: skip
# Where on the line a stage stands; what has gone wrong stands where it happened.
_PLACE: Mapping[Stage, int] = {
    Stage.ANNOUNCED: 0, Stage.COLLECTED: 1, Stage.MOVING: 2, Stage.CUSTOMS: 2, Stage.HELD: 2, Stage.LOST: 2,
    Stage.GOING_BACK: 2, Stage.CAME_BACK: 2, Stage.STOPPED: 1, Stage.OUT_FOR_DELIVERY: 3, Stage.READY: 3,
    Stage.ATTEMPTED: 3, Stage.DELIVERED: 4,
}  # fmt: skip
TROUBLE = frozenset({Stage.LOST, Stage.GOING_BACK, Stage.CAME_BACK, Stage.STOPPED, Stage.ATTEMPTED, Stage.HELD})
_AT_WORK: Mapping[Stage, str] = {
    Stage.CUSTOMS: N_("At customs"),
    Stage.HELD: N_("Held up"),
    Stage.LOST: N_("Lost"),
    Stage.GOING_BACK: N_("Going back"),
    Stage.CAME_BACK: N_("Went back"),
    Stage.STOPPED: N_("Stopped"),
    Stage.READY: N_("At the pick-up point"),
    Stage.ATTEMPTED: N_("Not handed over"),
}


@dataclass(frozen=True, slots=True)
class Moments:
    """When the parcel reached what it has reached, and the last day on which it is expected, in words."""

    collected: str = ""
    moving: str = ""
    out: str = ""
    delivered: str = ""
    expected: str = ""


def sentence(stage: Stage, *, carrier: str, place: str = "", back: bool = False) -> str:
    """Where it is, in one sentence. `place`: no finer than a city."""
    told = _told(stage, back)
    if place and told.seen:
        return _(told.seen) % {"place": place}
    return _(told.now) % {"carrier": carrier or _("The carrier")}


def what_next(stage: Stage, *, back: bool = False) -> str:
    """What happens from here on."""
    return _(_told(stage, back).after)


def journey(stage: Stage, times: Moments, *, back: bool = False) -> Journey:
    """The line of one parcel. A return turns: it starts where the goods came to."""
    reached = _PLACE[stage]
    if back:
        stops = [(_("Handed over"), times.collected), (_("On its way"), times.moving), (_("At the shop"), times.delivered)]
        marks = _marks(max(0, {4: 3, 3: 1, 2: 1, 1: 0, 0: 0}[reached]), stage, len(stops), waits=stage == Stage.ANNOUNCED)
        return Journey(
            out=(Stop(_("With you"), Mark.DONE),),
            back=tuple(Stop(label, mark, at) for (label, at), mark in zip(stops, marks, strict=True)),
        )
    labels = [_("Packed"), _("Collected"), _("On its way"), _("With the courier"), _("Delivered")]
    moments = ["", times.collected, times.moving, times.out, times.delivered or times.expected]
    marks = _marks(reached, stage, len(labels))
    if stage in _AT_WORK:
        labels[reached] = _(_AT_WORK[stage])
    return Journey(out=tuple(Stop(*one) for one in zip(labels, marks, moments, strict=True)))


def _marks(reached: int, stage: Stage, stops: int, *, waits: bool = False) -> list[Mark]:
    """Done up to where it is; the last stop is done when it is reached."""
    marks = [Mark.DONE if place < reached else Mark.AHEAD for place in range(stops)]
    if reached < stops:
        finished = stage == Stage.DELIVERED
        marks[reached] = Mark.DONE if finished else Mark.TROUBLE if stage in TROUBLE else Mark.AHEAD if waits else Mark.NOW
    return marks


def _told(stage: Stage, back: bool) -> Told:
    return BACK.get(stage, _BACK_ELSE) if back else OUT[stage]



