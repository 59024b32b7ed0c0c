"""Disputes: where one stands, its rulings and proposals, and for arbitrators what was ruled on the like of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.api.schemas.orders import Strict
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.precedents import Alike
from huitou.cases.disputes.values import say_dispute
from huitou.cases.disputes.view import DisputeView, is_known
from huitou.cases.models import Dispute
from huitou.core.actions import Action
from huitou.core.actors import Role

A_SENTENCE = "The ruling: you get ¥128.00. You can appeal once within 6 days, with new evidence."


class RulingOut(Schema):
    """`announced_at` is null while a second arbitrator still has to confirm it (only the platform sees that)."""

    instance: str = Field(examples=["first"])
    outcome: str = Field(examples=["wish"])
    amount: Amount
    goods_back: bool
    grounds: str = Field(examples=["shown"])
    words: str = Field(description="The id of the message with the grounds in words.", examples=[""])
    borne_by: dict[str, int] = Field(description="Minor units by side.", examples=[{"merchant": 12800}])
    at: datetime
    announced_at: datetime | None


class ProposalOut(Schema):
    amount: Amount
    keeps_goods: bool
    state: str = Field(examples=["open"])
    made_at: datetime
    answered_at: datetime | None


class DisputeBrief(Wait):
    ref: str = Field(examples=["D-2K8P-V7XM"])
    case: str = Field(examples=["R-7F3K-Q2MX"])
    state: str = Field(examples=["deliberating"])
    about: str = Field(examples=["refusal"])
    called_by: str = Field(examples=["buyer"])
    also_waiting_on: list[str] = Field(
        description="Further sides whose turn it is at the same time.", examples=[["merchant"]]
    )
    sentence: str = Field(examples=[A_SENTENCE])
    value: Amount
    granted: Amount | None = Field(description="What the ruling or the settlement gives the buyer, once it is known.")
    alone: bool = Field(description="The shop has no platform: its owner is the last instance.")
    opened_at: datetime
    closed_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class DisputeOut(DisputeBrief):
    rulings: list[RulingOut]
    booked: dict[str, Amount] = Field(
        description="By party, what it bears of the sum, once that was paid and booked. Empty for the buyer."
    )
    proposals: list[ProposalOut]
    taken: bool = Field(description="Whether an arbitrator has taken it.")


class DisputePage(Schema):
    items: list[DisputeBrief]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class PrecedentOut(Schema):
    ref: str = Field(examples=["D-2K8P-V7XM"])
    about: str = Field(examples=["refusal"])
    kind: str = Field(examples=["return_and_refund"])
    reason: str = Field(examples=["damaged"])
    value: Amount
    granted: Amount
    share_basis_points: int = Field(examples=[10000])
    goods_back: bool
    grounds: str = Field(examples=["shown"])
    appealed: bool
    ruled_at: datetime


class PrecedentsOut(Schema):
    """The most alike first; `median_basis_points` is the middle share that buyers got of what they asked."""

    items: list[PrecedentOut]
    count: int
    median_basis_points: int | None = Field(examples=[10000])


class AssignmentIn(Strict):
    """What is done: `take`, `hand_over` (`to`: a person's id; without it back to the queue), `declare_conflict`."""

    what: str = Field(pattern="^(take|hand_over|declare_conflict)$", examples=["take"])
    to: UUID | None = Field(default=None, examples=[None])


def dispute_brief(dispute: Dispute, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """A dispute as the caller sees it in one glance."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    wait = DISPUTE.waiting(dispute.state)
    known = is_known(dispute) and dispute.outcome_minor is not None
    return {
        "ref": dispute.ref,
        "case": dispute.case.ref,
        "state": dispute.state,
        "about": dispute.about,
        "called_by": dispute.called_by,
        **wait_of(DISPUTE, dispute.state, dispute.deadline_at),
        "also_waiting_on": [str(side) for side in wait.also] if wait is not None else [],
        "sentence": say_dispute(dispute, reader, caller.shop, caller.at),
        "value": Amount.of(dispute.value_minor, dispute.currency),
        "granted": Amount.of(dispute.outcome_minor or 0, dispute.currency) if known else None,
        "alone": dispute.alone,
        "opened_at": dispute.opened_at,
        "closed_at": dispute.closed_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }


def dispute_out(view: DisputeView, caller: Caller, actions: list[Action]) -> dict[str, Any]:
    """A dispute with everything that the caller may know of it."""
    currency = view.dispute.currency
    return {
        **dispute_brief(view.dispute, caller, actions),
        "rulings": [
            {
                "instance": ruling.instance,
                "outcome": ruling.outcome,
                "amount": Amount.of(ruling.amount_minor, currency),
                "goods_back": ruling.goods_back,
                "grounds": ruling.grounds,
                "words": str(ruling.words_id or ""),
                "borne_by": {
                    "merchant": ruling.merchant_minor,
                    "platform": ruling.platform_minor,
                    "carrier": ruling.carrier_minor,
                    "insurer": ruling.insurer_minor,
                },
                "at": ruling.at,
                "announced_at": ruling.announced_at,
            }
            for ruling in view.rulings
        ],
        "booked": {share.party: Amount.of(share.money.minor, share.money.currency) for share in view.booked},
        "proposals": [
            {
                "amount": Amount.of(made.amount_minor, currency),
                "keeps_goods": made.keeps_goods,
                "state": made.state,
                "made_at": made.made_at,
                "answered_at": made.answered_at,
            }
            for made in view.proposals
        ],
        "taken": bool(view.dispute.arbitrator_id),
    }


def precedents_out(alike: Alike) -> dict[str, Any]:
    """Past rulings as JSON."""
    return {
        "items": [
            {
                "ref": one.dispute_ref,
                "about": one.about,
                "kind": one.kind,
                "reason": one.reason,
                "value": Amount.of(one.value_minor, one.currency),
                "granted": Amount.of(one.amount_minor, one.currency),
                "share_basis_points": one.share_basis_points,
                "goods_back": one.goods_back,
                "grounds": one.grounds,
                "appealed": one.appealed,
                "ruled_at": one.ruled_at,
            }
            for one in alike.rulings
        ],
        "count": alike.count,
        "median_basis_points": alike.median_basis_points,
    }
