"""What claims on carriers hold of people: what staff noted of a carrier's words."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, hold, known_by, plain


@known_by
def by_claims(customer_id: UUID) -> Known:
    """Claims about parcels of theirs."""
    rows: Iterable[tuple[UUID, str]] = CarrierClaim.objects.filter(order__customer_id=customer_id).values_list(
        "pk", "ref"
    )
    found = list(rows)
    return Known((key for key, _ref in found), (ref for _key, ref in found))


hold(
    Holding(
        code="carrier_claim",
        model=CarrierClaim,
        fields=("note",),
        label=_("Claims on carriers about your parcels"),
        purpose=_("To have the carrier make good what it lost or broke."),
        whose="order__customer_id",
        keep=Keep(days=10 * YEAR_DAYS, since=F("settled_at"), after=_("after the claim was settled"),
                  least_days=3 * YEAR_DAYS),
        shown=("ref", "order__number", "what", "state", "currency", "recovered_minor", "opened_at", "settled_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
    )
)  # fmt: skip
plain(CarrierClaim, "ref state carrier what currency proof source reference", because="codes, references and sums")
plain(ClaimRule, "carrier place", because="the shop's own rules, and the carriers' own addresses")
