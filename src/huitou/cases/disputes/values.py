"""What the sentences and labels of a dispute are filled with, the sentence itself, and whose turn it is."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.models import Dispute, Proposal
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import Money, format_money

WITH_PROPOSAL = ("mediating", "mediating_buyer", "mediating_merchant")


def values_of(dispute: Dispute, shop: Shop, at: datetime, proposal: Proposal | None = None) -> Mapping[str, Any]:
    """`shop`, `left`, `value`, `proposed`, `granted`, `judge`, `senior` in the active language.

    Reads the open proposal where there is one and it is not given.
    """
    if proposal is None and dispute.state in WITH_PROPOSAL:
        proposal = open_proposal(dispute)
    proposed = Money(proposal.amount_minor, dispute.currency) if proposal is not None else None
    asked = gettext("what was asked for")
    owner = gettext("The owner of %(shop)s") % {"shop": shop.name}
    return {
        "shop": shop.name,
        # Where there is no platform nobody neutral decides, and nobody is told so.
        "judge": owner if dispute.alone else gettext("An arbitrator of the platform"),
        "senior": owner if dispute.alone else gettext("A senior arbitrator"),
        "left": time_left(dispute.deadline_at, at),
        "value": format_money(dispute.value) if dispute.value else asked,
        "proposed": format_money(proposed) if proposed is not None else "",
        "granted": asked if dispute.grants_goods else format_money(dispute.outcome_sum),
    }


def open_proposal(dispute: Dispute) -> Proposal | None:
    """What the arbitrator proposes now, if there is a proposal."""
    return Proposal.objects.filter(dispute=dispute, state=Proposal.State.OPEN).first()


def open_proposals(disputes: Iterable[Dispute]) -> Mapping[UUID, Proposal]:
    """What is proposed in each of these disputes, by the dispute's id: at most one query."""
    wanted = [dispute.pk for dispute in disputes if dispute.state in WITH_PROPOSAL]
    if not wanted:
        return {}
    return {one.dispute_id: one for one in Proposal.objects.filter(dispute__in=wanted, state=Proposal.State.OPEN)}


def say_dispute(dispute: Dispute, reader: Role, shop: Shop, at: datetime, proposal: Proposal | None = None) -> str:
    """The sentence of the dispute for this reader, in the active language."""
    return sentence(DISPUTE, dispute.state, reader, values_of(dispute, shop, at, proposal))


def whose_turn(dispute: Dispute) -> Set[Role]:
    """Every side that is waited for; nobody where it is over."""
    wait = DISPUTE.waiting(dispute.state)
    return set(wait.turn) if wait is not None else set()
