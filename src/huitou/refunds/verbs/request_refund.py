"""Ask for the money of a sheet to be paid back: set it aside, book it, and start the job that pays it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid, NotFound
from huitou.core.ids import new_id, new_ref
from huitou.core.models import Shop
from huitou.core.money import Money, allocate
from huitou.core.verbs import born, verb
from huitou.orders.models import Line, Order, Payment
from huitou.refunds import booking, locks
from huitou.refunds.freezing import frozen, is_frozen
from huitou.refunds.gateways.choosing import way_for
from huitou.refunds.jobs import perform
from huitou.refunds.keys import refund_key
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund, RefundLine, RefundRules, StoredSheet
from huitou.refunds.owed import charge
from huitou.refunds.rules import rules_of_shop
from huitou.refunds.sheet import LineShare
from huitou.refunds.sheet_facts import NothingToRefund
from huitou.refunds.sheet_promotions import taken_before
from huitou.refunds.splitting import Part, split


class SheetOfAnotherOrder(Invalid):
    """The sheet was computed for another order or in another currency."""

    code = "sheet_of_another_order"
    message = _("This sum was computed for another order. Compute it again.")


class RefundAboveLine(Conflict):
    """A line would get back more than it cost, or more units than were bought."""

    code = "refund_above_line"
    message = _("More would be refunded for “%(title)s” than was paid for it. Compute the refund again.")


@verb
def request_refund(
    *,
    actor: Actor,
    at: datetime,
    order_id: UUID,
    cause_id: UUID,
    sheet: StoredSheet,
    agreed_by: str = "",
    on_account: bool = False,
) -> list[Refund]:
    """The refunds of the sheet, one per payment that gives back. The same cause and sheet again: the same refunds.

    What was given up as not paid is asked for anew, under the next sequence and so under a new key. `on_account`: what
    was paid for the cause by an earlier sheet counts as paid of this one too; only what is missing is asked for. What
    the sheet keeps back of what the buyer owes is charged with its first refund.

    `agreed_by`: the person of the shop who decided it ("staff:…"); empty where a rule or silence did. Above the shop's
    limit somebody else confirms before it goes out.

    The caller, a verb of a higher floor, has checked that the actor may. Sets aside on the payments, writes refunds,
    their lines, ledger rows and events, and starts the jobs.
    Raises RefundAboveCaptured, PaymentFrozen, RefundAboveLine, SheetOfAnotherOrder, NothingToRefund, OwedChanged,
    NotFound.
    """
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise NotFound()
    if sheet.order_id != order.pk or sheet.currency != order.currency:
        raise SheetOfAnotherOrder()
    payments = locks.lock_payments(order.pk)
    of_order = list(Refund.objects.filter(order=order).order_by("requested_at", "pk"))
    earlier = [refund for refund in of_order if refund.cause_id == cause_id]
    alive = [refund for refund in earlier if refund.state != "failed"]
    under_way = alive if on_account else [refund for refund in alive if refund.sheet_id == sheet.pk]
    missing = sheet.total_minor - sum(refund.amount_minor for refund in under_way)
    if under_way and (missing == 0 or (on_account and missing < 0)):
        return under_way
    if sheet.total_minor == 0:
        raise NothingToRefund()
    disputed = [payment for payment in payments if is_frozen(payment)]
    payments = [payment for payment in payments if payment not in disputed]
    room = sum(booking.room_of(payment) for payment in payments)
    if missing > room and disputed:
        raise frozen(disputed[0])
    if missing > room:
        raise booking.above_captured(room, order.currency)
    of_others = any(refund.sheet_id != sheet.pk for refund in under_way)
    if not of_others:
        payments = _not_under_way(payments, under_way, missing)
    shares = _rest_by_line(sheet, missing) if of_others else _missing_shares(sheet, under_way)
    paid_before = any(refund.state != "failed" for refund in of_order)
    _check_lines(order, shares, slack=taken_before(sheet.as_facts()), paid_before=paid_before)
    if all(refund.sheet_id != sheet.pk for refund in earlier):
        charge(order, cause_id, Money(sheet.as_sheet().set_off_minor, order.currency), actor, at)
    sequence = max((refund.sequence for refund in earlier), default=0) + 1
    rules = rules_of_shop(actor.shop_id)
    waits = _confirms(rules, sheet)
    asked = _Asked(order, cause_id, sheet, sequence, agreed_by, "to_confirm" if waits else "reserved")
    requested = [
        _request(part, asked, actor=actor, at=at) for part in split(missing, shares, payments, rules.order_of_payments)
    ]
    return [*under_way, *requested]


def _confirms(rules: RefundRules, sheet: StoredSheet) -> bool:
    """Whether a second person looks first; the shop's currency is only read where there is a limit."""
    if rules.confirm_above_minor is None:
        return False
    shop = Shop.objects.only("currency").get(pk=sheet.shop_id)
    return rules.confirms(sheet.total_minor, sheet.currency, shop.currency)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all refunds of one request have in common."""

    order: Order
    cause_id: UUID
    sheet: StoredSheet
    sequence: int
    agreed_by: str
    state: str


def _not_under_way(payments: list[Payment], under_way: Sequence[Refund], missing: int) -> list[Payment]:
    """What was given up goes back to the payments that it was for, as long as they have room for it."""
    taken = {refund.payment_id for refund in under_way}
    left = [payment for payment in payments if payment.pk not in taken]
    return left if sum(booking.room_of(payment) for payment in left) >= missing else payments


def _rest_by_line(sheet: StoredSheet, missing: int) -> tuple[LineShare, ...]:
    """What is missing of a sheet whose units were counted by an earlier one, by its lines."""
    shares = sheet.as_sheet().lines
    weights = [share.amount_minor for share in shares]
    amounts = allocate(missing, weights if any(weights) else [1] * len(weights))
    return tuple(LineShare(share.line_id, 0, amount) for share, amount in zip(shares, amounts, strict=True) if amount)


def _missing_shares(sheet: StoredSheet, under_way: Sequence[Refund]) -> tuple[LineShare, ...]:
    """The sheet's shares by line, less those of its refunds that are under way or paid."""
    shares = sheet.as_sheet().lines
    if not under_way:
        return shares
    rows = RefundLine.objects.filter(refund__in=under_way).values("line_id")
    taken = {str(row["line_id"]): row for row in rows.annotate(units=Sum("quantity"), amount=Sum("amount_minor"))}
    nothing = {"units": 0, "amount": 0}
    left = []
    for share in shares:
        before = taken.get(share.line_id, nothing)
        left.append(LineShare(share.line_id, share.quantity - before["units"], share.amount_minor - before["amount"]))
    return tuple(share for share in left if share.quantity or share.amount_minor)


