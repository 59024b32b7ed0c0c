"""Where a parcel stands now, and what of that is to be told: from the present alone, so history is never told.

Pure. Called when something was reported of the parcel, and again when a message is about to go.
"""

from dataclasses import dataclass
from datetime import date

from huitou.lanes.stages import OVER, Stage
from huitou.lanes.trouble import Kind
from huitou.news.triggers import ROWS, Trigger

_STILL_COMING = frozenset(Stage) - OVER - {Stage.GOING_BACK, Stage.READY, Stage.OUT_FOR_DELIVERY, Stage.ANNOUNCED}
# A day that changes because somebody else now gives it is news only if it is later.
_ONLY_IF_LATER = frozenset({"first", "handed_over"})


@dataclass(frozen=True, slots=True)
class Word:
    """The `number`-th promised window of a parcel, as `lanes` keeps it."""

    number: int
    earliest: date | None
    latest: date
    because: str
    said_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a parcel on `today`, a day of the shop's zone.

    `news_on`: the day of the last report that counts; `announced_on`: when its label was made. `by_shop`: the shop's
    own people handed it on. `last_here`: it is the last to arrive of `siblings` parcels, which have all come.
    `word` is the promise that holds, `before` the one before it. `trouble`: what `lanes.trouble` finds, if anything.
    """

    stage: Stage
    status: str
    today: date
    announced_on: date
    news_on: date | None = None
    by_shop: bool = False
    siblings: int = 1
    last_here: bool = False
    word: Word | None = None
    before: Word | None = None
    trouble: Kind | None = None

    @property
    def late_days(self) -> int:
        """Days since the last promised day; 0 where it has not passed, or none was given."""
        return max((self.today - self.word.latest).days, 0) if self.word else 0

    @property
    def unscanned_days(self) -> int:
        """Days since the label, as long as nobody has scanned it."""
        return (self.today - self.announced_on).days if self.stage == Stage.ANNOUNCED else 0


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to tell. Told once per parcel and `key`: another day, another attempt, another promise is another."""

    trigger: Trigger
    key: str = ""


def happenings(now: Standing) -> list[Happening]:
    """What can be told of the parcel as it stands. Old news is none."""
    found = [_by_stage(now), _late(now), _new_date(now)]
    if now.trouble == Kind.STUCK:
        found.append(Happening(Trigger.STUCK))
    return [one for one in found if one is not None and _fresh(one, now)]


def _by_stage(now: Standing) -> Happening | None:
    day = now.news_on.isoformat() if now.news_on else ""
    match now.stage:
        case Stage.DELIVERED:
            everything = now.siblings > 1 and now.last_here
            return Happening(Trigger.ALL_DELIVERED if everything else Trigger.DELIVERED)
        case Stage.OUT_FOR_DELIVERY:
            return Happening(Trigger.OUT_FOR_DELIVERY, day)
        case Stage.COLLECTED | Stage.MOVING:
            return Happening(Trigger.SHIPPED if now.by_shop else Trigger.COLLECTED)
        case Stage.CUSTOMS:
            waits = now.status == "customs.action_required"
            return Happening(Trigger.CUSTOMS_ACTION, day) if waits else Happening(Trigger.CUSTOMS)
        case Stage.ATTEMPTED:
            return Happening(Trigger.ATTEMPT_FAILED, day)
        case Stage.READY:
            warned = now.status == "exception.not_collected" or now.trouble == Kind.NOT_COLLECTED
            return Happening(Trigger.GOING_BACK_SOON if warned else Trigger.READY)
        case Stage.ANNOUNCED:
            return Happening(Trigger.UNSCANNED) if now.unscanned_days else None
        case _:
            end = {Stage.GOING_BACK: Trigger.RETURNING, Stage.CAME_BACK: Trigger.RETURNED, Stage.LOST: Trigger.LOST}
            return Happening(end[now.stage]) if now.stage in end else None


def _late(now: Standing) -> Happening | None:
    """One message about lateness for each day that was promised."""
    if now.stage == Stage.HELD or (now.late_days and now.stage in _STILL_COMING):
        return Happening(Trigger.DELAYED, str(now.word.number if now.word else 0))
    return None


def _new_date(now: Standing) -> Happening | None:
    if now.word is None or now.before is None or now.late_days or now.stage not in _STILL_COMING:
        return None
    if now.word.latest == now.before.latest:
        return None
    if now.word.because in _ONLY_IF_LATER and now.word.latest < now.before.latest:
        return None
    return Happening(Trigger.NEW_DATE, str(now.word.number))


def _fresh(one: Happening, now: Standing) -> bool:
    """Whether it is recent enough to be news."""
    since = {Trigger.NEW_DATE: now.word.said_on if now.word else None, Trigger.UNSCANNED: now.announced_on}.get(
        one.trigger, now.news_on
    )
    if one.trigger == Trigger.DELAYED and now.late_days:
        return now.late_days <= ROWS[Trigger.STUCK].fresh_days
    return since is None or (now.today - since).days <= ROWS[one.trigger].fresh_days
