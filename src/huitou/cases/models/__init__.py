"""The after-sales case with its lines, offers, messages and evidence."""

from huitou.cases.models.case import Case, Kind
from huitou.cases.models.case_line import CaseLine
from huitou.cases.models.declared_conflict import DeclaredConflict
from huitou.cases.models.dispute import About, Dispute, Outcome
from huitou.cases.models.evidence import Evidence, EvidenceKind
from huitou.cases.models.message import Message
from huitou.cases.models.money_due import MoneyDue
from huitou.cases.models.offer import Offer, Remedy
from huitou.cases.models.precedent import Precedent
from huitou.cases.models.proposal import Proposal
from huitou.cases.models.ruling import Grounds, Ruling
from huitou.cases.models.ruling_template import RulingTemplate

__all__ = [
    "About",
    "Case",
    "CaseLine",
    "DeclaredConflict",
    "Dispute",
    "Evidence",
    "EvidenceKind",
    "Grounds",
    "Kind",
    "Message",
    "MoneyDue",
    "Offer",
    "Outcome",
    "Precedent",
    "Proposal",
    "Remedy",
    "Ruling",
    "RulingTemplate",
]
