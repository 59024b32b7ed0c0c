"""The workshop's own steps: looked at, repaired, sent back, failed."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.parcels.numbers import carrier_code, read_number
from huitou.services.diagnoses import Diagnosis
from huitou.services.machine import REPAIR
from huitou.services.models import Outcome, Repair
from huitou.services.verbs.noting import note as keep_note
from huitou.services.verbs.noting import step
from huitou.services.verbs.quoting import owe_back, word_left_open


@verb(REPAIR, "accept_repair")
def accept_repair(
    *, repair: Repair, actor: Actor, at: datetime, diagnosis: Diagnosis, note: str = ""
) -> dict[str, Any]:
    """The repair costs the buyer nothing."""
    step(repair, at)
    repair.diagnosis = diagnosis
    return {"diagnosis": str(diagnosis), **keep_note(repair, "accept_repair", note, actor=actor, at=at)}


@verb(REPAIR, "find_nothing")
def find_nothing(*, repair: Repair, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The workshop finds no fault: the goods come back as they are. Raises: RepairWordsMissing."""
    step(repair, at)
    repair.diagnosis = Diagnosis.NO_FAULT
    repair.outcome, repair.finished_at = Outcome.NOTHING_FOUND, at
    return keep_note(repair, "find_nothing", note, actor=actor, at=at, needed=True)


@verb(REPAIR, "note_work")
def note_work(*, repair: Repair, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Write into the log of the repair. The clock of the whole goes on. Raises: RepairWordsMissing."""
    step(repair, at)
    return keep_note(repair, "note_work", note, actor=actor, at=at, needed=True)


@verb(REPAIR, "finish")
def finish(*, repair: Repair, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Repaired: it is to be sent back, or first to be paid for."""
    step(repair, at)
    repair.outcome, repair.finished_at = Outcome.REPAIRED, at
    return {**_owed(repair), **keep_note(repair, "finish", note, actor=actor, at=at)}


@verb(REPAIR, "fail")
def fail(*, repair: Repair, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """It cannot be repaired, took too long, or did not come back.

    For what a warranty covers the buyer then chooses; anything else goes back, and what was quoted is not owed. What
    was paid for it already is owed back by hand.
    """
    step(repair, at)
    if repair.quote_minor and (repair.paid_at is not None or word_left_open(repair)):
        owe_back(repair, actor, at)
    if not repair.covered and repair.paid_at is None:
        repair.quote_minor = 0
    repair.outcome, repair.finished_at = Outcome.NOT_REPAIRED, repair.finished_at or at
    return keep_note(repair, "fail", note, actor=actor, at=at)


@verb(REPAIR, "send_back")
def send_back(*, repair: Repair, actor: Actor, at: datetime, tracking_number: str, carrier: str = "") -> dict[str, Any]:
    """The goods left for the buyer. Raises: TrackingNumberMissing, TrackingNumberMalformed."""
    number = read_number(tracking_number)
    step(repair, at)
    repair.carrier, repair.tracking_number = carrier.strip()[:60], number
    return {"carrier": carrier_code(repair.carrier), "tracking_number": number}


@verb(REPAIR, "trace")
def trace(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has been silent for too long: the shop asks the carrier."""
    step(repair, at)
    return {}


@verb(REPAIR, "deliver")
def deliver(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """It is at the buyer's door."""
    step(repair, at)
    repair.returned_at = at
    return {}


@verb(REPAIR, "receive")
def receive(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has it in hand."""
    step(repair, at)
    repair.returned_at = at
    return {}


def _owed(repair: Repair) -> dict[str, Any]:
    return {"quote_minor": repair.quote_minor, "currency": repair.currency} if repair.quote_minor else {}
