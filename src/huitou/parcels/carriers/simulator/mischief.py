"""What goes wrong between a carrier and us, on purpose: late, doubled, reordered, corrected and wrong pushes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from huitou.parcels.carriers.simulator.journeys import Journey
from huitou.parcels.carriers.simulator.writers import Written, write

SAID_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One push on its way. `right`: it must be taken in; a wrong one must change nothing."""

    written: Written
    right: bool


def deliveries(
    source: str, way: Journey, values: Mapping[str, str], chance: Random, *, late: float = 0.3, doubled: float = 0.3,
    wrong: float = 0.1, slip: int | None = None,
) -> Iterator[Delivery]:  # fmt: skip
    """A push for each step of the way, shares of them late (so reordered), doubled, and spoilt besides.

    `slip`: this step is told and then taken back by the next push.
    """
    waiting: list[Written] = []
    for count in range(1, len(way.steps) + 1):
        told = way.first(count)
        if slip is not None and count > slip + 1:
            told = told.without(slip)
        push = write(source, told, values, said_at=_said_at(told, count), name=f"{way.number}-{count}")
        if chance.random() < wrong:
            yield Delivery(_spoilt(push, chance), False)
        if chance.random() < late:
            waiting.append(push)
            continue
        yield Delivery(push, True)
        if chance.random() < doubled:
            yield Delivery(push, True)
    chance.shuffle(waiting)
    for push in waiting:
        yield Delivery(push, True)


def _said_at(told: Journey, count: int) -> datetime:
    """After its newest step; of two lists with the same newest step the longer way is the later word."""
    return told.at(told.steps[-1]) + SAID_AFTER + timedelta(seconds=count)


def _spoilt(push: Written, chance: Random) -> Written:
    """One byte of what was signed is another."""
    body = bytearray(push.body)
    place = chance.randrange(len(body))
    body[place] = body[place] ^ 1
    return replace(push, body=bytes(body))
