"""Every write on a replacement: promised, shipped, delivered, given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.ids import new_ref
from huitou.core.verbs import born, verb
from huitou.logistics.models import Replacement, ReplacementLine
from huitou.logistics.replacing import REPLACEMENT
from huitou.orders.models import PaidFor
from huitou.orders.verbs import owe_by_hand, take_word
from huitou.orders.verbs.stock import release_stock, take_stock
from huitou.parcels.numbers import carrier_code, read_number

# The buyer has said that they paid, and the shop has still to look.
SAID = ("payment_said", "payment_to_check")


@dataclass(frozen=True, slots=True)
class Sent:
    """Pieces that go out for an order line: of a variant, or the same again (`variant` None)."""

    line: UUID
    quantity: int
    variant: UUID | None = None


@verb
def open_replacement(
    *,
    order_id: UUID,
    lines: Sequence[Sent],
    currency: str,
    difference_minor: int,
    terms: Mapping[str, int],
    actor: Actor,
    at: datetime,
) -> Replacement:
    """Wait for the shop to ship the pieces, or first for the buyer to pay the difference.

    The caller has reserved the variants' pieces. `difference_minor` is what the buyer pays on top.
    """
    replacement = Replacement(
        shop_id=actor.shop_id,
        order_id=order_id,
        ref=new_ref("X"),
        state="awaiting_difference" if difference_minor else "to_ship",
        terms=dict(terms),
        difference_minor=difference_minor,
        currency=currency,
        opened_at=at,
    )
    told = [{"line": line.line, "quantity": line.quantity, "variant": line.variant} for line in lines]
    facts = {"order": order_id, "lines": told, "difference_minor": difference_minor, "currency": currency}
    born(REPLACEMENT, replacement, "open", actor=actor, at=at, facts=facts)
    ReplacementLine.objects.bulk_create(
        ReplacementLine(
            shop_id=actor.shop_id,
            replacement=replacement,
            order_line_id=line.line,
            variant_id=line.variant,
            quantity=line.quantity,
        )
        for line in lines
    )
    return replacement


@verb(REPLACEMENT, "confirm_difference")
def confirm_difference(
    *, replacement: Replacement, actor: Actor, at: datetime, received_by: str = ""
) -> dict[str, Any]:
    """The buyer's payment of the difference has come; `received_by` says how the shop took it, in a few words."""
    return {"difference_minor": replacement.difference_minor, "currency": replacement.currency}


@verb(REPLACEMENT, "say_paid")
def say_paid(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has paid the difference; the shop looks. What its silence says: `orders.paid_by_word`."""
    by_silence = take_word(replacement, replacement.difference, shop_id=replacement.shop_id)
    due = {"difference_minor": replacement.difference_minor, "currency": replacement.currency}
    return {**due, "silence_confirms": by_silence}


@verb(REPLACEMENT, "deny_payment")
def deny_payment(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """It has not come: the buyer has the whole time again."""
    return {"difference_minor": replacement.difference_minor, "currency": replacement.currency}


@verb(REPLACEMENT, "count_as_paid")
def count_as_paid(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer said that they have paid, and the shop did not contradict."""
    return {"difference_minor": replacement.difference_minor, "currency": replacement.currency}


@verb(REPLACEMENT, "waive_difference")
def waive_difference(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop sends the dearer variant at the same price. Who has said that they paid gets it back, if it came."""
    if replacement.state in SAID:
        _owe_back(replacement, actor, at)
    waived, replacement.difference_minor = replacement.difference_minor, 0
    return {"difference_minor": waived, "currency": replacement.currency}


@verb(REPLACEMENT, "ship")
def ship(
    *, replacement: Replacement, actor: Actor, at: datetime, tracking_number: str, carrier: str = ""
) -> dict[str, Any]:
    """The parcel left. Raises: TrackingNumberMissing, TrackingNumberMalformed, NotTheirTurn."""
    facts = _posted(replacement, tracking_number, carrier, at)
    for line in replacement.lines.all():
        if line.variant_id is not None:
            take_stock(line.variant_id, line.quantity)
    return facts


@verb(REPLACEMENT, "ship_again")
def ship_again(
    *, replacement: Replacement, actor: Actor, at: datetime, tracking_number: str, carrier: str = ""
) -> dict[str, Any]:
    """The parcel is lost and another one left. Raises: TrackingNumberMissing, TrackingNumberMalformed."""
    return _posted(replacement, tracking_number, carrier, at)


def _owe_back(replacement: Replacement, actor: Actor, at: datetime) -> None:
    owe_by_hand(
        order_id=replacement.order_id, paid_for=PaidFor.EXCHANGE, subject=replacement.pk, ref=replacement.ref,
        money=replacement.difference, receipt="logistics.replacement.confirmed_difference", actor=actor, at=at,
    )  # fmt: skip


def _release(replacement: Replacement) -> None:
    if replacement.shipped_at is None:
        for line in replacement.lines.all():
            if line.variant_id is not None:
                release_stock(line.variant_id, line.quantity)


def _posted(replacement: Replacement, tracking_number: str, carrier: str, at: datetime) -> dict[str, Any]:
    number = read_number(tracking_number)
    replacement.carrier, replacement.tracking_number = carrier.strip()[:60], number
    replacement.shipped_at = at
    return {"carrier": carrier_code(replacement.carrier), "tracking_number": number}


@verb(REPLACEMENT, "fall_behind")
def fall_behind(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop did not ship in time: the buyer chooses."""
    replacement.delays += 1
    return {"delays": replacement.delays}


@verb(REPLACEMENT, "wait_on")
def wait_on(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer gives the shop more time."""
    return {}


@verb(REPLACEMENT, "give_up")
def give_up(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """Nothing comes: the case pays instead. Promised pieces are free again, unless they were lost on the way.

    The case pays what the goods cost; what the buyer paid on top is owed back by hand.
    """
    if replacement.difference_minor and replacement.state != "awaiting_difference":
        _owe_back(replacement, actor, at)
    _release(replacement)
    return {}


@verb(REPLACEMENT, "end_unanswered")
def end_unanswered(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop did not say whether the difference came: nothing goes out; it is owed back until somebody looks.

    The case pays what the goods cost.
    """
    _owe_back(replacement, actor, at)
    _release(replacement)
    return {"difference_minor": replacement.difference_minor, "currency": replacement.currency}


@verb(REPLACEMENT, "trace")
def trace(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has been silent for too long: the shop asks the carrier."""
    return {}


@verb(REPLACEMENT, "deliver")
def deliver(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """It is at the buyer's door: the carrier says so, or a person of the shop."""
    replacement.delivered_at = at
    return {}


@verb(REPLACEMENT, "receive")
def receive(*, replacement: Replacement, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has it in hand."""
    replacement.delivered_at = at
    return {}
