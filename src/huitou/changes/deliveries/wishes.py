"""What can be wished of a delivery, when, and what it means: one row for each kind. Pure, but for the stages' names.

Read by the pages, which show it before the last tap, and by the verb, which refuses by the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from huitou.lanes.stages import OVER, Stage

N_ = str


class Wish(StrEnum):
    """The kinds, in the order in which they are offered."""

    INSTRUCTIONS = "instructions"
    SAFE_PLACE = "safe_place"
    NEIGHBOUR = "neighbour"
    PICKUP_POINT = "pickup_point"
    ANOTHER_DAY = "another_day"
    HOLD = "hold"


class Topic(StrEnum):
    """Of the wishes on one topic only one can be open: two would contradict each other."""

    WORDS = "words"
    PLACE = "place"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked for with it. `asks_day`: a day; `asks_words`: what is written down, "" where nothing has to be.

    `liability`: what the buyer takes on with it, said before the last tap and kept with the wish; "": nothing.
    """

    topic: Topic
    label: str
    means: str
    asks_words: str = ""
    example: str = ""
    asks_day: str = ""
    liability: str = ""


KINDS: Mapping[Wish, Kind] = {
    Wish.INSTRUCTIONS: Kind(
        Topic.WORDS, N_("Tell the courier something"), N_("Gate code, floor, which bell."),
        asks_words=N_("What the courier should know"), example=N_("For example: gate code 2580, third floor left."),
    ),
    Wish.SAFE_PLACE: Kind(
        Topic.PLACE, N_("Leave it in a safe place"), N_("Nobody has to be at home."),
        asks_words=N_("Where it should lie"), example=N_("For example: in the box beside the door."),
        liability=N_(
            "With this the parcel counts as delivered when it is left there. If it is gone afterwards, that is not "
            "the shop's risk."
        ),
    ),
    Wish.NEIGHBOUR: Kind(
        Topic.PLACE, N_("Leave it with a neighbour"), N_("They sign for it."),
        asks_words=N_("Name and house number of the neighbour"), example=N_("Ask them first."),
        liability=N_("With this the parcel counts as delivered when your neighbour has it."),
    ),
    Wish.PICKUP_POINT: Kind(
        Topic.PLACE, N_("To a pick-up point"),
        N_("It waits there for as long as the carrier keeps it; after that it goes back to the shop."),
        asks_words=N_("Which point"), example=N_("Name and street; the carrier decides whether it has room."),
    ),
    Wish.ANOTHER_DAY: Kind(
        Topic.TIME, N_("On another day"), N_("Not before that day."), asks_day=N_("On which day?"),
    ),
    Wish.HOLD: Kind(
        Topic.TIME, N_("Keep it for me"), N_("It lies at the depot or the pick-up point until that day."),
        asks_day=N_("Until which day?"),
    ),
}  # fmt: skip
_AT_THE_DOOR = frozenset({Wish.INSTRUCTIONS, Wish.SAFE_PLACE, Wish.NEIGHBOUR})
# Where a parcel stands → what can still be wished. A stage that is not named takes everything.
_POSSIBLE: Mapping[Stage, frozenset[Wish]] = {
    Stage.OUT_FOR_DELIVERY: _AT_THE_DOOR,
    Stage.READY: frozenset({Wish.HOLD}),
    Stage.GOING_BACK: frozenset(),
    **dict.fromkeys(OVER, frozenset()),
}
# Why not everything, and what can be done instead.
_RULES: Mapping[Stage, str] = {
    Stage.OUT_FOR_DELIVERY: N_(
        "The courier has it already: day and place can no longer be changed. You can still say where to leave it."
    ),
    Stage.READY: N_("It waits at the pick-up point already: it can be kept there longer, and nothing else."),
    Stage.GOING_BACK: N_("It is going back to the shop: say that it has not arrived, and nobody waits for it."),
    Stage.DELIVERED: N_("It was delivered. If it is not there, say so on the page of the parcel."),
}
_OVER_RULE = N_("It is no longer under way, so nothing about its delivery can be changed.")
DAYS_AHEAD = 14


def possible(stage: Stage) -> tuple[Wish, ...]:
    """What can be wished of a parcel at this stage, in the order of the kinds."""
    allowed = _POSSIBLE.get(stage, frozenset(Wish))
    return tuple(wish for wish in Wish if wish in allowed)


def rule_of(stage: Stage) -> str:
    """Why not everything can be wished now, with what can be done instead; "" where everything can. A msgid."""
    if stage in _RULES:
        return _RULES[stage]
    return _OVER_RULE if stage in OVER else ""
