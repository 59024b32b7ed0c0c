"""Reading the roll-ups: the figures of a shop, what its goals became, which cases are to be raised in the queue.

Called within `in_shop` by the portal, the desk, the platform and the API; never writes.
"""

from huitou.insights.queries.dispute_scores import DisputeScore, dispute_score
from huitou.insights.queries.figures import Figures, Period, StepFigures, figures, last_days, published
from huitou.insights.queries.goals import GoalFigures, goal_figures, raised

__all__ = [
    "DisputeScore",
    "Figures",
    "GoalFigures",
    "Period",
    "StepFigures",
    "dispute_score",
    "figures",
    "goal_figures",
    "last_days",
    "published",
    "raised",
]
