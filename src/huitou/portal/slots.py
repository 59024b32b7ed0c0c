"""The places for a buyer's proof: in an application those that its reasons ask for, in a case those of its rule."""

from collections.abc import Sequence

from huitou.cases.guidance import Slot, slots
from huitou.cases.models import Case, Evidence, EvidenceKind
from huitou.cases.queries import CasePage
from huitou.core.actors import Role
from huitou.policies.rules.verdict import Verdict
from huitou.portal.applying import Application

ALWAYS = (EvidenceKind.PHOTO, EvidenceKind.VIDEO)
# Here proof may turn the case, so the places for it stand open.
ASKED_IN = ("requested", "refused", "contested", "disputed", "goods_disputed")


def application_slots(built: Application) -> list[Slot]:
    """For the reasons that were chosen, and for what the chosen solution still lacks."""
    asked = set(built.reasons.proofs) if built.reasons is not None else set()
    needed = set(built.reasons.needed) if built.reasons is not None else set()
    if built.chosen is not None:
        needed |= set(built.chosen.evidence_missing)
    reasons = [one.reason for one in built.reasons.lines] if built.reasons is not None else []
    return slots({*ALWAYS, *asked}, built.photos, reasons=reasons, needed=needed)


def case_slots(page: CasePage) -> list[Slot]:
    """For the case's own reasons and rule; what the buyer gave counts as given."""
    reasons = [line.reason for line in page.lines]
    verdict = Verdict.from_json(page.case.judged["verdict"])
    mine: Sequence[Evidence] = [row for row in page.evidence if row.role == Role.BUYER and row.erased_at is None]
    return slots({*ALWAYS, *verdict.evidence}, mine, reasons=reasons, needed=verdict.evidence)


def asks_for_proof(case: Case) -> bool:
    """Whether proof given now may change what happens."""
    return case.state in ASKED_IN
