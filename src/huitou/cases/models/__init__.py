"""The after-sales case with its lines, offers, messages and evidence."""

from huitou.cases.models.case import Case, Kind
from huitou.cases.models.case_line import CaseLine
from huitou.cases.models.evidence import Evidence
from huitou.cases.models.message import Message
from huitou.cases.models.offer import Offer

__all__ = ["Case", "CaseLine", "Evidence", "Kind", "Message", "Offer"]
