"""The roll-ups hold ids, codes and lengths of time; nothing of people."""

from typing import Any

from huitou.core.personal_registry import plain
from huitou.insights.models import CaseStep, Goal, GoalClock

CODES: Any = "codes of steps, kinds and roles"
plain(CaseStep, "step kind outcome by", because=CODES)
plain(Goal, "measure kind", because=CODES)
plain(GoalClock, "measure kind", because=CODES)
