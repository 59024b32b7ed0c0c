"""What a source offers that can pass a buyer's wishes for a delivery on to the carrier. Pure: imports no adapter.

Of those that we know only the simulated carrier does: no aggregator here has an interface for it, and the carriers'
own need a contract of the shop's. Everywhere else it is a person's task.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class DeliveryAsk:
    """One wish. `key`: ours, the same whenever it is asked again; `kind`: one of `changes.deliveries.wishes.Wish`."""

    key: str
    number: str
    kind: str
    words: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryAnswer:
    """What it says: `later` means that it was taken in and stays open. `why`: with `refused`, a code of `WhyNot`."""

    outcome: Literal["accepted", "refused", "later"]
    why: str = "carrier"


@runtime_checkable
class Delivers(Protocol):
    """A source whose `capabilities.delivery` names what can be wished. Asking may block."""

    def ask_delivery(self, account: str, ask: DeliveryAsk) -> DeliveryAnswer:
        """Pass the wish on. Raises Retryable (the answer is open), Permanent, Misconfigured."""
