"""The ledger rows of claims, and keeping them back from later refunds. Called by verbs, inside their transaction.

A claim: `receivable:<advance>` → `reversed:instant`. It is closed from `setoff:instant` (kept back from a refund),
`received:instant` (paid back), `reversed:instant` (the goods came after all) or `loss:instant` (let go). Then the
receivable's balance is zero. Nothing here ever charges a card.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from huitou.core import ledger
from huitou.core.actors import Actor, system_actor
from huitou.core.money import Money
from huitou.core.verbs import verb_of
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.orders.models import Order
from huitou.refunds.owed import Lender, OwedChanged, lends

REVERSED, LOSS = "reversed:instant", "loss:instant"
SET_OFF, RECEIVED = "setoff:instant", "received:instant"
SUBJECT = "instant.advance"
# What `Advance.open_minor` counts: the claim, and what of it is settled.
SUMS = ("claimed_minor", "charged_minor", "received_minor", "brought_minor", "lost_minor")


def book_claim(advance: Advance, money: Money, at: datetime) -> None:
    """The buyer owes this much from now on."""
    _post(advance, "claim", f"receivable:{advance.pk}", REVERSED, money, at)


def book_closed(advance: Advance, source: str, money: Money, key: str, at: datetime) -> None:
    """A part of the claim is settled out of the account `source`. `key` names the movement among the advance's own."""
    _post(advance, key, source, f"receivable:{advance.pk}", money, at)


def _post(advance: Advance, what: str, debit: str, credit: str, money: Money, at: datetime) -> None:
    ledger.post(
        shop_id=advance.shop_id, key=f"advance:{advance.pk}:{what}", debit=debit, credit=credit, money=money,
        subject_type=SUBJECT, subject_id=advance.pk, at=at,
    )  # fmt: skip


def owed(order: Order) -> int:
    """Minor units of the order's currency that its buyer owes from advances; what is objected to is left alone."""
    sums = _claims(order).values_list(*SUMS)
    return sum(claimed - sum(settled) for claimed, *settled in sums)


def charge(order: Order, cause_id: UUID, money: Money, actor: Actor, at: datetime) -> None:
    """Keep the sum back from a refund that is being requested: the oldest claims first. Raises OwedChanged."""
    left = money.minor
    for claim in _claims(order).order_by("opened_at", "pk"):
        part = min(left, claim.open_minor)
        if part > 0:
            verb_of(ADVANCE, "charge")(
                advance=claim, cause_id=cause_id, amount_minor=part, actor=system_actor(order.shop_id), at=at
            )
            left -= part
    if left:
        raise OwedChanged()


def _claims(order: Order) -> "QuerySet[Advance, Advance]":
    return Advance.objects.filter(order__customer_id=order.customer_id, state="claimed", currency=order.currency)


lends(Lender(owed=owed, charge=charge))
