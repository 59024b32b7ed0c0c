"""Registers the cases for the sweep of deadlines, with their own lengths and the effects of their states."""

from huitou.cases import arrivals, catching_up, terms  # noqa: F401  (they register themselves)
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.deadlines import swept

swept(CASE, Case)
