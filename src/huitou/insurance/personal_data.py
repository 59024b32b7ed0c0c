"""What insurance holds of people: the buyer's name at an insurer, and what staff noted about a claim."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import (
    YEAR_DAYS,
    Holding,
    Keep,
    Known,
    Obligation,
    Person,
    hold,
    known_by,
    obliges,
    plain,
)
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim, FreightCover, InsuranceTerms, InsurerNotice


@known_by
def by_insurance(customer_id: UUID) -> Known:
    """Their covers and claims."""
    covers = list(FreightCover.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    claims = list(FreightClaim.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    rows = [*covers, *claims]
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


@obliges
def open_claims(person: Person) -> Iterable[Obligation]:
    """A claim that is not settled: the buyer may be owed it."""
    rows = FreightClaim.objects.filter(order__customer_id=person.customer_id).exclude(state__in=FREIGHT_CLAIM.finals)
    for ref, until in rows.order_by("pk").values_list("ref", "deadline_at"):
        yield Obligation(gettext("The insurance claim %(ref)s is still open.") % {"ref": ref}, until)


hold(
    Holding(
        code="freight_cover",
        model=FreightCover,
        fields=("holder",),
        label=_("Insurance of your return shipping"),
        purpose=_("To insure your return shipping, and to have the insurer pay you."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("ends_at"), after=_("after the insurance ended")),
        shown=("ref", "order__number", "state", "currency", "premium_minor", "cover_minor", "starts_at", "ends_at"),
    )
)
hold(
    Holding(
        code="freight_claim",
        model=FreightClaim,
        fields=("note",),
        label=_("Insurance claims for your return shipping"),
        purpose=_("To prove how and why your return shipping was paid."),
        whose="order__customer_id",
        keep=Keep(days=10 * YEAR_DAYS, since=F("settled_at"), after=_("after the claim was settled"),
                  least_days=3 * YEAR_DAYS),
        shown=("ref", "order__number", "state", "currency", "amount_minor", "refusal", "opened_at", "settled_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
    )
)  # fmt: skip
plain(FreightCover, "ref state payer insurer backer risk_class because currency reference failure_code",
      because="codes, counts, references and sums")  # fmt: skip
plain(FreightClaim, "ref state insurer currency refusal failure_code reference", because="codes, references and sums")
plain(InsuranceTerms, "payer insurer backer table", because="the shop's own terms")
plain(InsurerNotice, "insurer key digest facts", because="numbers of payments and digests")
