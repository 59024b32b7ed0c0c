"""The change costs the buyer more: the shop says how to pay, the buyer says that they have, the shop that it has come,
or does without it. No gateway here takes money in, so a person or the shop's own payment system says what came.
"""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.money import Money
from huitou.core.verbs import verb
from huitou.orders.models import PaidFor
from huitou.orders.verbs import owe_by_hand, take_word

# The event by which a person said that the money came.
CONFIRMED: Final = "changes.order_change.confirmed_difference"


class PaymentLinkInvalid(Invalid):
    """No address that a browser opens safely."""

    code = "payment_link_invalid"
    message = _("Enter the whole address of the page where it is paid. It begins with https://.")


@verb(ORDER_CHANGE, "send_payment_link")
def send_payment_link(*, order_change: OrderChange, actor: Actor, at: datetime, link: str) -> dict[str, Any]:
    """Where the buyer pays it. They are told, and have the whole time from now on. Raises: PaymentLinkInvalid."""
    order_change.pay_link = _safe(link)
    return {**_due(order_change), "host": urlsplit(order_change.pay_link).hostname}


@verb(ORDER_CHANGE, "say_paid")
def say_paid(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has paid; the shop looks. What its silence says: `orders.paid_by_word`."""
    by_silence = take_word(order_change, order_change.difference, shop_id=order_change.shop_id)
    return {**_due(order_change), "silence_confirms": by_silence}


@verb(ORDER_CHANGE, "deny_payment")
def deny_payment(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """It has not come: the buyer has the whole time again."""
    order_change.paid_unseen = False
    return _due(order_change)


@verb(ORDER_CHANGE, "confirm_difference")
def confirm_difference(
    *, order_change: OrderChange, actor: Actor, at: datetime, received_by: str = ""
) -> dict[str, Any]:
    """The buyer's payment has come; `received_by` says how the shop took it, in a few words."""
    order_change.paid_minor, order_change.paid_unseen = order_change.difference_minor, False
    return _due(order_change)


@verb(ORDER_CHANGE, "count_as_paid")
def count_as_paid(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer said that they have paid, and the shop did not contradict; whether it came, nobody has seen."""
    order_change.paid_minor, order_change.paid_unseen = order_change.difference_minor, True
    return _due(order_change)


@verb(ORDER_CHANGE, "end_unanswered")
def end_unanswered(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop did not say whether it came: it does not count as paid, and is owed back until somebody has looked."""
    order_change.paid_unseen = True
    return _due(order_change)


@verb(ORDER_CHANGE, "waive_difference")
def waive_difference(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods go to the new address at the same price. Who has said that they paid gets it back, if it came."""
    if order_change.state in ("payment_said", "payment_to_check"):
        owe_back(order_change, order_change.difference, actor, at)
    waived, order_change.difference_minor, order_change.paid_unseen = order_change.difference_minor, 0, False
    return {"difference_minor": waived, "currency": order_change.currency}


def owe_back(change: OrderChange, money: Money, actor: Actor, at: datetime) -> None:
    """What the buyer paid, or says to have paid, for the change comes back to them by hand. Nothing for zero."""
    if money.minor:
        owe_by_hand(
            order_id=change.order_id, paid_for=PaidFor.CHANGE, subject=change.pk, ref=change.ref, money=money,
            receipt=CONFIRMED, actor=actor, at=at,
        )  # fmt: skip


def _due(change: OrderChange) -> dict[str, Any]:
    return {"difference_minor": change.difference_minor, "currency": change.currency}


def _safe(link: str) -> str:
    """The address as it is stored. Raises PaymentLinkInvalid."""
    typed = link.strip()
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError as error:
        raise PaymentLinkInvalid() from error
    plain = typed.isprintable() and not any(sign in typed for sign in ' "<>\\^`{|}')
    longest = OrderChange._meta.get_field("pay_link").max_length or 0
    if parts.scheme != "https" or "." not in host or parts.username is not None or not plain or len(typed) > longest:
        raise PaymentLinkInvalid()
    return typed
