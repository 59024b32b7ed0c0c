"""The ledger rows of insurance. Called by verbs, inside their transaction. Nothing else books here.

| movement | debit | credit |
| premium, own pool | `share:<payer>` | `insurance:pool` |
| premium, an insurer | `share:<payer>` | `insurer:<code>` |
| the pool lacks it | `share:<backer>` | `insurance:pool` |
| claim approved | `insurance:pool` or `insurer:<code>` | `claim:<id>` |
| claim paid | `claim:<id>` | `credit:<customer>`, or `outside:<code>` where the insurer itself pays the buyer |
| credit paid out by transfer | `credit:<customer>` | `bank:transfer` |
| credit used for a purchase | `credit:<customer>` | `sales:credit` |
"""

from datetime import datetime
from uuid import UUID

from huitou.core import ledger
from huitou.core.locks import lock_rows
from huitou.core.money import Money
from huitou.insurance.models import FreightClaim, FreightCover, InsuranceTerms
from huitou.insurance.models.insurance_terms import OWN_POOL

POOL = "insurance:pool"
COVER, CLAIM = "insurance.freightcover", "insurance.freightclaim"


def risk_account(insurer: str) -> str:
    """Where premiums go and claims come from."""
    return POOL if insurer == OWN_POOL else f"insurer:{insurer}"


def credit_account(customer_id: UUID) -> str:
    """What the shop owes the buyer as credit."""
    return f"credit:{customer_id}"


def book_premium(cover: FreightCover, at: datetime) -> None:
    """The payer bears the premium."""
    _post(f"cover:{cover.pk}:premium", f"share:{cover.payer}", risk_account(cover.insurer), cover.premium,
          (COVER, cover.pk), cover, at)  # fmt: skip


def book_claim(claim: FreightClaim, cover: FreightCover, customer_id: UUID, at: datetime) -> None:
    """Approved and paid. The own pool never goes below zero: what it lacks comes from its backer, and is seen."""
    own = claim.insurer == OWN_POOL
    subject = (CLAIM, claim.pk)
    if own:
        # Two claims at once would both see the same balance: the shop's terms are the pool's lock.
        lock_rows(InsuranceTerms.objects.filter(shop_id=claim.shop_id))
        lack = claim.money - ledger.balance(POOL, claim.currency)
        if Money.zero(claim.currency) < lack:
            _post(f"claim:{claim.pk}:lack", f"share:{cover.backer}", POOL, lack, subject, claim, at)
    _post(
        f"claim:{claim.pk}:approve", risk_account(claim.insurer), f"claim:{claim.pk}", claim.money, subject, claim, at
    )
    to = credit_account(customer_id) if own else f"outside:{claim.insurer}"
    _post(f"claim:{claim.pk}:pay", f"claim:{claim.pk}", to, claim.money, subject, claim, at)


def book_credit_spent(claim: FreightClaim, customer_id: UUID, money: Money, to: str, at: datetime) -> None:
    """The buyer's credit from this claim was paid out or used."""
    _post(f"claim:{claim.pk}:spent", credit_account(customer_id), to, money, (CLAIM, claim.pk), claim, at)


def _post(
    key: str, debit: str, credit: str, money: Money, subject: tuple[str, UUID], row: FreightClaim | FreightCover,
    at: datetime,
) -> None:  # fmt: skip
    ledger.post(
        shop_id=row.shop_id, key=key, debit=debit, credit=credit, money=money, subject_type=subject[0],
        subject_id=subject[1], at=at,
    )  # fmt: skip
