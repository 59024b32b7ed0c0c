"""A running deadline is moved: given more time by the side that waits, stopped and started again by the platform.

One mechanism for every machine, listed and performed through `core.actions`. Every change is a row that is never
changed itself and an event of the subject. It never takes time away from whoever's turn it is, never helps the one
who asks for it, and never passes the bound of the law.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huitou.core import clock, events
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, Invalid
from huitou.core.flow.machine import Machine, NotTheirTurn, TooLate, Waiting
from huitou.core.models import DeadlineChange, Event, Shop
from huitou.core.verbs import for_every_machine

What = DeadlineChange.What
GIVE_TIME, STOP_CLOCK, START_CLOCK = "give_time", "stop_clock", "start_clock"
# Who may give time to whom: the side that waits for the other.
GIVES: Mapping[Role, Role] = {Role.BUYER: Role.MERCHANT, Role.MERCHANT: Role.BUYER}
PERMISSIONS: Mapping[tuple[Role, str], str] = {
    (Role.MERCHANT, GIVE_TIME): "cases.message",
    (Role.PLATFORM, STOP_CLOCK): "disputes.rule",
    (Role.PLATFORM, START_CLOCK): "disputes.rule",
}
# However patient both are, one wait is made longer by a week at most, and stands still for two at most.
LONGEST_EXTENSION = timedelta(days=7)
LONGEST_STOP = timedelta(days=14)

HOURS = (24, 48)

Bound = Callable[[Any, Waiting], datetime | None]
_bounds: dict[str, Bound] = {}


class Reason(TextChoices):
    """Why a clock stands still. Codes, because the record is kept for good and holds no personal data."""

    EVIDENCE = "waiting_for_evidence", _("evidence is awaited")
    CARRIER = "carrier_delay", _("the carrier is late")
    FAULT = "system_fault", _("a fault in the system")
    HOLIDAY = "holiday", _("holidays")


class BeyondBound(HuitouError):
    """More time than one wait may have: seven days on top, fourteen of standing still, or what the law leaves."""

    code = "deadline_beyond_bound"
    message = _("This wait cannot be made longer: the law, or our own limit for one wait, ends it at %(until)s.")


class HoursNotOffered(Invalid):
    """Time is given by the day."""

    code = "hours_not_offered"
    message = _("Choose 24 or 48 hours.")


class ClockStands(HuitouError):
    """The clock stands already, or runs already."""

    code = "clock_stands"
    message = _("The clock has been stopped or started in the meantime. Reload to see how it stands.")


def bounded_by(machine: Machine) -> Callable[[Bound], Bound]:
    """Register `f(subject, waiting) -> moment | None`: the last moment that the law leaves for this wait."""

    def register(function: Bound) -> Bound:
        _bounds[machine.name] = function
        return function

    return register


def offered(machine: Machine, subject: Any, actor: Actor) -> list[str]:
    """Which changes of the clock the actor can make now, by the table and the role."""
    wait = machine.waiting(subject.state)
    if wait is None or subject.deadline_at is None or not _holds_permission(actor, wait):
        return []
    if gives_time(actor.role, wait):
        latest = _law(machine, subject, wait)
        return [GIVE_TIME] if latest is None or latest > subject.deadline_at else []
    if actor.role == Role.PLATFORM and Role.PLATFORM not in wait.turn:
        # A list of buttons is for the present, and decides nothing: the verb asks again with its own `at`.
        stands = standing(subject.pk, subject.state, clock.now()) is not None
        return [START_CLOCK if stands else STOP_CLOCK]
    return []


def of(role: Role) -> list[str]:
    """Which changes of the clock a role has at all."""
    return [GIVE_TIME] if role in GIVES else [STOP_CLOCK, START_CLOCK] if role == Role.PLATFORM else []


def gives_time(role: Role, wait: Waiting) -> bool:
    """Whether the role is the side that waits, and the other side alone has the turn."""
    return role in GIVES and wait.turn == (GIVES[role],)


@for_every_machine(GIVE_TIME)
def give_time(*, machine: Machine, subject: Any, actor: Actor, at: datetime, hours: int = 24) -> Any:
    """Give the other side 24 or 48 hours more.

    Raises HoursNotOffered, NotTheirTurn, TooLate, BeyondBound, Forbidden, NotFound.
    """
    if hours not in HOURS:
        raise HoursNotOffered()
    wait = _running(machine, subject, actor, GIVE_TIME, at)
    if not gives_time(actor.role, wait):
        raise NotTheirTurn(machine=machine.name, state=subject.state, action=GIVE_TIME, role=str(actor.role))
    before, added = subject.deadline_at, timedelta(hours=hours)
    law = _law(machine, subject, wait)
    visit = visit_of(subject)
    given = sum((row.to_at - row.from_at for row in _changes(subject, visit, What.EXTENDED)), timedelta())
    limit = before + LONGEST_EXTENSION - given
    latest = limit if law is None else min(limit, law)
    if before + added > latest:
        raise BeyondBound(until=latest.isoformat(timespec="minutes"))
    subject.deadline_at = before + added
    _keep(machine, subject, visit, What.EXTENDED, before, "given", None, actor, at)
    return subject


@for_every_machine(STOP_CLOCK)
def stop_clock(*, machine: Machine, subject: Any, actor: Actor, at: datetime, reason: Reason, hours: int = 48) -> Any:
    """Let the clock stand still for so many hours; the deadline moves by them. Only the platform, for other sides.

    Raises NotTheirTurn, TooLate, BeyondBound, ClockStands, Forbidden, NotFound.
    """
    wait = _running(machine, subject, actor, STOP_CLOCK, at)
    if actor.role != Role.PLATFORM or Role.PLATFORM in wait.turn:
        raise NotTheirTurn(machine=machine.name, state=subject.state, action=STOP_CLOCK, role=str(actor.role))
    # In a shop that stands alone the last instance is its owner: never a stop of the owner's own clock.
    if Role.MERCHANT in wait.turn and Shop.objects.filter(pk=subject.shop_id, sole=True).exists():
        raise NotTheirTurn(machine=machine.name, state=subject.state, action=STOP_CLOCK, role=str(actor.role))
    if standing(subject.pk, subject.state, at) is not None:
        raise ClockStands()
    visit = visit_of(subject)
    stood = sum((_stood(row) for row in _changes(subject, visit, What.PAUSED, What.RESUMED)), timedelta())
    length = timedelta(hours=hours)
    if length <= timedelta() or stood + length > LONGEST_STOP:
        raise BeyondBound(until=(at + max(LONGEST_STOP - stood, timedelta())).isoformat(timespec="minutes"))
    before = subject.deadline_at
    subject.deadline_at = before + length
    _keep(machine, subject, visit, What.PAUSED, before, str(reason), at + length, actor, at)
    return subject


@for_every_machine(START_CLOCK)
def start_clock(*, machine: Machine, subject: Any, actor: Actor, at: datetime) -> Any:
    """Let a stopped clock run again before its time; the rest of the stop is taken back.

    Raises NotTheirTurn, ClockStands, Forbidden, NotFound.
    """
    _running(machine, subject, actor, START_CLOCK, at)
    stop = standing(subject.pk, subject.state, at)
    if actor.role != Role.PLATFORM or stop is None or stop.until is None:
        raise ClockStands()
    before = subject.deadline_at
    subject.deadline_at = before - (stop.until - at)
    _keep(machine, subject, stop.visit, What.RESUMED, before, stop.reason, None, actor, at)
    return subject


def standing(subject_id: UUID, state: str, at: datetime) -> DeadlineChange | None:
    """The stop that holds at `at`, if the subject's last change was one in this state and it is not over."""
    last = DeadlineChange.objects.filter(subject_id=subject_id).order_by("-at", "-pk").first()
    if last is None or last.what != What.PAUSED or last.state != state:
        return None
    return last if last.until is not None and last.until > at else None


