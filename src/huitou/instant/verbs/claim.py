"""What becomes of a claim on a buyer: kept back from a refund, paid, brought, objected to, dropped, written off."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.money import Money, format_money
from huitou.core.verbs import verb
from huitou.instant import books, budget
from huitou.instant.access import access_advance
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.verbs.pay import release
from huitou.refunds.owed import Keeping

LONGEST_NOTE = 2_000
# Where a claim stands that the buyer still owes.
STILL_ASKED = ("claimed", "objected")


class ClaimAmountInvalid(Invalid):
    """Zero, or more than is owed."""

    code = "claim_amount_invalid"
    message = _("Enter an amount above zero and not above %(owed)s.")


class ClaimWordsMissing(Invalid):
    """Something is said about a claim without saying what."""

    code = "claim_words_missing"
    message = _("Write in a sentence or two what it is about.")


@verb(ADVANCE, "charge")
def charge(*, advance: Advance, actor: Actor, at: datetime, keeping: Keeping, amount_minor: int) -> dict[str, Any]:
    """Keep a part back from a refund, as its sheet has said. Raises ClaimAmountInvalid."""
    money = _part(advance, amount_minor)
    advance.charged_minor += money.minor
    books.book_closed(advance, books.SET_OFF, money, f"charge:{keeping.cause_id}:{keeping.by}", at)
    return _settled(advance, money, at, by="charge", cause=keeping.cause_id)


@verb
def owe_again(*, advance: Advance, actor: Actor, at: datetime, keeping: Keeping, amount_minor: int) -> Advance:
    """A part that was kept back from a refund is not, for the refund is less, or nothing, by now: it is owed again.

    The clock of the claim runs on. One that has ended is not opened a second time: that part is let go, a loss.
    """
    found: Advance = access_advance(actor, advance, lock=True)
    money = Money(amount_minor, found.currency)
    found.charged_minor -= money.minor
    books.book_owed_again(found, money, f"back:{keeping.cause_id}:{keeping.by}", at)
    told: dict[str, Any] = {"case": found.case_id, "cause": keeping.cause_id, "currency": found.currency}
    if found.state in STILL_ASKED:
        found.set_aside_minor += money.minor
        found.expected_minor += money.minor
        budget.move(found.month_id, set_aside_minor=money.minor, expected_minor=money.minor)
        told |= {"amount_minor": money.minor, "open_minor": found.open_minor}
    else:
        found.lost_minor += money.minor
        budget.move(found.month_id, lost_minor=money.minor)
        books.book_closed(found, books.LOSS, money, f"lost:{keeping.cause_id}:{keeping.by}", at)
        told |= {"lost_minor": money.minor}
    kind = "owed_again" if found.state in STILL_ASKED else "let_go"
    events.record(found, f"instant.advance.{kind}", actor=actor, at=at, facts=told)
    found.save()
    return found


@verb(ADVANCE, "record_payment")
def record_payment(*, advance: Advance, actor: Actor, at: datetime, amount_minor: int, note: str) -> dict[str, Any]:
    """The buyer has paid back by a transfer or in cash. Raises ClaimAmountInvalid, ClaimWordsMissing."""
    money = _part(advance, amount_minor)
    advance.note = _words(note)
    advance.received_minor += money.minor
    books.book_closed(advance, books.RECEIVED, money, f"received:{advance.received_minor}", at)
    return _settled(advance, money, at, by="payment")


@verb(ADVANCE, "record_goods")
def record_goods(*, advance: Advance, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The goods have come after all: nothing is owed. Raises ClaimWordsMissing."""
    advance.note = _words(note)
    money = advance.owed
    advance.brought_minor += money.minor
    books.book_closed(advance, books.REVERSED, money, "brought", at)
    return _settled(advance, money, at, by="goods")


@verb(ADVANCE, "object")
def object_(*, advance: Advance, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The buyer says that it is not so; once. Nothing is kept back until the shop has answered.

    Raises ClaimWordsMissing.
    """
    advance.objection = _words(note)
    advance.objected_at = at
    return {"case": advance.case_id, "open_minor": advance.open_minor, "currency": advance.currency}


@verb(ADVANCE, "uphold")
def uphold(*, advance: Advance, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The shop keeps the claim, with its reason; the buyer's time goes on where it stood. Raises ClaimWordsMissing."""
    advance.note = _words(note)
    return {"case": advance.case_id, "open_minor": advance.open_minor, "currency": advance.currency}


@verb(ADVANCE, "waive")
def waive(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """Let the claim go: the buyer owes nothing, and it does not count against them. A loss all the same."""
    return _lose(advance, at)


@verb(ADVANCE, "write_off")
def write_off(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """Neither paid nor brought in time: a loss of the month in which it was granted."""
    return _lose(advance, at)


def _lose(advance: Advance, at: datetime) -> dict[str, Any]:
    money = advance.owed
    advance.lost_minor = money.minor
    release(advance)
    budget.move(advance.month_id, lost_minor=money.minor)
    books.book_closed(advance, books.LOSS, money, "lost", at)
    advance.closed_at = at
    return {"case": advance.case_id, "lost_minor": money.minor, "currency": advance.currency}


def _settled(advance: Advance, money: Money, at: datetime, **more: Any) -> dict[str, Any]:
    release(advance, money.minor)
    if advance.open_minor == 0:
        advance.closed_at = at
    facts = {"case": advance.case_id, "amount_minor": money.minor, "open_minor": advance.open_minor}
    return {**facts, "currency": advance.currency, **more}


def _part(advance: Advance, amount_minor: int) -> Money:
    if not 0 < amount_minor <= advance.open_minor:
        raise ClaimAmountInvalid(owed=format_money(advance.owed))
    return Money(amount_minor, advance.currency)


def _words(note: str) -> str:
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise ClaimWordsMissing()
    return note
