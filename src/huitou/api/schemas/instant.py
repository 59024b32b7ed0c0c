"""Instant refunds: the shop's rules, a buyer's standing, and what was paid ahead."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field, field_validator

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.whole_sums import whole_sum
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, InstantRules
from huitou.instant.models.instant_rules import Mode
from huitou.instant.standing import Standing
from huitou.instant.values import say_advance
from huitou.instant.words import advice, reason_words


class InstantRulesIn(Schema):
    mode: Mode = Field(examples=["shadow"])
    budget_minor: int = Field(examples=[200000], description="What may be lost in a month, in the shop's currency.")
    largest_minor: int = Field(examples=[50000])
    best_points: int = Field(default=80, examples=[80])
    narrowest_points: int = Field(default=50, examples=[50])
    hold_out_percent: int = Field(default=5, examples=[5])
    set_aside_percent: int = Field(default=100, examples=[100], description="At 100 no month passes its budget.")
    excluded_reasons: list[str] = Field(default_factory=list, examples=[["not_received"]])
    excluded_categories: list[str] = Field(default_factory=list, examples=[["jewellery"]])
    _whole_sums = field_validator("*", mode="before")(whole_sum)


class InstantRulesOut(InstantRulesIn):
    currency: str = Field(examples=["CNY"])
    threshold: int = Field(examples=[65], description="Where the controller has the threshold now.")


class StandingReason(Schema):
    code: str = Field(examples=["returns_kept"])
    points: int = Field(examples=[10])
    most: int = Field(examples=[25])
    words: str = Field(examples=["Returns that came back as announced: 2"])
    advice: str = Field(examples=["5 points for each return that arrives as you announced it, up to 5 of them."])


class StandingOut(Schema):
    points: int = Field(examples=[72])
    reasons: list[StandingReason]


class AdvanceOut(Wait):
    ref: str = Field(examples=["V-7F3K-Q2MX"])
    state: str = Field(examples=["owed"])
    sentence: str = Field(examples=["¥128.00 was paid ahead of the goods."])
    amount: Amount
    owed: Amount
    lost: Amount
    opened_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class AdvancePage(Schema):
    items: list[AdvanceOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def rules_out(rules: InstantRules, currency: str) -> dict[str, Any]:
    """The shop's rules with where the controller stands."""
    names = (*InstantRulesIn.model_fields, "threshold")
    return {**{name: getattr(rules, name) for name in names}, "currency": currency}


def standing_out(standing: Standing) -> dict[str, Any]:
    """The points with their reasons in the active language."""
    reasons = [
        {"code": one.code, "points": one.points, "most": one.most, "words": reason_words(one), "advice": advice(one)}
        for one in standing.reasons
    ]
    return {"points": standing.points, "reasons": reasons}


def advance_out(advance: Advance, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """An advance as the caller sees it."""
    reader = Role.BUYER if caller.actor.role == Role.BUYER else Role.MERCHANT
    return {
        "ref": advance.ref,
        "state": advance.state,
        **wait_of(ADVANCE, advance.state, advance.deadline_at),
        "sentence": say_advance(advance, reader, caller.shop, caller.at),
        "amount": Amount.of(advance.amount_minor, advance.currency),
        "owed": Amount.of(advance.open_minor, advance.currency),
        "lost": Amount.of(advance.lost_minor, advance.currency),
        "opened_at": advance.opened_at,
        "paid_at": advance.paid_at,
        "closed_at": advance.closed_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
