"""Claims on carriers, as JSON: one claim with its letter, and the shop's rules per carrier."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.api.schemas.orders import Strict
from huitou.claims.letters import ClaimLetter
from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.claims.values import say_claim
from huitou.core.actions import Action
from huitou.core.actors import Role


class ClaimIn(Strict):
    """What the carrier did to the parcel."""

    what: Literal["lost", "damaged", "late", "weight"] = Field(examples=["lost"])


class CarrierClaimOut(Wait):
    """`file_by` is the last day, `proof` how it is known: `carrier`, `law`, `secondary`, `shop` or `unknown`."""

    ref: str = Field(examples=["C-4QWX-8H2M"])
    parcel: str = Field(examples=["P-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    carrier: str = Field(examples=["dhl"])
    what: str = Field(examples=["lost"])
    state: str = Field(examples=["draft"])
    sentence: str = Field(examples=["DHL has paid €18.00."])
    claimed: Amount
    offered: Amount
    recovered: Amount
    file_by: date = Field(examples=["2026-12-20"])
    proof: str = Field(examples=["carrier"])
    reference: str = Field(description="The carrier's own number.", examples=["DHL-77"])
    opened_at: datetime
    filed_at: datetime | None
    settled_at: datetime | None
    subject: str = Field(default="", description="Of the letter to the carrier; only where one claim is shown.")
    letter: str = Field(default="", description="Its text.")
    actions: list[ActionOut] = Field(default_factory=list)


class CarrierClaimPage(Schema):
    items: list[CarrierClaimOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class ClaimRuleIn(Strict):
    """Days that are null: as the carrier or the law has it. `place`: a web or e-mail address."""

    claims: bool = True
    guarantees_days: bool = False
    place: str = Field(default="", max_length=300, examples=["https://www.dhl.com/claims"])
    lost_days: int | None = Field(default=None, ge=1, le=730, examples=[30])
    damaged_days: int | None = Field(default=None, ge=1, le=730, examples=[7])
    late_days: int | None = Field(default=None, ge=1, le=730)
    weight_days: int | None = Field(default=None, ge=1, le=730)


class ClaimRuleOut(ClaimRuleIn):
    """The rules of one carrier; `*` is every one without rules of its own."""

    carrier: str = Field(examples=["dhl"])


def carrier_claim_out(
    claim: CarrierClaim, caller: Caller, actions: list[Action] | None = None, letter: ClaimLetter | None = None
) -> dict[str, Any]:
    """A claim."""
    sums = {"claimed": claim.loss_minor, "offered": claim.offered_minor, "recovered": claim.recovered_minor}
    return {
        "ref": claim.ref, "parcel": claim.parcel.ref, "order": claim.order.number, "carrier": claim.carrier,
        "what": claim.what, "state": claim.state, **wait_of(CARRIER_CLAIM, claim.state, claim.deadline_at),
        "sentence": say_claim(claim, Role.MERCHANT, caller.shop, caller.at),
        **{name: Amount.of(minor, claim.currency) for name, minor in sums.items()},
        "file_by": claim.file_by, "proof": claim.proof, "reference": claim.reference, "opened_at": claim.opened_at,
        "filed_at": claim.filed_at, "settled_at": claim.settled_at, "subject": letter.subject if letter else "",
        "letter": letter.body if letter else "", "actions": [ActionOut.of(action) for action in actions or ()],
    }  # fmt: skip


def claim_rule_out(rule: ClaimRule) -> dict[str, Any]:
    """A carrier's rules."""
    return {name: getattr(rule, name) for name in ClaimRuleIn.model_fields} | {"carrier": rule.carrier or "*"}
