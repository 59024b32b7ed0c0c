"""A refund was paid: by its gateway, or by a person who says so and why."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from huitou.core import jobs
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.money import LARGEST_MINOR, Money, format_money
from huitou.core.verbs import verb
from huitou.refunds import booking, outflow
from huitou.refunds.gateways.registry import by_hand_code, hand_book
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.rest_owed import REST, tell_of_rest
from huitou.refunds.second_person import SecondPersonNeeded, others_may
from huitou.refunds.verbs.record_discrepancy import record_discrepancy

LONGEST_REASON = 2000
# What the column holds.
Reference = Annotated[str, Field(max_length=200)]


class ReasonMissing(Invalid):
    """A person settles money by hand without saying why."""

    code = "reason_missing"
    message = _("Write down how you know this, for instance the number of the bank transfer.")


class PaidAmountInvalid(Invalid):
    """A recorded payment of zero or less, or of more than is left of what came in."""

    code = "paid_amount_invalid"
    message = _("Enter the amount that was paid: above zero, and at most %(most)s, which is left of what came in.")


@verb(REFUND, "succeed")
def succeed(
    *,
    refund: Refund,
    actor: Actor,
    at: datetime,
    reason: str,
    paid_minor: int | None = None,
    reference: Reference = "",
    otherwise: bool = False,
) -> dict[str, Any]:
    """Book what was paid and end the refund.

    `paid_minor`: what was really paid, in the refund's currency; None when it is what was asked for. Of a person, more
    than the payment once brought in is a slip of the pen; paid by hand, more than is left of it is one too. A person
    gives a reason (a gateway needs none); with `otherwise` it was paid outside the gateway (transfer, cash).
    Where somebody else of the shop could look, paid outside the gateway is asked for and allowed first (`other_way`).
    Raises ReasonMissing, PaidAmountInvalid, SecondPersonNeeded, BooksDisagree.
    """
    by_person = actor.role != Role.GATEWAY
    if by_person:
        reason = checked_reason(reason)
    paid = refund.money if paid_minor is None else Money(paid_minor, refund.currency)
    by_hand = by_person and (otherwise or refund.state == "by_hand")
    most = LARGEST_MINOR
    if by_person and paid > refund.money:
        # What the provider has paid is as it is; what the shop itself pays, it pays within what came in.
        most = booking.most_by_hand(refund) if by_hand else refund.payment.captured_minor
    if not 0 < paid.minor <= most:
        raise PaidAmountInvalid(most=format_money(Money(min(most, refund.payment.captured_minor), refund.currency)))
    through = refund.gateway
    if by_person and otherwise and refund.state != "by_hand" and others_may(actor):
        raise SecondPersonNeeded()
    if by_hand:
        through = by_hand_code()
        hand_book(through).record(key=refund.key, money=paid, note=reason, by=actor.id, at=at)
    beyond = outflow.lock_what_waits(refund.payment_id) if paid < refund.money else []
    booking.book_paid(refund, paid, through, at)
    outflow.count_what_waits(beyond, at)
    refund.paid_minor = paid.minor
    refund.paid_through = through
    refund.gateway_reference = reference or refund.gateway_reference
    refund.outcome_open = False
    refund.failure_code = ""
    refund.note = reason
    refund.settled_at = at
    if paid < refund.money:
        _keep_what_is_left(refund, paid, through, actor=actor, at=at)
    return {
        "order": refund.order_id,
        "payment": refund.payment_id,
        "cause": refund.cause_id,
        "amount_minor": refund.amount_minor,
        "paid_minor": refund.paid_minor,
        "currency": refund.currency,
        "paid_through": through,
        "gateway_reference": refund.gateway_reference,
    }


def _keep_what_is_left(refund: Refund, paid: Money, through: str, *, actor: Actor, at: datetime) -> None:
    """A difference of its own, whatever was explained of the gateway's word: the buyer is owed the rest."""
    row = record_discrepancy(
        actor=actor, at=at, gateway=through, kind=Discrepancy.Kind.AMOUNT_DIFFERS, key=refund.key + REST,
        refund=refund, currency=refund.currency, ours_minor=refund.amount_minor, theirs_minor=paid.minor,
        gateway_reference=refund.gateway_reference,
    )  # fmt: skip
    jobs.enqueue(tell_of_rest, shop=str(refund.shop_id), difference=str(row.pk))


def checked_reason(reason: str) -> str:
    """The reason without blanks around it. Raises ReasonMissing."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing()
    return reason
