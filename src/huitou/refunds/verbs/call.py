"""The call to the gateway, as the machine sees it: begun, hurried, to be made again, lost."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.flow import Waiting
from huitou.core.verbs import terms_of, verb
from huitou.refunds.exchanges import write_exchange
from huitou.refunds.freezing import unfrozen_payment
from huitou.refunds.jobs import perform
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.verbs.pauses import require_unpaused


class NotConfirmed(HuitouError):
    """A refund above the limit is about to go out, and nobody has looked a second time."""

    code = "refund_not_confirmed"
    message = _("This refund is above the shop's limit. A second person confirms it before it goes out.")


@verb(REFUND, "call")
def call(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Note, before it is made, that the gateway is called: from now on the outcome is open.

    Raises RefundsPaused, PaymentFrozen, NotConfirmed.
    """
    _require_confirmed(refund)
    require_unpaused(refund.gateway)
    # Read here: the call is made outside the transaction.
    refund.payment = unfrozen_payment(refund.payment_id)
    refund.attempts += 1
    refund.asks = 0
    refund.called_at = at
    refund.outcome_open = True
    refund.retry_wanted = False
    refund.failure_code = ""
    write_exchange(refund, kind="call", at=at)
    return {"attempt": refund.attempts, "gateway": refund.gateway}


def _require_confirmed(refund: Refund) -> None:
    """The second line of defence: whatever brought the refund here, it was looked at twice if it had to be."""
    if refund.confirm_needed and not refund.confirmed_by:
        raise NotConfirmed()


@verb(REFUND, "hurry")
def hurry(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Silence of our own worker, or the time to try again has come: start the job (again)."""
    jobs.enqueue(perform, shop=str(refund.shop_id), refund=str(refund.pk))
    return {"attempt": refund.attempts}


@verb(REFUND, "queue_again")
def queue_again(*, refund: Refund, actor: Actor, at: datetime, failure_code: str) -> dict[str, Any]:
    """For certain nothing was paid: the same call, with the same key, will be made again.

    After a call that failed, once the deadline has passed; after a question, at once.
    """
    after_question = refund.state == "unknown"
    refund.outcome_open = False
    refund.retry_wanted = False
    refund.failure_code = failure_code
    if after_question:
        jobs.enqueue(perform, shop=str(refund.shop_id), refund=str(refund.pk))
    return {"failure_code": failure_code, "attempt": refund.attempts}


@verb(REFUND, "become_unknown")
def become_unknown(*, refund: Refund, actor: Actor, at: datetime, failure_code: str = "no_answer") -> dict[str, Any]:
    """Nobody knows whether the gateway has paid. Also what silence does to a call: its worker may have died."""
    refund.failure_code = failure_code
    refund.asks = 0
    return {"failure_code": failure_code, "attempt": refund.attempts}


@terms_of(REFUND)
def term_of(refund: Refund, waiting: Waiting) -> timedelta | None:
    """Waits that grow: between calls from 2 minutes to 6 hours, between questions likewise, confirmations by hours."""
    if waiting.state == "reserved" and refund.attempts:
        return timedelta(minutes=min(2**refund.attempts, 360))
    if waiting.state == "unknown":
        return timedelta(minutes=min(2 ** (refund.asks + 1), 360))
    if waiting.state == "accepted":
        return timedelta(hours=min(2**refund.asks, 24))
    return None
