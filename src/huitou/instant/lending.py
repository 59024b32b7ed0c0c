"""What buyers owe from advances, and keeping it back from their later refunds: the lender of `refunds.owed`.

How much is kept back for a cause the ledger says: each movement's key names the cause and the sheet that moved it.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, system_actor
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.instant.books import SET_OFF, SUMS
from huitou.instant.models import Advance
from huitou.instant.verbs import charge, owe_again
from huitou.instant.verbs.claim import STILL_ASKED
from huitou.orders.models import Order
from huitou.refunds.owed import Keeping, Lender, OwedChanged, lends


def owed(order: Order) -> int:
    """Minor units of the order's currency that its buyer owes from advances; what is objected to is left alone."""
    sums = _claims(order).values_list(*SUMS)
    return sum(claimed - sum(settled) for claimed, *settled in sums)


def held(order: Order, cause_id: UUID) -> int:
    """What is kept back for the cause by now, in minor units of the order's currency."""
    return sum(_held(order, cause_id).values())


def _held(order: Order, cause_id: UUID) -> dict[UUID, int]:
    """The same by claim, those that something is kept back of."""
    rows = LedgerEntry.objects.filter(
        subject_id__in=Advance.objects.filter(order__customer_id=order.customer_id, charged_minor__gt=0).values("pk"),
        currency=order.currency, key__contains=f":{cause_id}",
    )  # fmt: skip
    found: dict[UUID, int] = {}
    for row in rows:
        sign = int(row.debit == SET_OFF) - int(row.credit == SET_OFF)
        found[row.subject_id] = found.get(row.subject_id, 0) + sign * row.amount_minor
    return {advance: minor for advance, minor in found.items() if minor}


def keep_back(order: Order, keeping: Keeping, money: Money, actor: Actor, at: datetime) -> None:
    """Keep the sum back from a refund that is being requested: the oldest claims first. Raises OwedChanged."""
    left, claims = money.minor, list(_claims(order).order_by("opened_at", "pk"))
    if left > sum(claim.open_minor for claim in claims):
        raise OwedChanged()  # before anything is written: who catches it finds nothing half done
    for claim in claims:
        part = min(left, claim.open_minor)
        if part > 0:
            charge(advance=claim, keeping=keeping, amount_minor=part, actor=system_actor(order.shop_id), at=at)
            left -= part


def give_back(order: Order, keeping: Keeping, money: Money, actor: Actor, at: datetime) -> None:
    """So much of what is kept back for the cause is owed again: of open claims first, of the newest of them first."""
    kept, left = _held(order, keeping.cause_id), money.minor
    claims = Advance.objects.filter(pk__in=kept).order_by("-opened_at", "-pk")
    for claim in sorted(claims, key=lambda one: one.state not in STILL_ASKED):
        part = min(left, kept[claim.pk])
        if part > 0:
            owe_again(advance=claim, keeping=keeping, amount_minor=part, actor=system_actor(order.shop_id), at=at)
            left -= part


def _claims(order: Order) -> "QuerySet[Advance, Advance]":
    return Advance.objects.filter(order__customer_id=order.customer_id, state="claimed", currency=order.currency)


lends(Lender(owed=owed, held=held, charge=keep_back, give_back=give_back))
