"""What everybody who tells of parcels is to us: a verified call, a payload that is read, a word back, a question.

Adapters implement `Source`; `parcels.hooks` takes their calls in, jobs read and poll. An adapter never decides what a
code means beyond its mapping's table, never guesses, and never swallows an error. Nothing of a call may be believed
before `verify` has gone through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, HookAnswer


class SourceError(HuitouError):
    """Any failure of a question. `detail` is for the shop's staff; it never holds a secret."""

    code: ClassVar[str] = "carrier_error"
    status: ClassVar[int] = 502
    message = _("The carrier could not be reached. We try again by ourselves.")

    def __init__(self, failure_code: str, detail: str = "") -> None:
        super().__init__(failure_code=failure_code)
        self.failure_code = failure_code
        self.detail = detail


class Retryable(SourceError):
    """It may work later: not reached, told to wait, a broken answer. Asking changes nothing over there."""

    code = "carrier_retryable"


class Permanent(SourceError):
    """The same question will never be answered (a number that it does not take)."""

    code = "carrier_refused"
    message = _("The carrier does not follow this parcel (%(failure_code)s). Check the number and the carrier.")


class Misconfigured(SourceError):
    """Our side is set up wrongly (missing or wrong credentials); nothing is believed or asked."""

    code = "carrier_misconfigured"
    message = _("The carrier's account is not set up correctly (%(failure_code)s). Check its settings, then try again.")


class Unreadable(ValueError):
    """A verified payload that is not what its source documents. It is kept, and a person looks."""


@dataclass(frozen=True, slots=True)
class Push:
    """What a verified call says of one number. `delivery_id` is the same for every delivery of the same thing.

    `number`: the tracking number, or `id:<name>` where the source only knows the shop system's name of the parcel.
    """

    delivery_id: str
    number: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that a source says happened. `code` verbatim, "" where the source gave the event none of its own.

    `event_id`: the source's name of it, where it has one. `overall`: the state of the whole parcel at its newest
    event, for sources that do not say it event by event.
    """

    code: str
    occurred_at: datetime
    zone: str
    text: str = ""
    place: str = ""
    country: str = ""
    event_id: str = ""
    overall: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When a source thinks the parcel comes. `day_only`: it said the day, not the hour."""

    earliest_at: datetime
    latest_at: datetime
    day_only: bool


@dataclass(frozen=True, slots=True)
class Tracking:
    """Everything that was said of one number. `whole`: these are all the reports there are, so what is missing is gone.

    `said_at`: when the source put the list together; None where it does not say. `gone`: event ids that it took back.
    `carrier` in the source's own word; `corrected`: the source has found out that it is this one after all.
    """

    number: str
    carrier: str = ""
    reports: tuple[Report, ...] = ()
    whole: bool = False
    said_at: datetime | None = None
    estimate: Window | None = None
    gone: tuple[str, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A parcel that a source is asked about, or told to follow. `phone_tail`: the last digits, where it wants them."""

    number: str
    carrier: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source can do; verbs and jobs ask this and never its name.

    `polled_every`: no number is asked more often. `most_per_call`: numbers in one question. `per_second`: questions.
    `delivery`: the wishes of a buyer that it passes on (`carriers.delivering`). `collects`: it sends couriers to buyers
    (`carriers.collecting`), at most so many `days_ahead`. `labels`: it sells labels for returns (`carriers.labelling`).
    """

    pushes: bool = False
    polls: bool = False
    subscribes: bool = False
    polled_every: timedelta = timedelta(hours=4)
    most_per_call: int = 1
    per_second: int = 1
    delivery: frozenset[str] = frozenset()
    collects: bool = False
    days_ahead: int = 7
    labels: bool = False


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a source's codes mean: our pairs by its codes, with the version of the table."""

    version: int
    codes: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class Source(Protocol):
    """One who tells of parcels. Asking may block and happens outside any transaction."""

    code: str
    title: Any
    capabilities: Capabilities
    fields: tuple[CredentialField, ...]
    mapping: Meanings

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse credentials that cannot work, before they are kept: shape, no call. Raises CredentialInvalid."""

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """What the call says, number by number, after its signature was checked.

        Raises CallRefused, Misconfigured (no secret: nothing is ever accepted without one).
        """

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """What a kept payload says. `zone`: for moments that name none. Raises Unreadable."""

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """What the source wants to hear when its call was taken in, or not."""

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """What it knows of these numbers. Raises Retryable, Permanent, Misconfigured."""

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Ask for pushes to the address; an order that is there already is success.

        Raises Retryable, Permanent, Misconfigured.
        """
