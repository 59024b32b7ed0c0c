"""How long things take in the shop, as published."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huitou.api.reading import reading
from huitou.api.views.common import answers, who
from huitou.insights.queries import goal_figures, published
from huitou.insights.queries.figures import Figures
from huitou.insights.telling import step_rows

router = Router()


class StepOut(Schema):
    """One step of the cases that ended in the period. The lengths are null where there are too few cases."""

    step: str = Field(examples=["answer"])
    name: str = Field(examples=["First answer"])
    says: str = Field(examples=["From the request until the shop agrees, offers or refuses."])
    count: int = Field(examples=[143])
    median_seconds: int | None = Field(examples=[5400])
    ninth_seconds: int | None = Field(examples=[20_000], description="Nine of ten cases took no longer.")
    by_silence: int = Field(examples=[3], description="How often the clock ended it instead of a person.")


class GoalOut(Schema):
    """What the shop has set itself for a step."""

    step: str = Field(examples=["answer"])
    kind: str = Field(examples=[""], description="The kind of case; empty for every kind without a goal of its own.")
    minutes: int = Field(examples=[1440])
    in_open_hours: bool
    kept: int = Field(examples=[140])
    missed: int = Field(examples=[3])


class PerformanceOut(Schema):
    """Figures with their sample and their period; `enough` false: too few cases to mean anything, per cents null."""

    since: datetime
    until: datetime
    solved: int = Field(examples=[143])
    unsolved: int = Field(examples=[7], description="Taken back by the buyer, or nothing was sent: not counted.")
    open_now: int = Field(examples=[12])
    enough: bool
    solved_within_100_minutes_per_cent: int | None = Field(examples=[93])
    solved_within_one_day_per_cent: int | None = Field(examples=[97])
    steps: list[StepOut]
    goals: list[GoalOut]


@router.get("/performance", response=answers(200, PerformanceOut), summary="How long things take")
def performance(request: HttpRequest) -> dict[str, Any]:
    """The last 90 days, measured from events: what the shop's public page shows."""
    caller = who(request)
    with reading(caller):
        found = published(caller.shop, caller.at)
        goals = goal_figures(found.period, at=caller.at)
    steps = step_rows(found)
    return {
        "since": found.period.since,
        "until": found.period.until,
        "solved": found.solved,
        "unsolved": found.unsolved,
        "open_now": found.open_now,
        "enough": found.enough,
        "solved_within_100_minutes_per_cent": found.in_time_per_cent if found.enough else None,
        "solved_within_one_day_per_cent": found.within_day_per_cent if found.enough else None,
        "steps": [_step(row.code, row.name, row.says, found) for row in steps],
        "goals": [
            {
                "step": one.goal.measure,
                "kind": one.goal.kind,
                "minutes": one.goal.minutes,
                "in_open_hours": one.goal.in_open_hours,
                "kept": one.kept,
                "missed": one.missed,
            }
            for one in goals
        ],
    }


def _step(code: str, name: str, says: str, found: Figures) -> dict[str, Any]:
    step = found.steps[code]
    return {
        "step": code,
        "name": name,
        "says": says,
        "count": step.count,
        "median_seconds": step.median if step.enough else None,
        "ninth_seconds": step.ninth if step.enough else None,
        "by_silence": step.by_silence,
    }
