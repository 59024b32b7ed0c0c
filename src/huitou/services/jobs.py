"""Registers the repairs for the sweep of deadlines."""

from huitou.core.deadlines import swept
from huitou.services import terms  # noqa: F401  (registers the lengths)
from huitou.services.machine import REPAIR
from huitou.services.models import Repair

swept(REPAIR, Repair)
