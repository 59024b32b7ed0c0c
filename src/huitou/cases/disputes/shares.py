"""Who bears what a ruling granted, booked once it has been paid: `share:<party>` → `ruling:<id>`.

Called when a case is resolved. Of a ruling that was paid less than it granted (other cases of the order had been
paid in the meantime) every party bears its part of what was paid; nothing is booked that did not go out. Minor units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Case, Ruling
from huitou.core import ledger
from huitou.core.models import LedgerEntry
from huitou.core.money import Money, allocate

SUBJECT = "cases.ruling"
ACCOUNT = "share:"
# The shop first: ties of rounding go to it.
PARTIES = ("merchant", "platform", "carrier", "insurer")


@dataclass(frozen=True, slots=True)
class Share:
    """What one party bears, as it was booked."""

    party: str
    money: Money
    at: datetime


def shares_of(ruling: Ruling, paid_minor: int) -> Mapping[str, int]:
    """By party, what it bears of the sum that was paid; they add up to it."""
    granted = [int(getattr(ruling, f"{party}_minor")) for party in PARTIES]
    if not sum(granted):
        return {}
    parts = granted if sum(granted) == paid_minor else allocate(paid_minor, granted)
    return {party: part for party, part in zip(PARTIES, parts, strict=True) if part}


def book_shares(case: Case, at: datetime) -> None:
    """Book the shares of the ruling by which the case was paid. Inside the verb that resolves it."""
    dispute = case.dispute
    if dispute is None or dispute.state != "ruled" or not case.sheet.total_minor:
        return
    ruling = Ruling.objects.filter(dispute=dispute, announced_at__isnull=False).order_by("-at", "-pk").first()
    if ruling is None:
        return
    ledger.post_all(
        [
            ledger.entry(
                shop_id=case.shop_id,
                key=f"ruling:{ruling.pk}:{party}",
                debit=f"{ACCOUNT}{party}",
                credit=f"ruling:{ruling.pk}",
                money=Money(minor, case.sheet.currency),
                subject_type=SUBJECT,
                subject_id=ruling.pk,
                at=at,
            )
            for party, minor in shares_of(ruling, case.sheet.total_minor).items()
        ]
    )


def booked(rulings: Sequence[UUID]) -> list[Share]:
    """What was booked for these rulings, the shop's share first. One query."""
    rows = LedgerEntry.objects.filter(subject_id__in=rulings, subject_type=SUBJECT)
    found = [Share(row.debit.removeprefix(ACCOUNT), Money(row.amount_minor, row.currency), row.at) for row in rows]
    return sorted(found, key=lambda share: PARTIES.index(share.party))
