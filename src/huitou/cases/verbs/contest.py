"""The goods are back and not as agreed: the shop pays less, the buyer accepts or objects."""

from datetime import datetime
from typing import Any

from huitou.cases.judging import inspected_sheet
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CASE, "contest")
def contest(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The inspection found something: compute what is left to pay, and ask the buyer."""
    case.reduced_sheet = inspected_sheet(case, actor=actor, at=at)
    return {
        "sheet": case.reduced_sheet.digest,
        "total_minor": case.reduced_sheet.total_minor,
        "before_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
    }


@verb(CASE, "accept_reduction")
def accept_reduction(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer accepts the smaller sum, or says nothing."""
    assert case.reduced_sheet is not None  # the state `contested` has one
    case.sheet = case.reduced_sheet
    return {"total_minor": case.sheet.total_minor, "currency": case.sheet.currency}


@verb(CASE, "object")
def object_(*, case: Case, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """The buyer does not accept the smaller sum and asks for a ruling."""
    told = write_message(case, actor, at, body=note, with_action="object").told if note.strip() else None
    return {"note": told}


@verb(CASE, "waive")
def waive(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop pays the whole sum after all."""
    return {"total_minor": case.sheet.total_minor, "currency": case.sheet.currency}
