"""Setting and dropping a shop's goals."""

from huitou.insights.verbs.goals import GoalMalformed, drop_goal, set_goal

__all__ = ["GoalMalformed", "drop_goal", "set_goal"]
