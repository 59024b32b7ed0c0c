"""What the steps of a claim have in common: the note, the moment, the facts of the event. Called by other verbs."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.claims.models import CarrierClaim
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid

LONGEST_NOTE, LONGEST_REFERENCE = 2000, 80


class CarrierWordsMissing(Invalid):
    """A person writes down what a carrier said, or why they decide so."""

    code = "carrier_words_missing"
    message = _("Write down what the carrier said, or why you decide so, in at most 2,000 characters.")


class ClaimSumInvalid(Invalid):
    """A sum that cannot be claimed, offered or paid."""

    code = "claim_sum_invalid"
    message = _("Enter an amount above zero and at most %(most)s.")


def moved(claim: CarrierClaim, at: datetime, **facts: Any) -> dict[str, Any]:
    """Note when the claim came into its next state; the facts that every event of it has."""
    claim.moved_at = at
    return {"order": claim.order_id, "parcel": claim.parcel_id, "what": claim.what, **facts}


def keep_note(claim: CarrierClaim, note: str, actor: Actor, *, needed: bool = True) -> None:
    """Keep what was said; the earlier words stay where nothing new is said. Raises CarrierWordsMissing."""
    note = note.strip()
    if len(note) > LONGEST_NOTE or (needed and not note and actor.role == Role.MERCHANT):
        raise CarrierWordsMissing()
    claim.note = note or claim.note


def demand_sum(claim: CarrierClaim, minor: int) -> None:
    """Raise ClaimSumInvalid for nothing, or for more than the loss."""
    if not 0 < minor <= claim.loss_minor:
        raise ClaimSumInvalid(most=str(claim.loss))
