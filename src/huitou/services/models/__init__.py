"""The tables of repairs."""

from huitou.services.models.repair import Outcome, Repair
from huitou.services.models.repair_line import RepairLine
from huitou.services.models.repair_note import RepairNote

__all__ = ["Outcome", "Repair", "RepairLine", "RepairNote"]
