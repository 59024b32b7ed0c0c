"""What was paid by hand and is owed back: it comes up, is given back with a voucher, or turns out never to have come.

Called by the verbs of changes, replacements and repairs, in the transaction in which their subject ends, by the desk,
and by the clock where it is overdue. Nothing here pays: no gateway took the money in.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core import events, ledger
from huitou.core.actors import Actor, Role
from huitou.core.calendars import calendar_of
from huitou.core.errors import Conflict, Forbidden, Invalid, NotFound
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.models import Event
from huitou.core.money import Money
from huitou.core.verbs import verb
from huitou.orders.models import OwedByHand, PaidFor
from huitou.orders.models.owed_by_hand import GIVEN_BACK_WITHIN

RECORD: Final = "refunds.record"
STRIKE: Final = "refunds.resolve"
SUBJECT: Final = "orders.owedbyhand"
# Neither is the shop's own: what came by hand was never booked as its income, so giving it back is no loss.
HAND, OWED = "hand:buyers", "owed:buyers"
LONGEST = 2_000
REMINDED: Final = "orders.owed_by_hand.reminded"
# Two working weeks; after that it stands on the queue, and whoever has not acted on ten letters acts on none.
MOST_REMINDERS = 10


class VoucherMissing(Invalid):
    """Money was given back, or never came, and nobody says how one knows."""

    code = "voucher_missing"
    message = _("Say in up to 2,000 characters how it was paid back, or how you know that it never came.")


class SettledByHand(Conflict):
    """Somebody has written it down before."""

    code = "settled_by_hand"
    message = _("This was settled already. Reload to see how.")


class ReceiptConfirmed(Conflict):
    """The shop had said itself that the money came."""

    code = "receipt_confirmed"
    message = _("Somebody of the shop confirmed that this money came, so it is owed until it is paid back.")


@verb
def owe_by_hand(
    *, order_id: UUID, paid_for: PaidFor, subject: UUID, ref: str, money: Money, receipt: str, actor: Actor,
    at: datetime,
) -> OwedByHand:  # fmt: skip
    """Write down that `money` (> 0) is owed back. `receipt`: the kind of the event by which a person said that it came.

    The same subject again: the same debt.
    """
    known = OwedByHand.objects.filter(subject=subject).first()
    if known is not None:
        return known
    owed = OwedByHand(
        id=new_id(), shop_id=actor.shop_id, order_id=order_id, paid_for=paid_for, subject=subject, ref=ref,
        amount_minor=money.minor, currency=money.currency, owed_at=at,
        confirmed=Event.objects.filter(subject_id=subject, kind=receipt).exists(),
    )  # fmt: skip
    _book(owed, "owed", HAND, OWED, at)
    facts = {"order": order_id, "paid_for": str(paid_for), "subject": subject, **_sum(owed)}
    events.record(owed, "orders.owed_by_hand.arisen", actor=actor, at=at, facts=facts)
    owed.save(force_insert=True)
    return owed


@verb
def pay_back_by_hand(*, owed: UUID, voucher: str, actor: Actor, at: datetime) -> OwedByHand:
    """A person of the shop has given it back. `voucher`: how one sees that, for instance the number of the transfer.

    Raises: VoucherMissing, SettledByHand, Forbidden, NotFound.
    """
    found = _open(owed, RECORD, actor)
    _book(found, "back", OWED, HAND, at)
    return _settle(found, voucher, "paid_back", actor, at)


@verb
def strike_by_hand(*, owed: UUID, voucher: str, actor: Actor, at: datetime) -> OwedByHand:
    """It counted as paid because nobody looked, and it never came. `voucher`: how one knows.

    Raises: ReceiptConfirmed, VoucherMissing, SettledByHand, Forbidden, NotFound.
    """
    found = _open(owed, STRIKE, actor)
    if found.confirmed:
        raise ReceiptConfirmed()
    _book(found, "struck", OWED, HAND, at)
    found.struck = True
    return _settle(found, voucher, "struck", actor, at)


@verb
def remind_of_owed(*, actor: Actor, at: datetime) -> int:
    """On a working day, once the shop has opened: write down that it is reminded of each debt that is overdue; of how
    many. Each at most once a day and on `MOST_REMINDERS` days."""
    rows = OwedByHand.objects.filter(settled_at=None, owed_at__lt=at - GIVEN_BACK_WITHIN, reminders__lt=MOST_REMINDERS)
    if not rows.exists():
        return 0
    calendar = calendar_of(actor.shop_id)
    local = at.astimezone(calendar.zone)
    hours = calendar.spans(local.date())
    if not hours or local.hour * 60 + local.minute < hours[0][0]:
        return 0
    due = lock_rows(rows.filter(Q(reminded_on=None) | Q(reminded_on__lt=local.date())))
    for owed in due:
        owed.reminders, owed.reminded_on = owed.reminders + 1, local.date()
        events.record(owed, REMINDED, actor=actor, at=at, facts={"reminders": owed.reminders, **_sum(owed)})
        owed.save()
    return len(due)


def _open(owed: UUID, permission: str, actor: Actor) -> OwedByHand:
    if actor.role != Role.MERCHANT:
        raise Forbidden()
    actor.require(permission)
    rows = lock_rows(OwedByHand.objects.filter(pk=owed))
    if not rows:
        raise NotFound()
    if rows[0].settled_at is not None:
        raise SettledByHand()
    return rows[0]


def _settle(owed: OwedByHand, voucher: str, what: str, actor: Actor, at: datetime) -> OwedByHand:
    words = voucher.replace("\x00", "").encode(errors="ignore").decode().strip()
    if not 0 < len(words) <= LONGEST:
        raise VoucherMissing()
    owed.voucher, owed.settled_by, owed.settled_at = words, actor.id, at
    events.record(owed, f"orders.owed_by_hand.{what}", actor=actor, at=at, facts=_sum(owed))
    owed.save()
    return owed


def _book(owed: OwedByHand, what: str, debit: str, credit: str, at: datetime) -> None:
    ledger.post(
        shop_id=owed.shop_id, key=f"byhand:{owed.pk}:{what}", debit=debit, credit=credit, money=owed.money,
        subject_type=SUBJECT, subject_id=owed.pk, at=at,
    )  # fmt: skip


def _sum(owed: OwedByHand) -> dict[str, object]:
    return {"amount_minor": owed.amount_minor, "currency": owed.currency}
