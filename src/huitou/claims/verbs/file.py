"""The shop's own steps before the carrier has the claim: mend the draft, write down that it was filed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim
from huitou.claims.verbs.noting import LONGEST_REFERENCE, ClaimSumInvalid, keep_note, moved
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.money import LARGEST_MINOR, Money
from huitou.core.verbs import verb
from huitou.orders.models import Order


class ReferenceTooLong(Invalid):
    """No number of a claim."""

    code = "claim_reference_too_long"
    message = _("The carrier's number of the claim has at most 80 characters.")


@verb(CARRIER_CLAIM, "correct")
def correct(
    *, carrier_claim: CarrierClaim, actor: Actor, at: datetime, loss_minor: int, note: str = ""
) -> dict[str, Any]:
    """Another loss than the price of the goods. For lost and broken goods at most what the order cost.

    Raises: ClaimSumInvalid, CarrierWordsMissing.
    """
    most = LARGEST_MINOR
    if carrier_claim.what in (CarrierClaim.What.LOST, CarrierClaim.What.DAMAGED):
        most = Order.objects.values_list("total_minor", flat=True).get(pk=carrier_claim.order_id)
    if not 0 < loss_minor <= most:
        raise ClaimSumInvalid(most=str(Money(most, carrier_claim.currency)))
    keep_note(carrier_claim, note, actor, needed=False)
    carrier_claim.loss_minor = loss_minor
    return moved(carrier_claim, at, loss_minor=loss_minor)


@verb(CARRIER_CLAIM, "file")
def file(
    *, carrier_claim: CarrierClaim, actor: Actor, at: datetime, reference: str = "", note: str = ""
) -> dict[str, Any]:
    """The carrier has the claim, under its own number where it gave one. Raises: ReferenceTooLong."""
    keep_note(carrier_claim, note, actor, needed=False)
    if len(reference.strip()) > LONGEST_REFERENCE:
        raise ReferenceTooLong()
    carrier_claim.reference = reference.strip()
    carrier_claim.filed_at, carrier_claim.reminders = at, 0
    return moved(carrier_claim, at, loss_minor=carrier_claim.loss_minor, currency=carrier_claim.currency)
