"""The rows of instant refunds."""

from huitou.instant.models.advance import Advance
from huitou.instant.models.assessment import Assessment
from huitou.instant.models.instant_rules import InstantRules
from huitou.instant.models.month_budget import MonthBudget

__all__ = ["Advance", "Assessment", "InstantRules", "MonthBudget"]
