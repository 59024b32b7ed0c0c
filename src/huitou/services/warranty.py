"""How long goods are covered: by law and by what the shop promised, lengthened by repairs. Pure; no Django, no clock.

Read by `services.cover`, which brings the facts. Money and consent are not its matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """One promise: until when it holds without any repair, and what a repair does to it.

    `article`: of the law (`policies.law.articles`), or the number of the policy's rule. `pauses`: the time at the
    workshop is not counted. `extends`: by so much a repair makes it longer, once.
    """

    by_law: bool
    article: str
    until: datetime
    pauses: bool = False
    extends: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Mended:
    """A repair that was done: its reference, and from when to when the buyer was without the goods."""

    ref: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """By which repair the cover became longer, and how much."""

    ref: str
    added: timedelta
    article: str


@dataclass(frozen=True, slots=True)
class Warranty:
    """What covers some goods. `until` is the first moment without cover; `ground` what reaches furthest.

    No ground: nothing ever covered them, and `until` is the beginning.
    """

    starts_at: datetime
    until: datetime
    ground: Ground | None = None
    history: tuple[Extension, ...] = field(default=())

    def covers(self, moment: datetime) -> bool:
        """Whether a fault that is told of at this moment is mended at the shop's cost."""
        return moment < self.until


def warranty(starts_at: datetime, grounds: Iterable[Ground], repairs: Sequence[Mended]) -> Warranty:
    """The longest cover of all grounds, each lengthened by the repairs that were done while it held."""
    found = [_lengthened(starts_at, ground, repairs) for ground in grounds]
    return max(found, key=lambda one: one.until, default=Warranty(starts_at, starts_at))


def _lengthened(starts_at: datetime, ground: Ground, repairs: Sequence[Mended]) -> Warranty:
    until, history, extended = ground.until, [], False
    for repair in sorted(repairs, key=lambda one: (one.began_at, one.ref)):
        if repair.began_at >= until:
            continue
        added = _whole_days(repair.ended_at - repair.began_at) if ground.pauses else timedelta()
        if ground.extends and not extended:
            added, extended = added + ground.extends, True
        if added:
            until += added
            history.append(Extension(repair.ref, added, ground.article))
    return Warranty(starts_at, until, ground, tuple(history))


def _whole_days(took: timedelta) -> timedelta:
    """A day that was begun counts as one, so that a warranty always ends with a day."""
    return -(-max(took, timedelta()) // DAY) * DAY


@dataclass(frozen=True, slots=True)
class Limits:
    """After so many repairs, or so much time at the workshop in all, the buyer need not accept another repair.

    None: no number is known. `article`: of the law that says so.
    """

    failures: int | None = None
    days: int | None = None
    article: str = ""

    def spent(self, repairs: int, at_workshop: timedelta) -> bool:
        """Whether the shop has had its chances, with so many earlier repairs of the same goods."""
        if self.failures is not None and repairs >= self.failures:
            return True
        return self.days is not None and at_workshop > timedelta(days=self.days)
