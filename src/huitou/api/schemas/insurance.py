"""Insurance of return shipping: covers, claims, the pool; and the shop's settlement statement."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.reconcile import RiskAccount
from huitou.insurance.values import say_claim, why_class
from huitou.settlements.statement import Statement, StatementRow, Totals


class CoverIn(Schema):
    """`holder`: the buyer's name at the insurer (an openid), where one is asked."""

    model_config = ConfigDict(extra="forbid")

    payer: Literal["", "merchant", "platform", "buyer"] = ""
    grams: int | None = Field(default=None, ge=1, le=1_000_000, examples=[1200])
    holder: str = Field(default="", max_length=80)


class CoverOut(Schema):
    ref: str = Field(examples=["N-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    parcel: str = Field(examples=["P-4QWX-8H2M"])
    state: str = Field(description="`placing`, `in_force` or `declined`.", examples=["in_force"])
    payer: str = Field(examples=["merchant"])
    insurer: str = Field(examples=["pool"])
    risk_class: str = Field(examples=["usual"])
    why: str = Field(examples=["Usual risk: of 100 pieces of these kinds 10 came back (reckoned as 10.0 %)."])
    premium: Amount
    cover: Amount
    starts_at: datetime
    ends_at: datetime


class CoverPage(Schema):
    items: list[CoverOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class FreightClaimOut(Wait):
    ref: str = Field(examples=["K-4QWX-8H2M"])
    cover: str = Field(examples=["N-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    goods_return: str = Field(examples=["B-4QWX-8H2M"])
    state: str = Field(examples=["paid"])
    sentence: str = Field(examples=["The claim was paid: ¥18.00."])
    amount: Amount
    refusal: str = Field(description="Why nothing is paid, as a code; empty otherwise.", examples=["duplicate"])
    opened_at: datetime
    settled_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class FreightClaimPage(Schema):
    items: list[FreightClaimOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class CreditIn(Schema):
    """`transfer`: paid out; `purchase`: taken off an order."""

    model_config = ConfigDict(extra="forbid")

    how: Literal["transfer", "purchase"] = Field(examples=["transfer"])
    note: str = Field(min_length=1, max_length=500, examples=["Transfer 8812"])


class RiskAccountOut(Schema):
    """The own pool or an insurer: premiums and claims by the rows, the balance by the ledger; `difference` is zero."""

    insurer: str = Field(examples=["pool"])
    premiums: Amount
    claims: Amount
    made_good: Amount
    balance: Amount
    difference: Amount


class StatementRowOut(Schema):
    """One row of the ledger. `effect`: what it changes for the shop, minor units."""

    entry: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    key: str = Field(examples=["cover:01920000-0000-7000-8000-000000000001:premium"])
    at: datetime
    kind: str = Field(examples=["premium"])
    debit: str = Field(examples=["share:merchant"])
    credit: str = Field(examples=["insurance:pool"])
    amount: Amount
    effect: int = Field(examples=[-270])
    reference: str = Field(examples=["N-4QWX-8H2M"])
    order: str = Field(examples=["1001"])


class KindTotal(Schema):
    kind: str = Field(examples=["premium"])
    total: Amount
    effect: Amount


class PartyTotal(Schema):
    party: str = Field(examples=["merchant"])
    bears: Amount


class CurrencyTotals(Schema):
    currency: str = Field(examples=["CNY"])
    kinds: list[KindTotal]
    shares: list[PartyTotal]
    effect: Amount


class StatementOut(Schema):
    period: str = Field(examples=["2026-11"])
    since: datetime
    until: datetime
    totals: list[CurrencyTotals]
    rows: list[StatementRowOut]


def cover_out(cover: FreightCover, _caller: Caller) -> dict[str, Any]:
    """A cover."""
    return {
        "ref": cover.ref, "order": cover.order.number, "parcel": cover.parcel.ref, "state": cover.state,
        "payer": cover.payer, "insurer": cover.insurer, "risk_class": cover.risk_class, "why": why_class(cover),
        "premium": Amount.of(cover.premium_minor, cover.currency),
        "cover": Amount.of(cover.cover_minor, cover.currency),
        "starts_at": cover.starts_at, "ends_at": cover.ends_at,
    }  # fmt: skip


def claim_out(claim: FreightClaim, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """A claim as the caller sees it."""
    reader = Role.BUYER if caller.actor.role == Role.BUYER else Role.MERCHANT
    return {
        "ref": claim.ref, "cover": claim.cover.ref, "order": claim.order.number,
        "goods_return": claim.goods_return.ref, "state": claim.state,
        **wait_of(FREIGHT_CLAIM, claim.state, claim.deadline_at),
        "sentence": say_claim(claim, reader, caller.shop, caller.at),
        "amount": Amount.of(claim.amount_minor, claim.currency), "refusal": claim.refusal,
        "opened_at": claim.opened_at, "settled_at": claim.settled_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }  # fmt: skip


def account_out(account: RiskAccount) -> dict[str, Any]:
    """A pool, or an insurer."""
    names = ("premiums", "claims", "balance", "difference")
    sums = {name: Amount.of(getattr(account, name), account.currency) for name in names}
    return {"insurer": account.insurer, "made_good": Amount.of(account.lacked, account.currency), **sums}


def statement_out(statement: Statement) -> dict[str, Any]:
    """The whole statement."""
    period = statement.period
    return {
        "period": period.name, "since": period.since, "until": period.until,
        "totals": [_totals(one) for one in statement.totals], "rows": [_row(row) for row in statement.rows],
    }  # fmt: skip


def _totals(one: Totals) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "kinds": [
            {"kind": kind, "total": Amount.of(minor, one.currency), "effect": Amount.of(effect, one.currency)}
            for kind, (minor, effect) in one.by_kind.items()
        ],
        "shares": [{"party": party, "bears": Amount.of(minor, one.currency)} for party, minor in one.shares.items()],
        "effect": Amount.of(one.effect_minor, one.currency),
    }


def _row(row: StatementRow) -> dict[str, Any]:
    return {
        "entry": str(row.entry), "key": row.key, "at": row.at, "kind": row.kind, "debit": row.debit,
        "credit": row.credit, "amount": Amount.of(row.minor, row.currency), "effect": row.effect_minor,
        "reference": row.reference, "order": row.order,
    }  # fmt: skip
