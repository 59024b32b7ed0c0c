"""Registers order changes for the sweep of deadlines."""

from huitou.changes import arrivals, code_sending  # noqa: F401  (they register themselves)
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.core.deadlines import swept

swept(ORDER_CHANGE, OrderChange)