def _check_lines(order: Order, shares: Sequence[LineShare], *, slack: int, paid_before: bool) -> None:
    """No line above what it cost (with the shipping that no line carries), nor above the units bought.

    `slack`: what earlier refunds took back of discounts, and which comes back with whatever is returned later.
    `paid_before`: whether the order has refunds that are paid or under way.
    """
    rows = RefundLine.objects.filter(refund__order=order).exclude(refund__state="failed").values("line_id")
    sums = rows.annotate(units=Sum("quantity"), amount=Sum("amount_minor"))
    given = {row["line_id"]: row for row in sums} if paid_before else {}
    lines = {str(line.pk): line for line in Line.objects.filter(order=order)}
    loose = slack + max(0, order.shipping_minor - sum(line.shipping_minor for line in lines.values()))
    for share in shares:
        line = lines.get(share.line_id)
        if line is None:
            raise SheetOfAnotherOrder()
        before = given.get(line.pk, {"units": 0, "amount": 0})
        added_tax = 0 if order.tax_included else line.tax_minor
        cost = line.unit_price_minor * line.quantity - line.discount_minor + added_tax + line.shipping_minor + loose
        if before["amount"] + share.amount_minor > cost or before["units"] + share.quantity > line.quantity:
            raise RefundAboveLine(title=line.title)


def _request(part: Part, asked: _Asked, *, actor: Actor, at: datetime) -> Refund:
    order, cause_id, sheet, sequence = asked.order, asked.cause_id, asked.sheet, asked.sequence
    through = way_for(part.payment, part.amount_minor, at)
    booking.reserve(part.payment, Money(part.amount_minor, order.currency))
    refund = Refund(
        id=new_id(),
        shop_id=actor.shop_id,
        order=order,
        payment=part.payment,
        sheet=sheet,
        ref=new_ref("F"),
        cause_id=cause_id,
        sequence=sequence,
        key=refund_key(shop_id=actor.shop_id, cause_id=cause_id, sequence=sequence, payment_id=part.payment.pk),
        amount_minor=part.amount_minor,
        currency=order.currency,
        state=asked.state,
        gateway=through,
        agreed_by=asked.agreed_by,
        confirm_needed=asked.state == "to_confirm",
        requested_at=at,
    )
    told = {
        "order": order.pk,
        "payment": part.payment.pk,
        "cause": cause_id,
        "sequence": sequence,
        "key": refund.key,
        "sheet": sheet.pk,
        "sheet_digest": sheet.digest,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "gateway": refund.gateway,
    }
    born(REFUND, refund, "request", actor=actor, at=at, facts=told)
    RefundLine.objects.bulk_create(
        RefundLine(
            shop_id=actor.shop_id,
            refund=refund,
            line_id=UUID(share.line_id),
            quantity=share.quantity,
            amount_minor=share.amount_minor,
        )
        for share in part.lines
    )
    booking.book_set_aside(refund, at)
    if refund.state == "reserved":
        jobs.enqueue(perform, shop=str(actor.shop_id), refund=str(refund.pk))
    return refund
