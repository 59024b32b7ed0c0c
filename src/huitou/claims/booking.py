"""The ledger row of a claim on a carrier. Called by the verb that records the payment. Nothing else books here.

| movement | debit | credit |
| the carrier makes the loss good | `share:carrier` | `share:merchant` |

What a ruling has already put on the carrier for this order is not put on it a second time.
"""

from datetime import datetime

from django.db.models import Sum

from huitou.cases.models import Ruling
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
    """What rulings about the claim's case have put on the carrier."""
    if claim.case_id is None:
        return 0
    rulings = Ruling.objects.filter(dispute__case_id=claim.case_id).values("pk")
    rows = LedgerEntry.objects.filter(debit=CARRIER, subject_type="cases.ruling", subject_id__in=rulings)
    return int(rows.filter(currency=claim.currency).aggregate(total=Sum("amount_minor"))["total"] or 0)
