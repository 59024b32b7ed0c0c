"""Hands visits on to the web analytics that a shop has, where its account is entered. Called by the job.

A visit is taken before it is sent, so none is sent twice; what did not get there is put back and sent later.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from huitou.core.actors import Actor, Role, system_actor
from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.retention.analytics.ga4 import CODE, GoogleAnalytics, visit_event
from huitou.retention.credentials import values_of
from huitou.retention.models import AnalyticsAccount, ParcelVisit

# Per shop and run; the rest follows with the next one.
MOST = 500
# Older visits are not told any more: they would stand on the wrong day.
LATEST = timedelta(days=3)


def hand_on(shop_id: UUID, *, at: datetime) -> int:
    """How many visits got there. Raises AnalyticsMisconfigured."""
    with in_shop(shop_id):
        if not AnalyticsAccount.objects.filter(service=CODE, closed_at=None).exists():
            return 0
    values = values_of(str(shop_id), CODE)
    system = system_actor(shop_id)
    taken = take_visits(actor=system, at=at)
    events = [visit_event(stage, late=late) for _key, stage, late, number in taken for _ in range(number)]
    done = GoogleAnalytics().send(values, events)
    if done < len(events):
        put_back(left=_left(taken, done), actor=system, at=at)
    return done


@verb
def take_visits(*, actor: Actor, at: datetime) -> list[tuple[UUID, str, bool, int]]:
    """Rows with how many of their visits are to be sent now; they count as handed on. Raises: Forbidden."""
    _demand_system(actor)
    recent = ParcelVisit.objects.filter(day__gte=at.date() - LATEST)
    waiting = recent.filter(handed_on__lt=F("opened")).order_by("day", "pk")
    taken, room = [], MOST
    for row in waiting.select_for_update(skip_locked=True)[:MOST]:
        number = min(row.opened - row.handed_on, room)
        if not number:
            break
        row.handed_on += number
        row.save(update_fields=["handed_on"])
        taken.append((row.pk, row.stage, row.late, number))
        room -= number
    return taken


@verb
def put_back(*, left: Mapping[UUID, int], actor: Actor, at: datetime) -> None:
    """They did not get there: they wait again. Raises: Forbidden."""
    _demand_system(actor)
    for key, number in sorted(left.items()):
        ParcelVisit.objects.filter(pk=key, handed_on__gte=number).update(handed_on=F("handed_on") - number)


def _left(taken: Sequence[tuple[UUID, str, bool, int]], done: int) -> dict[UUID, int]:
    """What of each row is behind the first `done`."""
    left = {}
    for key, _stage, _late, number in taken:
        sent = min(number, done)
        done -= sent
        if sent < number:
            left[key] = number - sent
    return left


def _demand_system(actor: Actor) -> None:
    if actor.role != Role.SYSTEM:
        raise Forbidden()
