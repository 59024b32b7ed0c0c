"""Pool and insurers against covers and claims: what the ledger has must be what the rows say. Only reads.

Called by the desk's page, the API, and by tests after they moved money.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from huitou.core import ledger
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.insurance.booking import risk_account
from huitou.insurance.models import FreightClaim, FreightCover


@dataclass(frozen=True, slots=True)
class RiskAccount:
    """One account of premiums and claims, in one currency. Minor units.

    `lacked`: what its backer put in. A pool holds premiums + lacked − claims.
    """

    insurer: str
    currency: str
    premiums: int
    claims: int
    lacked: int
    balance: int

    @property
    def difference(self) -> int:
        """What the ledger has beyond what the rows say; zero when they agree."""
        return self.balance - (self.premiums + self.lacked - self.claims)

    def money(self, minor: int) -> Money:
        """The sum in the account's currency."""
        return Money(minor, self.currency)


def risk_accounts() -> list[RiskAccount]:
    """Every account of the open shop that has a cover. A constant number of queries per account."""
    keys = FreightCover.objects.exclude(state="placing").values_list("insurer", "currency").distinct()
    return [_account(insurer, currency) for insurer, currency in sorted(keys)]


def differences(shop_id: UUID) -> Iterator[str]:
    """Sentences for people, for every account that does not agree and every claim that is not booked once."""
    with in_shop(shop_id):
        for account in risk_accounts():
            if account.difference or (account.insurer == "pool" and account.balance < 0):
                yield f"{risk_account(account.insurer)} {account.currency}: differs by {account.difference}"
        for claim in FreightClaim.objects.filter(state="paid"):
            if ledger.balance(f"claim:{claim.pk}", claim.currency):
                yield f"claim {claim.ref}: approved and paid differ"


def _account(insurer: str, currency: str) -> RiskAccount:
    covers = FreightCover.objects.filter(insurer=insurer, currency=currency, state="in_force")
    claims = FreightClaim.objects.filter(insurer=insurer, currency=currency, state="paid")
    account = risk_account(insurer)
    lacked = LedgerEntry.objects.filter(credit=account, currency=currency, key__startswith="claim:")
    return RiskAccount(
        insurer=insurer,
        currency=currency,
        premiums=int(covers.aggregate(total=Sum("premium_minor"))["total"] or 0),
        claims=int(claims.aggregate(total=Sum("amount_minor"))["total"] or 0),
        lacked=int(lacked.aggregate(total=Sum("amount_minor"))["total"] or 0),
        balance=ledger.balance(account, currency).minor,
    )
