"""Everything of a parcel that can be told to its buyer: one row each, with its plain meaning and its usual rule.

Pure. Read by `standing` (which of them holds now), by the rules, the texts and the desk's pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

N_ = str


class Trigger(StrEnum):
    """What is told, by its code in rules, texts and the API."""

    SHIPPED = "shipped"
    COLLECTED = "collected"
    CUSTOMS = "customs"
    CUSTOMS_ACTION = "customs_action"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    ALL_DELIVERED = "all_delivered"
    DELAYED = "delayed"
    NEW_DATE = "new_date"
    ATTEMPT_FAILED = "attempt_failed"
    READY = "ready"
    GOING_BACK_SOON = "going_back_soon"
    STUCK = "stuck"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    UNSCANNED = "unscanned"


@dataclass(frozen=True, slots=True)
class Row:
    """One trigger. `meaning` completes "The buyer is told when …".

    `important`: whoever does not hear of it loses the parcel, money or a day; it goes beyond the budget. `on`,
    `wait_minutes` and `late_days` are its usual rule. `fresh_days`: older than that it is no news any more.
    """

    trigger: Trigger
    name: str
    meaning: str
    important: bool = False
    on: bool = True
    wait_minutes: int = 0
    late_days: int = 0
    fresh_days: int = 3


# The most pressing first: of several things about one order, the first one leads the message.
_ROWS = (
    Row(Trigger.LOST, N_("Lost"), N_("the carrier says that the parcel is lost."), True, wait_minutes=120,
        fresh_days=14),
    Row(Trigger.RETURNED, N_("Came back"), N_("the parcel is back with you."), True, wait_minutes=120, fresh_days=14),
    Row(Trigger.RETURNING, N_("Going back"), N_("the parcel turns round and goes back to you."), True,
        wait_minutes=120, fresh_days=14),
    Row(Trigger.GOING_BACK_SOON, N_("Soon goes back"),
        N_("nobody has fetched the parcel for three days, or the carrier warns of it."), True, fresh_days=14),
    Row(Trigger.CUSTOMS_ACTION, N_("Customs wait for the buyer"), N_("customs want papers or money from them."), True,
        fresh_days=14),
    Row(Trigger.ATTEMPT_FAILED, N_("Delivery attempt failed"),
        N_("the courier came and could not hand the parcel over, with the reason."), True),
    Row(Trigger.READY, N_("Waits for pick-up"), N_("the parcel waits at a pick-up point."), True, fresh_days=7),
    Row(Trigger.NEW_DATE, N_("Another date"),
        N_("the expected day becomes earlier or later, with the cause where it is known."), wait_minutes=30),
    Row(Trigger.DELAYED, N_("Late"), N_("the expected day has passed, or the carrier reports a delay."),
        wait_minutes=360, late_days=1),
    Row(Trigger.STUCK, N_("Stuck"), N_("the parcel has not moved for longer than 19 of 20 others on its way."),
        wait_minutes=360, fresh_days=30),
    Row(Trigger.ALL_DELIVERED, N_("Everything delivered"), N_("the last of several parcels of an order has come.")),
    Row(Trigger.DELIVERED, N_("Delivered"), N_("the parcel was delivered.")),
    Row(Trigger.OUT_FOR_DELIVERY, N_("Out for delivery"), N_("the courier is on the way to them."), fresh_days=1),
    Row(Trigger.CUSTOMS, N_("At customs"), N_("the parcel has reached customs."), on=False),
    Row(Trigger.SHIPPED, N_("Shipped"), N_("you record the parcel as sent, here or over the API.")),
    Row(Trigger.COLLECTED, N_("Collected"), N_("the carrier scans a parcel for the first time."), on=False),
    Row(Trigger.UNSCANNED, N_("Nothing scanned"), N_("nobody has scanned a parcel for days after its label was made."),
        on=False, late_days=3, fresh_days=30),
)  # fmt: skip
ROWS: Final[Mapping[Trigger, Row]] = {row.trigger: row for row in _ROWS}
RANK: Final[Mapping[Trigger, int]] = {row.trigger: place for place, row in enumerate(_ROWS)}
# Whoever has an open case about the order is being talked to already.
TROUBLE: Final = frozenset(
    {
        Trigger.LOST, Trigger.RETURNED, Trigger.RETURNING, Trigger.GOING_BACK_SOON, Trigger.CUSTOMS_ACTION,
        Trigger.ATTEMPT_FAILED, Trigger.DELAYED, Trigger.STUCK, Trigger.UNSCANNED, Trigger.NEW_DATE,
    }
)  # fmt: skip
# The letter that a replacement has left is written by its case.
NOT_OF_REPLACEMENTS: Final = frozenset({Trigger.SHIPPED, Trigger.COLLECTED})
