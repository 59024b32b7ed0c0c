"""The platform is called in, and the case does what the dispute ended with."""

from datetime import datetime
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Outcome
from huitou.cases.offers import money_instead
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CASE, "call_in_platform")
def call_in_platform(*, case: Case, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Either side asks for a ruling, after a refusal or about goods that were checked."""
    told = write_message(case, actor, at, body=note, with_action="call_in_platform").told if note.strip() else None
    return {"note": told, "total_minor": case.sheet.total_minor, "currency": case.sheet.currency}


@verb(CASE, "follow")
def follow(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Do what was ruled or settled. What it grants is owed from now on, whatever becomes of the payment."""
    dispute = case.dispute
    assert dispute is not None  # the step's condition
    if dispute.outcome == Outcome.FINDINGS and case.reduced_sheet is not None:
        case.sheet = case.reduced_sheet
    if dispute.outcome == Outcome.SUM and dispute.outcome_sheet is not None:
        case.sheet = dispute.outcome_sheet
        money_instead(case, keeps_goods=not (dispute.goods_back or case.state == "goods_disputed"))
    return {
        "dispute": dispute.pk,
        "outcome": dispute.outcome,
        "total_minor": dispute.outcome_minor,
        "currency": dispute.currency,
    }
