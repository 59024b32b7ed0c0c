"""What a source offers that sends couriers to buyers: book, call off, look. Pure: imports no adapter.

Booking is not safe to repeat: a source gives a second courier for a second call. Whoever calls asks once, and treats
an answer that stayed open as open (`NeverReached` is the one failure after which it may be asked again).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from huitou.parcels.carriers.protocol import Retryable


class NeverReached(Retryable):
    """Nothing arrived over there, for certain: it may be asked again."""

    code = "carrier_never_reached"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a courier calls, or brings it. Personal data: it goes to the source, and into no log."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class CollectAsk:
    """One pick-up. `key`: ours; the moments are aware and in the shop's zone, `today` its day of asking."""

    key: str
    sender: Door
    receiver: Door
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    pieces: int
    grams: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Booked: the source's name for it, and the waybill where it gives one at once. `carrier`: our code."""

    reference: str
    carrier: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How it stands over there; `number`: the waybill, which may only be known now."""

    state: Literal["waiting", "collected", "failed", "cancelled"]
    number: str = ""
    grams: int | None = None


@runtime_checkable
class Collects(Protocol):
    """A source whose `capabilities.collects` is true. Calls may block; they happen outside any transaction."""

    def book_collection(self, account: str, ask: CollectAsk) -> Collection:
        """Send a courier. Raises NeverReached, Retryable (it may have been booked), Permanent, Misconfigured."""

    def cancel_collection(self, account: str, reference: str) -> None:
        """Call the courier off; one that is off already is success. Raises Retryable, Permanent, Misconfigured."""

    def see_collection(self, account: str, reference: str) -> Seen:
        """How it stands. Raises Retryable, Permanent, Misconfigured."""
