"""The ledger rows of claims. Called by verbs, inside their transaction.

A claim: `receivable:<advance>` → `reversed:instant`. It is closed from `setoff:instant` (kept back from a refund),
`received:instant` (paid back), `reversed:instant` (the goods came after all) or `loss:instant` (let go). Then the
receivable's balance is zero. What was kept back for a refund that is less, or nothing, in the end goes the way back.
Nothing here ever charges a card.
"""

from datetime import datetime

from huitou.core import ledger
from huitou.core.money import Money
from huitou.instant.models import Advance

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


def book_owed_again(advance: Advance, money: Money, key: str, at: datetime) -> None:
    """What was kept back is not, after all. `key` as for `book_closed`."""
    _post(advance, key, f"receivable:{advance.pk}", SET_OFF, money, at)


def _post(advance: Advance, what: str, debit: str, credit: str, money: Money, at: datetime) -> None:
    ledger.post(
        shop_id=advance.shop_id, key=f"advance:{advance.pk}:{what}", debit=debit, credit=credit, money=money,
        subject_type=SUBJECT, subject_id=advance.pk, at=at,
    )  # fmt: skip
