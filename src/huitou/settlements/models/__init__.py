"""The rules of who pays, the cost of a return's freight, the deposit at the platform."""

from huitou.settlements.models.cost_terms import CostTerms
from huitou.settlements.models.deposit import Deposit
from huitou.settlements.models.return_cost import ReturnCost

__all__ = ["CostTerms", "Deposit", "ReturnCost"]
