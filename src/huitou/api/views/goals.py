"""How long things may take, by the shop's own goals: read, and set by who may change the settings."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.orders import Strict
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.insights.measures import MEASURES
from huitou.insights.queries import goal_figures, last_days
from huitou.insights.telling import step_name
from huitou.insights.verbs import drop_goal, set_goal
from huitou.insights.verbs.goals import LONGEST_MINUTES, GoalMalformed

router = Router()
EVERY_KIND = "The kind of case; empty for every kind without a goal of its own."


class GoalNameIn(Strict):
    """A goal is named by its step and its kind of case."""

    step: str = Field(max_length=40, examples=["answer"], description=", ".join(MEASURES))
    kind: str = Field(default="", max_length=40, examples=["refund_only"], description=EVERY_KIND)


class GoalIn(GoalNameIn):
    """A goal; the same step and kind again is replaced."""

    minutes: int = Field(ge=1, le=LONGEST_MINUTES, examples=[1440])
    in_open_hours: bool = Field(default=False, description="Only hours in which the shop is open count.")
    warn_minutes: int | None = Field(
        default=None, ge=0, le=LONGEST_MINUTES, examples=[360], description="So long before the end; else a quarter."
    )


class SetGoalOut(Schema):
    """A goal with what became of it in the last 90 days."""

    step: str = Field(examples=["answer"])
    name: str = Field(examples=["First answer"])
    kind: str = Field(examples=["refund_only"], description=EVERY_KIND)
    minutes: int = Field(examples=[1440])
    in_open_hours: bool
    warn_minutes: int = Field(examples=[360])
    kept: int = Field(examples=[140])
    missed: int = Field(examples=[3])
    running: int = Field(examples=[12])


@router.get("/goals", response=answers(200, list[SetGoalOut]), summary="The shop's goals")
@refuses(Forbidden)
def list_goals(request: HttpRequest) -> list[dict[str, Any]]:
    """Every goal, by step and kind."""
    caller = who(request)
    caller.actor.require("settings.view")
    return _goals(caller)


@router.post("/goals", response=answers(200, list[SetGoalOut]), summary="Set a goal")
@refuses(Forbidden, GoalMalformed)
@idempotent(required=False)
def keep_goal(request: HttpRequest, body: GoalIn) -> list[dict[str, Any]]:
    """For cases from now on; clocks that run keep the goal that they started with."""
    caller = who(request)
    given = body.model_dump()
    set_goal(measure=given.pop("step"), **given, actor=caller.actor, at=caller.at)
    return _goals(caller)


@router.post("/goals/remove", response=answers(200, list[SetGoalOut]), summary="Drop a goal")
@refuses(Forbidden, GoalMalformed)
@idempotent(required=False)
def remove_goal(request: HttpRequest, body: GoalNameIn) -> list[dict[str, Any]]:
    """New cases start no clock for it; those that run go on."""
    caller = who(request)
    drop_goal(measure=body.step, kind=body.kind, actor=caller.actor, at=caller.at)
    return _goals(caller)


def _goals(caller: Caller) -> list[dict[str, Any]]:
    with reading(caller):
        found = goal_figures(last_days(caller.shop, caller.at), at=caller.at)
    return [
        {
            "step": one.goal.measure,
            "name": step_name(one.goal.measure),
            "kind": one.goal.kind,
            "minutes": one.goal.minutes,
            "in_open_hours": one.goal.in_open_hours,
            "warn_minutes": one.goal.warn_minutes,
            "kept": one.kept,
            "missed": one.missed,
            "running": one.running,
        }
        for one in found
    ]
