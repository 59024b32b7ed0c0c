"""The dispute of a case as a page or the API shows it: rulings, proposals, and the disputes before it.

Three queries where there is a dispute, a fourth once it was ruled, none where there is none. Called inside `in_shop`;
never writes.
"""

from dataclasses import dataclass, field
from uuid import UUID

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.shares import Share, booked
from huitou.cases.models import Case, Dispute, Proposal, Ruling
from huitou.core.actors import Actor, Role
from huitou.core.money import Money

# In these states the latest ruling is what counts, and both sides have been told.
RULED = ("appealable", "appealable_by_buyer", "appealable_by_merchant", "appealed_by_buyer", "appealed_by_merchant",
         "appealed", "ruled")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute for one reader: of the rulings only those that the reader may know."""

    dispute: Dispute
    rulings: list[Ruling]
    proposals: list[Proposal]
    earlier: list[UUID]
    booked: list[Share] = field(default_factory=list)

    @property
    def ruling(self) -> Ruling | None:
        """The ruling that counts."""
        return self.rulings[-1] if self.rulings else None

    @property
    def draft(self) -> Ruling | None:
        """The ruling that waits for a second opinion, for the platform only."""
        latest = self.ruling
        return latest if latest is not None and latest.announced_at is None else None

    @property
    def proposal(self) -> Proposal | None:
        """What is proposed now."""
        return next((made for made in self.proposals if made.state == Proposal.State.OPEN), None)

    def borne(self) -> list[tuple[str, Money]]:
        """Who bears the sum of the ruling: (`merchant` | `platform` | `carrier` | `insurer`, sum), without zeros."""
        ruling = self.ruling
        if ruling is None:
            return []
        shares = {
            "merchant": ruling.merchant_minor,
            "platform": ruling.platform_minor,
            "carrier": ruling.carrier_minor,
            "insurer": ruling.insurer_minor,
        }
        return [(side, Money(minor, self.dispute.currency)) for side, minor in shares.items() if minor]


def dispute_view(case: Case, actor: Actor) -> DisputeView | None:
    """The case's latest dispute for the actor; None where there was none."""
    if case.dispute_id is None or case.dispute is None:
        return None
    return view_of(case.dispute, actor)


def view_of(dispute: Dispute, actor: Actor) -> DisputeView:
    """The dispute for the actor."""
    rows = Ruling.objects.filter(dispute=dispute).order_by("at", "pk")
    if actor.role not in (Role.PLATFORM, Role.SYSTEM):
        rows = rows.filter(announced_at__isnull=False)
    rulings = list(rows)
    others = Dispute.objects.filter(case_id=dispute.case_id).exclude(pk=dispute.pk)
    return DisputeView(
        dispute=dispute,
        rulings=rulings,
        proposals=list(Proposal.objects.filter(dispute=dispute).order_by("made_at", "pk")),
        earlier=list(others.values_list("pk", flat=True)),
        booked=_booked(dispute, rulings, actor),
    )


def _booked(dispute: Dispute, rulings: list[Ruling], actor: Actor) -> list[Share]:
    """Who bore what, once it was paid; between the shop and the others, not the buyer's business."""
    if dispute.state != "ruled" or actor.role == Role.BUYER:
        return []
    return booked([ruling.pk for ruling in rulings])


def is_known(dispute: Dispute) -> bool:
    """Whether what the dispute came to is known to both sides."""
    return dispute.state in RULED or dispute.state in DISPUTE.finals
