"""Ask for the money of a sheet to be paid back: set it aside, book it, and start the job that pays it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id, new_ref
from huitou.core.lookup import one_or_none
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.core.verbs import arrive, born, verb
from huitou.orders.models import Order, Payment
from huitou.refunds import booking, locks
from huitou.refunds.asked_before import AskedBefore, asked_before
from huitou.refunds.gateways.choosing import way_for
from huitou.refunds.giving_back import payments_for
from huitou.refunds.jobs import perform
from huitou.refunds.keys import refund_key
from huitou.refunds.line_limits import SheetOfAnotherOrder, demand_within_lines
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund, RefundLine, RefundRules, StoredSheet
from huitou.refunds.owed import Keeping, keep_back, kept_before
from huitou.refunds.rules import rules_of_shop
from huitou.refunds.sheet_facts import NothingToRefund
from huitou.refunds.sheet_promotions import taken_before
from huitou.refunds.splitting import Part, split


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

    What was given up as not paid is asked for anew, under the next sequence and so under a new key. What was paid by
    sheets whose place this one takes counts as paid of it, with `on_account` what was paid for the cause by whichever
    earlier sheet; only what is missing is asked for. What the sheet keeps back of what the buyer owes is charged with
    its first refund.

    `agreed_by`: the person of the shop who decided it ("staff:…"); empty where a rule or silence did. Above the shop's
    limit somebody else confirms before it goes out.

    The caller, a verb of a higher floor, has checked that the actor may. Sets aside on the payments, writes refunds,
    their lines, ledger rows and events, and starts the jobs.
    Raises RefundAboveCaptured, PaymentFrozen, RefundAboveLine, SheetOfAnotherOrder, NothingToRefund, OwedChanged,
    NotFound.
    """
    order = _order_of(sheet, order_id)
    payments = locks.lock_payments(order.pk)
    before = asked_before(cause_id, sheet, on_account=on_account)
    if before.nothing_missing:
        if sheet.instead_of and before.first_of_its_sheet:
            _keep_back(order, cause_id, before, actor, at)
        return list(before.under_way)
    rules = rules_of_shop(order.shop_id)
    parts = _parts(order, payments, before, rules)
    if before.first_of_its_sheet:
        _keep_back(order, cause_id, before, actor, at)
    state = "to_confirm" if _is_confirmed_first(sheet, rules) else "reserved"
    asked = _Asked(order, cause_id, sheet, before.next_sequence, agreed_by, state)
    return [*before.under_way, *(_request(part, asked, actor=actor, at=at) for part in parts)]


@verb
def keep_what_the_sheet_keeps(
    *, actor: Actor, at: datetime, order_id: UUID, cause_id: UUID, sheet: StoredSheet, on_account: bool = False
) -> None:
    """For a sheet that pays nothing (more), and so is never asked for: what earlier ones kept back is as it says."""
    before = asked_before(cause_id, sheet, on_account=on_account)
    if before.earlier:
        _keep_back(_order_of(sheet, order_id), cause_id, before, actor, at)


@verb
def keep_nothing_back(*, actor: Actor, at: datetime, order_id: UUID, cause_id: UUID) -> None:
    """The cause is over and owes nothing: what was kept back for it is owed by the buyer again."""
    order = Order.objects.get(pk=order_id)
    held = kept_before(order, cause_id, on_account=True)
    keep_back(order, Keeping(cause_id, "end"), Money(0, order.currency), held, actor, at)


def _keep_back(order: Order, cause_id: UUID, before: AskedBefore, actor: Actor, at: datetime) -> None:
    """What the sheet keeps back: of what earlier ones of the cause kept, only the difference moves."""
    instead_of = before.sheet.instead_of
    held = kept_before(order, cause_id, on_account=before.on_account, instead_of=instead_of) if before.earlier else 0
    keeps = Money(before.sheet.as_sheet().set_off_minor, order.currency)
    keep_back(order, Keeping(cause_id, str(before.sheet.pk)), keeps, held, actor, at)


def _order_of(sheet: StoredSheet, order_id: UUID) -> Order:
    order = one_or_none(Order.objects.filter(pk=order_id))
    if order is None:
        raise NotFound()
    if sheet.order_id != order.pk or sheet.currency != order.currency:
        raise SheetOfAnotherOrder()
    return order


def _parts(order: Order, payments: list[Payment], before: AskedBefore, rules: RefundRules) -> list[Part]:
    """What each payment gives, by line, after every limit was looked at."""
    if before.sheet.total_minor == 0:
        raise NothingToRefund()
    missing, shares = before.missing_minor, before.missing_shares()
    taken = () if before.of_other_sheets else {refund.payment_id for refund in before.under_way}
    givers = payments_for(missing, payments, order.currency, under_way=taken)
    slack = taken_before(before.sheet.as_facts())
    demand_within_lines(order, shares, slack_minor=slack, first=before.first_of_its_order)
    return split(missing, shares, givers, rules.order_of_payments)


def _is_confirmed_first(sheet: StoredSheet, rules: RefundRules) -> bool:
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
    else:
        arrive(REFUND, refund, actor=actor, at=at)
    return refund
