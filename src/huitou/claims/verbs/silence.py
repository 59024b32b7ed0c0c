"""What the sweep does where nobody has moved a claim."""

from datetime import datetime
from typing import Any

from huitou.claims.machine import CARRIER_CLAIM, reminded_enough
from huitou.claims.models import CarrierClaim
from huitou.claims.verbs.noting import moved
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CARRIER_CLAIM, "warn")
def warn(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The last day is near: it comes into the queue, and a mail says so."""
    return moved(carrier_claim, at, file_by=carrier_claim.file_by.isoformat())


@verb(CARRIER_CLAIM, "miss")
def miss(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The last day is over."""
    return moved(carrier_claim, at, file_by=carrier_claim.file_by.isoformat())


@verb(CARRIER_CLAIM, "chase")
def chase(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has said or paid nothing: a person asks there."""
    carrier_claim.reminders = 0
    return moved(carrier_claim, at)


@verb(CARRIER_CLAIM, "remind")
def remind(*, carrier_claim: CarrierClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """It still waits for a person; after `MOST_REMINDERS` it is written off."""
    carrier_claim.reminders += 1
    if reminded_enough.test(carrier_claim):
        carrier_claim.settled_at = at
    return moved(carrier_claim, at, reminders=carrier_claim.reminders)
