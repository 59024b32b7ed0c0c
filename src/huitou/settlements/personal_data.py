"""What settlements hold of people: nothing but sums and references."""

from huitou.core.personal_registry import plain
from huitou.settlements.models import CostTerms, Deposit, ReturnCost

plain(ReturnCost, "rule currency parts", because="a rule and sums")
plain(CostTerms, "shares table", because="the shop's own rules")
plain(Deposit, "currency", because="a currency")
