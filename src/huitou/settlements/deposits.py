"""How a deposit stands. Reads the ledger; called by verbs and pages, and before the platform vouches for anything."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum

from huitou.core import ledger
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.insurance.stops import stops_platform
from huitou.settlements.access import deposit_of
from huitou.settlements.models import Deposit

ACCOUNT = "deposit:platform"


def balance_of(deposit: Deposit) -> Money:
    """What lies there."""
    return ledger.balance(ACCOUNT, deposit.currency)


def advanced_minor(deposit: Deposit) -> int:
    """What the platform has put into the shop's insurance pool and not set off yet, minor units."""
    rows = LedgerEntry.objects.filter(currency=deposit.currency)
    lacked = rows.filter(debit="share:platform", credit="insurance:pool", key__startswith="claim:")
    back = rows.filter(debit=ACCOUNT, credit="share:platform")
    return sum(sign * int(part.aggregate(total=Sum("amount_minor"))["total"] or 0)
               for sign, part in ((1, lacked), (-1, back)))  # fmt: skip


def restricted_since(deposit: Deposit) -> datetime | None:
    """From when on the platform vouches no more; None while the deposit is large enough."""
    return None if deposit.below_since is None else deposit.below_since + timedelta(days=deposit.days)


@stops_platform
def below_for_too_long(shop_id: UUID, at: datetime) -> bool:
    """The platform pays no premium and stands for no pool of a shop whose deposit has been too low for too long."""
    deposit = deposit_of(shop_id)
    since = restricted_since(deposit) if deposit is not None else None
    return since is not None and since <= at