def history(subjects: Collection[UUID]) -> list[DeadlineChange]:
    """Every change of the subjects' clocks, oldest first. Inside `in_shop`."""
    return list(DeadlineChange.objects.filter(subject_id__in=subjects).order_by("at", "pk"))


def visit_of(subject: Any) -> int:
    """How long the subject's chain was when its present state was entered: what tells two waits in one state apart."""
    for event in Event.objects.filter(subject_id=subject.pk).order_by("-seq").iterator(chunk_size=20):
        facts = event.facts
        if facts.get("to") == subject.state and facts.get("from") != subject.state:
            return int(event.seq)
    return 0


def _running(machine: Machine, subject: Any, actor: Actor, action: str, at: datetime) -> Waiting:
    wait = machine.waiting(subject.state)
    if wait is None or subject.deadline_at is None:
        raise NotTheirTurn(machine=machine.name, state=subject.state, action=action, role=str(actor.role))
    permission = PERMISSIONS.get((actor.role, action))
    if permission is not None:
        actor.require(permission)
    if at >= subject.deadline_at:
        raise TooLate(machine=machine.name, state=subject.state, action=action, role=str(actor.role))
    return wait


def _holds_permission(actor: Actor, wait: Waiting) -> bool:
    needed = {name for (role, _action), name in PERMISSIONS.items() if role == actor.role}
    return all(actor.may(name) for name in needed)


def _law(machine: Machine, subject: Any, wait: Waiting) -> datetime | None:
    bound = _bounds.get(machine.name)
    return bound(subject, wait) if bound is not None else None


def _changes(subject: Any, visit: int, *what: str) -> list[DeadlineChange]:
    return list(DeadlineChange.objects.filter(subject_id=subject.pk, visit=visit, what__in=what))


def _stood(row: DeadlineChange) -> timedelta:
    """How long the change lets the clock stand; taking a stop back counts against it."""
    return row.to_at - row.from_at


def _keep(
    machine: Machine,
    subject: Any,
    visit: int,
    what: What,
    before: datetime,
    reason: str,
    until: datetime | None,
    actor: Actor,
    at: datetime,
) -> None:
    row = DeadlineChange(
        shop_id=subject.shop_id,
        machine=machine.name,
        subject_id=subject.pk,
        state=subject.state,
        visit=visit,
        what=what,
        from_at=before,
        to_at=subject.deadline_at,
        until=until,
        reason=reason,
        actor_role=str(actor.role),
        actor_id=actor.id,
        at=at,
    )
    facts: dict[str, Any] = {"before": before, "after": subject.deadline_at, "reason": reason}
    if until is not None:
        facts["until"] = until
    kind = f"{subject._meta.app_label}.{machine.name}.deadline_{what.value}"
    events.record(subject, kind, actor=actor, at=at, facts=facts)
    row.save(force_insert=True)
    subject.save()
