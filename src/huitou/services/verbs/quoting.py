"""The price of a repair: asked for, agreed to, waived, paid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, field_validator

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.models import Event
from huitou.core.money import Money, format_money
from huitou.core.verbs import verb
from huitou.core.whole_sums import whole_sum
from huitou.orders.models import PaidFor
from huitou.orders.verbs import owe_by_hand, take_word
from huitou.services.diagnoses import FROM_USE, Diagnosis
from huitou.services.machine import REPAIR
from huitou.services.models import Outcome, Repair
from huitou.services.proof import pictures_shown
from huitou.services.verbs.noting import note as keep_note
from huitou.services.verbs.noting import step

LARGEST_QUOTE = 10**12
MOST_LINES = 20


class QuoteLine(BaseModel):
    """One part or some labour with its price, minor units."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["part", "labour"]
    name: str = Field(min_length=1, max_length=120)
    amount_minor: int = Field(ge=1, le=LARGEST_QUOTE)
    _whole_sums = field_validator("*", mode="before")(whole_sum)


class QuoteOutOfBounds(Invalid):
    """A quote of nothing, or beyond every price."""

    code = "quote_out_of_bounds"
    message = _("A quote is above zero. For a repair without cost, accept the repair instead.")


class CoveredByWarranty(Conflict):
    """A price was asked for a fault that a warranty covers."""

    code = "covered_by_warranty"
    message = _(
        "A warranty covers these goods until %(until)s, so this repair costs the buyer nothing. Only a fault that came "
        "from use can be charged: choose that cause, add a photo that shows it, and say what you found."
    )


class QuoteChanged(Conflict):
    """The price is no longer the one that was seen."""

    code = "quote_changed"
    message = _("The repair now costs %(now)s instead of %(seen)s. Look at the new quote before you agree.")


@verb(REPAIR, "quote")
def quote(
    *,
    repair: Repair,
    actor: Actor,
    at: datetime,
    diagnosis: Diagnosis,
    lines: Sequence[QuoteLine],
    note: str = "",
) -> dict[str, Any]:
    """Ask the buyer to pay for a repair that no warranty covers, with every part and all labour named.

    Raises: QuoteOutOfBounds, CoveredByWarranty, RepairWordsMissing.
    """
    total = sum(line.amount_minor for line in lines)
    if not 0 < total <= LARGEST_QUOTE or len(lines) > MOST_LINES:
        raise QuoteOutOfBounds()
    from_use = diagnosis in FROM_USE
    if repair.covered and not (from_use and note.strip() and pictures_shown(repair)):
        raise CoveredByWarranty(until=date_format(repair.cover_until or at, "DATE_FORMAT"))
    step(repair, at)
    repair.covered = False
    repair.diagnosis = diagnosis
    repair.quote_minor = total
    repair.quote_lines = [{"kind": one.kind, "name": one.name, "minor": one.amount_minor} for one in lines]
    said = keep_note(repair, "quote", note, actor=actor, at=at, needed=from_use)
    return {"quote_minor": total, "currency": repair.currency, "diagnosis": str(diagnosis), **said}


@verb(REPAIR, "accept_quote")
def accept_quote(*, repair: Repair, actor: Actor, at: datetime, seen_minor: int | None = None) -> dict[str, Any]:
    """The buyer agrees to the price of the repair. `seen_minor`: the one that was shown. Raises: QuoteChanged."""
    if seen_minor is not None and seen_minor != repair.quote_minor:
        seen = Money(seen_minor, repair.currency)
        raise QuoteChanged(now=format_money(repair.quote), seen=format_money(seen))
    step(repair, at)
    return _sum(repair)


@verb(REPAIR, "decline_quote")
def decline_quote(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """Not at this price: the goods come back as they are. Silence says the same."""
    step(repair, at)
    repair.outcome, repair.finished_at = Outcome.DECLINED, at
    return _sum(repair)


@verb(REPAIR, "waive_quote")
def waive_quote(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop repairs without cost after all. Who has said that they paid gets it back, if it came."""
    if repair.state in ("payment_said", "payment_to_check"):
        owe_back(repair, actor, at)
    step(repair, at)
    waived = _sum(repair)
    repair.quote_minor = 0
    return waived


@verb(REPAIR, "confirm_payment")
def confirm_payment(*, repair: Repair, actor: Actor, at: datetime, received_by: str = "") -> dict[str, Any]:
    """The buyer's payment has come; `received_by` says how the shop took it, in a few words."""
    step(repair, at)
    repair.paid_at = at
    return {**_sum(repair), **keep_note(repair, "confirm_payment", received_by, actor=actor, at=at)}


@verb(REPAIR, "say_paid")
def say_paid(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has paid for the repair; the shop looks. What its silence says: `orders.paid_by_word`."""
    step(repair, at)
    by_silence = take_word(repair, repair.quote, shop_id=repair.shop_id)
    return {**_sum(repair), "silence_confirms": by_silence}


@verb(REPAIR, "deny_payment")
def deny_payment(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """It has not come: the buyer has the whole time again."""
    step(repair, at)
    return _sum(repair)


@verb(REPAIR, "count_as_paid")
def count_as_paid(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer said that they have paid, and the shop did not contradict."""
    step(repair, at)
    repair.paid_at = at
    return _sum(repair)


@verb(REPAIR, "end_unanswered")
def end_unanswered(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop did not say whether it came: it keeps nobody's goods for that, and nothing counts as paid."""
    step(repair, at)
    return _sum(repair)


@verb(REPAIR, "abandon")
def abandon(*, repair: Repair, actor: Actor, at: datetime) -> dict[str, Any]:
    """The work that was agreed is not paid for, and the goods stay with the shop."""
    step(repair, at)
    return _sum(repair)


def owe_back(repair: Repair, actor: Actor, at: datetime) -> None:
    """What was paid for the repair, or is said to have been, is owed back by hand."""
    owe_by_hand(
        order_id=repair.order_id, paid_for=PaidFor.REPAIR, subject=repair.pk, ref=repair.ref, money=repair.quote,
        receipt="services.repair.confirmed_payment", actor=actor, at=at,
    )  # fmt: skip


def word_left_open(repair: Repair) -> bool:
    """Whether the buyer said that they paid, and the shop never said whether it came."""
    return Event.objects.filter(subject_id=repair.pk, kind="services.repair.ended_unanswered").exists()


def _sum(repair: Repair) -> dict[str, Any]:
    return {"quote_minor": repair.quote_minor, "currency": repair.currency}
