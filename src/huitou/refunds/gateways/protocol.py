"""What every payment gateway is to us: two questions, a list, its capabilities, and four ways to go wrong.

Adapters implement it, jobs call it, always outside any transaction and always with the refund's own key. An adapter
must never make up a key and never swallow an error. What gateways tell unasked: `gateways/notices.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import Money


class Outcome(StrEnum):
    """What the gateway says of a refund."""

    PAID = "paid"
    ACCEPTED = "accepted"  # it has the order and pays later
    BY_HAND = "by_hand"  # a person of the shop pays and records it
    REFUSED = "refused"  # for certain not paid


@dataclass(frozen=True, slots=True)
class LineBack:
    """A line of the order that comes with a refund: its name there, how many, and whether all lie in stock again."""

    line: str
    quantity: int
    restock: bool = False


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """One refund as the gateway is asked for it. `account` names the shop there; `payment` the payment it goes back to.

    `key` is the same in every call for this refund; the gateway pays at most once per key. `captured` is what the
    payment took in all, `order` and `lines` what a shop's own system calls them: for gateways that ask for it.
    """

    key: str
    account: str
    payment: str
    money: Money
    reference: str
    captured: Money | None = None
    order: str = ""
    lines: tuple[LineBack, ...] = ()


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What the gateway did, with the sum that it really moved. `failure_code` only with REFUSED.

    `key` is empty for a refund that was not ours; `payments` are the names under which the gateway knows the payment.
    """

    key: str
    outcome: Outcome
    reference: str
    money: Money
    at: datetime
    failure_code: str = ""
    payments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an adapter can do; verbs and reconciliation ask this and never the adapter's name.

    `key_window`: for how long the gateway remembers a key; None for ever. Within it a repeated call is safe, after it
    only asking is. `keys_per_payment`: it remembers a key at its payment only. `retries_refused`: a key that was
    refused may be called again. `refundable_for`: how long after the payment it takes refunds; None for ever.
    `partial`: less than the whole payment; `repeated`: more than once. `listed_after`: how long after a movement its
    list is sure to hold it. `submits_evidence`: takes our evidence against a chargeback by machine.
    `asks_for_order`: a request must say order and lines.
    """

    finds_by_key: bool
    lists: bool
    by_hand: bool = False
    retries_refused: bool = True
    key_window: timedelta | None = None
    keys_per_payment: bool = False
    partial: bool = True
    repeated: bool = True
    refundable_for: timedelta | None = None
    listed_after: timedelta = timedelta(0)
    submits_evidence: bool = False
    asks_for_order: bool = False


class GatewayError(HuitouError):
    """Any failure of a call. `detail` is for the shop's staff and is kept; it never holds a secret."""

    code: ClassVar[str] = "gateway_error"
    status: ClassVar[int] = 502
    message = _("The payment provider could not be reached. We try again by ourselves.")

    def __init__(self, failure_code: str, detail: str = "") -> None:
        super().__init__(failure_code=failure_code)
        self.failure_code = failure_code
        self.detail = detail


class Retryable(GatewayError):
    """For certain nothing was done (refused connection, told to wait): call again later with the same key."""

    code = "gateway_retryable"


class Permanent(GatewayError):
    """For certain nothing was done, and the same call will never work (card closed, too late, reused key)."""

    code = "gateway_refused"
    message = _(
        "The payment provider refuses this refund (%(failure_code)s). Look into its console, or pay another way."
    )


class Misconfigured(GatewayError):
    """Our side is set up wrongly (missing or wrong credentials); nothing was done."""

    code = "gateway_misconfigured"
    message = _("The payment provider is not set up correctly (%(failure_code)s). Check its settings, then try again.")


class AnswerLost(GatewayError):
    """Nobody knows whether it was done: time-out, a broken answer, an error on their side. Ask, never pay again."""

    code = "gateway_answer_lost"
    message = _("The payment provider's answer was lost. We ask until we know; nothing is paid twice.")


class Gateway(Protocol):
    """One payment provider. All calls may block and happen outside any transaction."""

    code: str
    capabilities: Capabilities

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Pay back. The same key again gives the same answer and pays nothing.

        Raises Retryable, Permanent (also for the same key with other content), Misconfigured, AnswerLost.
        """

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """What the gateway knows of the key, at this payment; None when for certain it knows nothing.

        Raises Retryable, Misconfigured.
        """

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """Everything that it paid, accepted or was handed from `since` up to before `until`, once per movement."""


class HandBook(Protocol):
    """What a gateway that is paid by hand can do besides: take down that a person has paid.

    Called inside the verb's transaction: it is our own book, not a call to somebody else.
    """

    def record(self, *, key: str, money: Money, note: str, by: str, at: datetime) -> None:
        """Enter the payment under the refund's key; there may or may not be an order for it. Raises IntegrityError
        when it is entered already."""
