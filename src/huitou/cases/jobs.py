"""Registers cases and disputes for the sweep of deadlines, with their own lengths and the effects of their states."""

from huitou.cases import arrivals, catching_up, clock_bounds, terms  # noqa: F401  (they register themselves)
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Dispute, MoneyDue
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.deadlines import swept

swept(CASE, Case)
swept(DISPUTE, Dispute)
swept(MONEY_DUE, MoneyDue)
