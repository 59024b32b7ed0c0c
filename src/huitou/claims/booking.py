"""The ledger row of a claim on a carrier. Called by the verb that records the payment. Nothing else books here.

| movement | debit | credit |
| the carrier makes the loss good | `share:carrier` | `share:merchant` |

What a ruling has already put on the carrier for the claim's case is not put on it a second time, and is left out once
only where several parcels of the case are paid for.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from huitou.cases.models import Case, Ruling
from huitou.claims.models import CarrierClaim
from huitou.core import ledger
from huitou.core.models import LedgerEntry
from huitou.core.money import Money

SUBJECT = "claims.carrierclaim"
CARRIER, SHOP = "share:carrier", "share:merchant"


def book_recovered(claim: CarrierClaim, at: datetime) -> None:
    """Book what was recovered as the carrier's share, less what it bears by a ruling already."""
    minor = claim.recovered_minor - _ruled(claim)
    if minor > 0:
        ledger.post(
            shop_id=claim.shop_id, key=f"carrier:{claim.pk}:recovered", debit=CARRIER, credit=SHOP,
            money=Money(minor, claim.currency), subject_type=SUBJECT, subject_id=claim.pk, at=at,
        )  # fmt: skip


def _ruled(claim: CarrierClaim) -> int:
    """What rulings about the claim's case have put on the carrier and no other claim of it has left out already."""
    if claim.case_id is None:
        return 0
    # Two parcels of one case that are paid for at once: the second sees what the first has left out.
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.case_id)
    rulings = Ruling.objects.filter(dispute__case_id=claim.case_id).values("pk")
    ruled = _booked(claim, "cases.ruling", rulings)
    if not ruled:
        return 0
    others = CarrierClaim.objects.filter(case_id=claim.case_id, state="paid", currency=claim.currency)
    others = others.exclude(pk=claim.pk)
    paid = int(others.aggregate(total=Sum("recovered_minor"))["total"] or 0)
    return max(ruled - (paid - _booked(claim, SUBJECT, others.values("pk"))), 0)


def _booked(claim: CarrierClaim, subject: str, keys: "QuerySet[Any, Any]") -> int:
    """What stands on the carrier's account for these subjects."""
    rows = LedgerEntry.objects.filter(debit=CARRIER, subject_type=subject, subject_id__in=keys)
    return int(rows.filter(currency=claim.currency).aggregate(total=Sum("amount_minor"))["total"] or 0)
