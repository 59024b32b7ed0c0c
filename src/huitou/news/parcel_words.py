"""One parcel in a buyer's words: the big sentence, what comes next, and the line of its stages.

A table by stage; called by `parcel_shown`. It reads nothing and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
        N_("At customs."),
        N_("If papers or duties are missing, the carrier writes to you."),
        N_("At customs in %(place)s."),
    ),
    Stage.OUT_FOR_DELIVERY: Told(N_("The courier is on the way to you."), N_("Somebody should be there to take it.")),
    Stage.READY: Told(
        N_("It waits for you at the pick-up point."),
        N_("Collect it soon: what is not collected goes back to the shop."),
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
    Stage.ANNOUNCED: 0, Stage.COLLECTED: 1, Stage.STOPPED: 1, Stage.DELIVERED: 3,
}  # fmt: skip
_ON_ITS_WAY = 2
HARM = frozenset({Stage.LOST, Stage.GOING_BACK, Stage.CAME_BACK, Stage.STOPPED})
_AT_WORK: Mapping[Stage, str] = {
    Stage.OUT_FOR_DELIVERY: N_("With the courier"),
    Stage.CUSTOMS: N_("At customs"),
    Stage.HELD: N_("Held up"),
    Stage.LOST: N_("Lost"),
    Stage.GOING_BACK: N_("Going back"),
    Stage.CAME_BACK: N_("Went back"),
    Stage.STOPPED: N_("Stopped"),
    Stage.READY: N_("At the pick-up point"),
    Stage.ATTEMPTED: N_("Not delivered"),
}


@dataclass(frozen=True, slots=True)
class Moments:
    """When the parcel reached what it has reached, the last report, and the days on which it is expected; in words."""

    collected: str = ""
    moving: str = ""
    latest: str = ""
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
    reached = _PLACE.get(stage, _ON_ITS_WAY)
    if back:
        named = [
            (_("Handed over"), times.collected),
            (_("On its way"), times.moving),
            (_("At the shop"), times.delivered),
        ]
        # Nothing has happened before the first scan: the turn is still ahead.
        marks = [Mark.AHEAD] * len(named) if reached == 0 else _marks(reached - 1, stage, len(named))
        return Journey(
            out=(Stop(_("With you"), Mark.DONE),),
            back=tuple(Stop(label, mark, at) for (label, at), mark in zip(named, marks, strict=True)),
        )
    labels = [_("Packed"), _("Collected"), _("On its way"), _("Delivered")]
    moments = ["", times.collected, times.moving, times.delivered or times.expected]
    marks = _marks(reached, stage, len(labels))
    if stage in _AT_WORK:
        labels[reached] = _(_AT_WORK[stage])
        moments[reached] = times.latest or moments[reached]
    return Journey(out=tuple(Stop(*one) for one in zip(labels, marks, moments, strict=True)))


def _marks(reached: int, stage: Stage, stops: int) -> list[Mark]:
    """Done up to where it is; the last stop is done as soon as it is reached."""
    marks = [Mark.DONE if place < reached else Mark.AHEAD for place in range(stops)]
    marks[reached] = Mark.DONE if stage == Stage.DELIVERED else Mark.TROUBLE if stage in HARM else Mark.NOW
    return marks


def _told(stage: Stage, back: bool) -> Told:
    return BACK.get(stage, _BACK_ELSE) if back else OUT[stage]
