"""A shop sets itself a goal, changes it, or drops it. Clocks that run keep the goal that they started with."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.cases.models.case import Kind
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.insights.measures import MEASURES
from huitou.insights.models import Goal

LONGEST_MINUTES = 366 * 24 * 60


class GoalMalformed(Invalid):
    """No such step or kind, no time, or a warning that would come before the clock starts."""

    code = "goal_malformed"
    message = _("Choose a step, a time of at least one minute, and a warning that comes before that time is over.")


@verb
def set_goal(
    *,
    actor: Actor,
    at: datetime,
    measure: str,
    minutes: int,
    kind: str = "",
    in_open_hours: bool = False,
    warn_minutes: int | None = None,
) -> Goal:
    """Set the goal of a step, for one kind of case or ("") for all; without `warn_minutes` a quarter before the end.

    Raises: Forbidden, GoalMalformed.
    """
    actor.require("settings.edit")
    warning = minutes // 4 if warn_minutes is None else warn_minutes
    if not _is_known(measure, kind) or not 0 < minutes <= LONGEST_MINUTES or not 0 <= warning < minutes:
        raise GoalMalformed()
    values = {"minutes": minutes, "in_open_hours": in_open_hours, "warn_minutes": warning, "set_at": at}
    goal, _made = Goal.objects.update_or_create(shop_id=actor.shop_id, measure=measure, kind=kind, defaults=values)
    return goal


@verb
def drop_goal(*, actor: Actor, at: datetime, measure: str, kind: str = "") -> None:
    """Drop a goal: new cases start no clock for it; those that run go on. Raises: Forbidden, GoalMalformed."""
    actor.require("settings.edit")
    if not _is_known(measure, kind):
        raise GoalMalformed()
    Goal.objects.filter(shop_id=actor.shop_id, measure=measure, kind=kind).delete()


def _is_known(measure: str, kind: str) -> bool:
    return measure in MEASURES and (not kind or kind in Kind.values)
