"""What the carrier said of a claim: by itself, or written down by the shop's people; and what they said back."""

from datetime import datetime
from typing import Any

from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim
from huitou.claims.verbs.noting import demand_sum, keep_note, moved
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CARRIER_CLAIM, "note_question")
def note_question(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """It wants to know more. Raises: CarrierWordsMissing."""
    keep_note(carrier_claim, note, actor)
    carrier_claim.reminders = 0
    return moved(carrier_claim, at)


@verb(CARRIER_CLAIM, "note_offer")
def note_offer(
    *, carrier_claim: CarrierClaim, actor: Actor, at: datetime, amount_minor: int, note: str = ""
) -> dict[str, Any]:
    """It would pay so much, and asks whether that is agreed. Raises: ClaimSumInvalid."""
    return _offered(carrier_claim, actor, at, amount_minor, note)


@verb(CARRIER_CLAIM, "note_acceptance")
def note_acceptance(
    *, carrier_claim: CarrierClaim, actor: Actor, at: datetime, amount_minor: int, note: str = ""
) -> dict[str, Any]:
    """It will pay so much. Raises: ClaimSumInvalid."""
    return _offered(carrier_claim, actor, at, amount_minor, note)


@verb(CARRIER_CLAIM, "note_refusal")
def note_refusal(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """It pays nothing. Raises: CarrierWordsMissing."""
    keep_note(carrier_claim, note, actor)
    carrier_claim.offered_minor, carrier_claim.reminders = 0, 0
    return moved(carrier_claim, at)


@verb(CARRIER_CLAIM, "ask_carrier")
def ask_carrier(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """It was asked how the claim stands."""
    keep_note(carrier_claim, note, actor, needed=False)
    carrier_claim.reminders = 0
    return moved(carrier_claim, at)


@verb(CARRIER_CLAIM, "answer_carrier")
def answer_carrier(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """It has what it wanted to know. Raises: CarrierWordsMissing."""
    keep_note(carrier_claim, note, actor)
    carrier_claim.reminders = 0
    return moved(carrier_claim, at)


def _offered(claim: CarrierClaim, actor: Actor, at: datetime, amount_minor: int, note: str) -> dict[str, Any]:
    demand_sum(claim, amount_minor)
    keep_note(claim, note, actor, needed=False)
    claim.offered_minor, claim.reminders = amount_minor, 0
    return moved(claim, at, amount_minor=amount_minor, currency=claim.currency)
