"""How a claim ends: agreed, appealed, paid, written off; or the parcel turns up."""

from datetime import datetime
from typing import Any

from huitou.claims import booking
from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim
from huitou.claims.verbs.file import ReferenceTooLong
from huitou.claims.verbs.noting import LONGEST_REFERENCE, demand_sum, keep_note, moved
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CARRIER_CLAIM, "accept_offer")
def accept_offer(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """What the carrier offers is enough."""
    keep_note(carrier_claim, note, actor, needed=False)
    return moved(carrier_claim, at, amount_minor=carrier_claim.offered_minor, currency=carrier_claim.currency)


@verb(CARRIER_CLAIM, "appeal")
def appeal(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The carrier is to look again, and why. Raises: CarrierWordsMissing."""
    keep_note(carrier_claim, note, actor)
    carrier_claim.appeals += 1
    carrier_claim.offered_minor, carrier_claim.reminders = 0, 0
    return moved(carrier_claim, at, appeals=carrier_claim.appeals)


@verb(CARRIER_CLAIM, "record_payment")
def record_payment(
    *, carrier_claim: CarrierClaim, actor: Actor, at: datetime, amount_minor: int, reference: str = "", note: str = ""
) -> dict[str, Any]:
    """The money is here, once and never above the loss; it is booked as the carrier's share.

    Raises: ClaimSumInvalid, ReferenceTooLong.
    """
    demand_sum(carrier_claim, amount_minor)
    keep_note(carrier_claim, note, actor, needed=False)
    if len(reference.strip()) > LONGEST_REFERENCE:
        raise ReferenceTooLong()
    carrier_claim.reference = reference.strip() or carrier_claim.reference
    carrier_claim.recovered_minor, carrier_claim.settled_at = amount_minor, at
    booking.book_recovered(carrier_claim, at)
    return moved(carrier_claim, at, amount_minor=amount_minor, currency=carrier_claim.currency)


@verb(CARRIER_CLAIM, "write_off")
def write_off(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Nothing comes: a person says why, or the time to file or to appeal is over. Raises: CarrierWordsMissing."""
    keep_note(carrier_claim, note, actor)
    carrier_claim.settled_at = at
    return moved(carrier_claim, at, loss_minor=carrier_claim.loss_minor, currency=carrier_claim.currency)


@verb(CARRIER_CLAIM, "turn_up")
def turn_up(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The lost parcel was scanned again: nothing is claimed."""
    carrier_claim.settled_at = at
    return moved(carrier_claim, at)
