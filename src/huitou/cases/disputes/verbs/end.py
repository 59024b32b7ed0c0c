"""How disputes end without a new ruling: taken back, conceded, carried out after the time; and going to the senior."""

from datetime import datetime
from typing import Any

from huitou.cases.disputes.conflicts import demand_no_conflict
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.verbs.mediate import drop_open_proposal
from huitou.cases.disputes.verbs.rule import granted
from huitou.cases.disputes.words import said
from huitou.cases.models import About, Dispute, Outcome
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(DISPUTE, "withdraw")
def withdraw_dispute(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer lets it be: after a refusal the case ends, about goods the shop's findings count."""
    drop_open_proposal(dispute, at)
    return {}


@verb(DISPUTE, "concede")
def concede(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop gives the buyer all that was asked for after all."""
    drop_open_proposal(dispute, at)
    case = dispute.case
    dispute.outcome, dispute.outcome_minor, dispute.outcome_sheet = Outcome.WISH, case.sheet.total_minor, case.sheet
    dispute.goods_back = case.goods_come_back and dispute.about == About.REFUSAL
    return granted(dispute)


@verb(DISPUTE, "escalate")
def escalate(*, dispute: Dispute, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """To the senior arbitrator: by the arbitrator's choice, or because there was no ruling in time."""
    demand_no_conflict(actor, dispute)
    return {"note": said(dispute, actor, at, note, "escalate")}


@verb(DISPUTE, "execute")
def execute(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """Nobody appealed in time, or the appeal was not decided in time: the ruling is carried out."""
    return granted(dispute)
