"""What gateways tell us unasked: the signed call as it came in, what it says once read, and how it is answered.

Adapters with webhooks implement `Hooked`; `refunds.hooks` takes the calls in and reads them in a job. Nothing here
may be believed before `verify_webhook` has gone through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from huitou.core.credentials import CredentialField
from huitou.core.errors import HuitouError
from huitou.core.money import Money
from huitou.core.webhooks import Called, HookAnswer
from huitou.refunds.gateways.protocol import GatewayAnswer


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified call: what is kept of it, and enough to read it later. `payload` holds nothing of people.

    `event_id` is the gateway's own and the same for every delivery of the same event.
    """

    event_id: str
    kind: str
    at: datetime
    payload: Mapping[str, Any]


class Stage(StrEnum):
    """How far a chargeback has come at the gateway."""

    INQUIRY = "inquiry"  # asked about, no money moved
    OPEN = "open"  # the money was taken; evidence is awaited
    SENT = "sent"  # evidence is there, the bank decides
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"  # an inquiry that ended without money


@dataclass(frozen=True, slots=True)
class ChargebackNews:
    """A chargeback as the gateway sees it. `fee` is what the gateway keeps for it; `at` is when it was so."""

    reference: str
    payments: tuple[str, ...]
    money: Money
    stage: Stage
    at: datetime
    reason: str = ""
    evidence_due: datetime | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentTouched:
    """Something was paid back from this payment; the notice does not say what: ask, for the refund of the gateway's
    number `key`, or for all of the payment's refunds."""

    payment: str
    key: str = ""


News = GatewayAnswer | ChargebackNews | PaymentTouched


@runtime_checkable
class WithAccount(Protocol):
    """A gateway at which each shop has an account of its own, with credentials."""

    code: str
    title: Any
    fields: tuple[CredentialField, ...]

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse credentials that cannot work, before they are kept: shape and keys, no call.

        Raises CredentialInvalid.
        """


@runtime_checkable
class Hooked(Protocol):
    """A gateway that calls us."""

    code: str

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """The notice, after its signature and age were checked. Raises CallRefused, Misconfigured (no secret)."""

    def read_notice(self, payload: Mapping[str, Any]) -> Sequence[News]:
        """What a kept payload says; empty for what does not concern us."""

    def answer_webhook(self, refused: HuitouError | None) -> HookAnswer:
        """What the gateway wants to hear when its call was taken in, or not."""


@runtime_checkable
class ListsPayment(Protocol):
    """A gateway that can be asked for all refunds of one payment."""

    def refunds_of(self, account: str, payment: str) -> Sequence[GatewayAnswer]:
        """Everything that was paid back from the payment. Raises Retryable, Misconfigured."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What goes to the bank: our words, what the carrier says, and a PDF. Empty where unknown."""

    words: str
    carrier: str = ""
    tracking_number: str = ""
    shipped_on: str = ""
    policy: str = ""
    document: bytes = b""


@runtime_checkable
class TakesEvidence(Protocol):
    """A gateway that takes evidence against a chargeback by machine."""

    def submit_evidence(self, account: str, chargeback: str, evidence: Evidence, key: str) -> ChargebackNews:
        """Hand it in, once. Raises Retryable, Permanent, Misconfigured, AnswerLost."""

    def find_chargeback(self, account: str, chargeback: str) -> ChargebackNews | None:
        """How it stands. Raises Retryable, Misconfigured."""


@runtime_checkable
class ListsChargebacks(Protocol):
    """A gateway that can be asked for its chargebacks."""

    def chargebacks(self, account: str, since: datetime, until: datetime) -> Iterator[ChargebackNews]:
        """Those that were opened in the time, as they stand now. Raises Retryable, Misconfigured."""
