"""The roll-ups of the insights, and the goals that shops set."""

from huitou.insights.models.case_step import CaseStep
from huitou.insights.models.goal import Goal
from huitou.insights.models.goal_clock import GoalClock
from huitou.insights.models.roll_up import RollUp

__all__ = ["CaseStep", "Goal", "GoalClock", "RollUp"]
