"""The simulated carrier's couriers: they come when their slot begins. Part of the adapter; it keeps nothing.

What a booking was about stands in its reference. A sender whose name ends with NO is never met; one whose name ends
with FULL gets no courier.
"""

import hashlib
from datetime import datetime

from huitou.core.clock import now
from huitou.parcels.carriers.collecting import CollectAsk, Collection, Collects, Seen
from huitou.parcels.carriers.protocol import Permanent

NEVER_MET, FULL = "NO", "FULL"


class SimulatedCouriers(Collects):
    """Books everything, once for a key."""

    def book_collection(self, account: str, ask: CollectAsk) -> Collection:
        """Raises Permanent."""
        if ask.sender.name.endswith(FULL):
            raise Permanent("no_courier", "the simulated carrier has no courier")
        met = "0" if ask.sender.name.endswith(NEVER_MET) else "1"
        return Collection(f"{ask.key}|{ask.starts_at.isoformat()}|{met}", "simulator", number_of(ask.key))

    def cancel_collection(self, account: str, reference: str) -> None:
        """Always possible."""

    def see_collection(self, account: str, reference: str) -> Seen:
        """By the clock."""
        key, starts, met = reference.split("|")
        if now() < datetime.fromisoformat(starts):
            return Seen("waiting", number_of(key))
        return Seen("collected" if met == "1" else "failed", number_of(key))


def number_of(key: str) -> str:
    """The waybill of a booking."""
    return "SIM" + str(int(hashlib.sha256(key.encode()).hexdigest()[:12], 16)).zfill(15)
