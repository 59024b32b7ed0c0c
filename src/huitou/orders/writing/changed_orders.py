"""An order that the source tells anew: it follows where that takes nothing away from what has happened here.

Called by `batch`, one order at a time, under the order's lock.
"""

from datetime import datetime
from uuid import UUID

from huitou.core import events, ledger
from huitou.core.actors import Actor
from huitou.core.bulk import insert_rows
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.orders.contacts import number_key
from huitou.orders.drafts import LineDraft, OrderDraft, PaymentDraft, Remark
from huitou.orders.models import Line, Order, OrderAddress, Payment
from huitou.orders.writing import new_orders
from huitou.orders.writing.marks import Marks
from huitou.orders.writing.result import BatchResult, ChangedInUse, Terms, Written


def write(
    order_id: UUID,
    original: OrderDraft,
    draft: OrderDraft,
    terms: Terms,
    marks: Marks,
    result: BatchResult,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Bring the order up to the draft. Raises ChangedInUse, with nothing changed."""
    (order,) = lock_rows(Order.objects.filter(pk=order_id))
    lines = {line.external_id: line for line in lock_rows(Line.objects.filter(order=order))}
    payments = {one.external_id: one for one in lock_rows(Payment.objects.filter(order=order))}
    _check(order, draft, lines, payments)
    line_ids = _write_lines(order, draft, lines, marks, result)
    _write_payments(order, draft, payments, terms, result)
    if draft.address:
        insert_rows(
            OrderAddress,
            new_orders.ADDRESS_FIELDS,
            [new_orders.address_row(order.pk, draft, order.shop_id)],
            "ON CONFLICT (order_id) DO UPDATE SET name = EXCLUDED.name, street = EXCLUDED.street, "
            "city = EXCLUDED.city, postcode = EXCLUDED.postcode, region = EXCLUDED.region, "
            "country = EXCLUDED.country, phone = EXCLUDED.phone WHERE orders_orderaddress.erased_at IS NULL",
        )
    left = order.state
    _write_order(order, draft)
    order.fingerprint = original.fingerprint()
    facts = {"from": left, "to": order.state, "total_minor": order.total_minor, "fingerprint": order.fingerprint.hex()}
    events.record(order, "orders.order.updated", actor=actor, at=at, facts=facts)
    order.save()
    result.written.append(Written(order.pk, draft, line_ids, new=False))


def _check(order: Order, draft: OrderDraft, lines: dict[str, Line], payments: dict[str, Payment]) -> None:
    if draft.currency != order.currency:
        raise ChangedInUse(number=order.number, what=f"{order.currency} → {draft.currency}")
    other = Order.objects.filter(number=draft.number).exclude(pk=order.pk)
    if draft.number != order.number and other.exists():
        raise ChangedInUse(number=order.number, what=f"number {draft.number}")
    stated = {line.external_id: line for line in draft.lines}
    for key, line in lines.items():
        used = line.claimed + line.returned
        if key not in stated or stated[key].quantity < used:
            raise ChangedInUse(number=order.number, what=f"line {key}: {line.quantity}")
        if used and _price(line) != _price(stated[key]):
            raise ChangedInUse(number=order.number, what=f"line {key}: price")
    for payment in draft.payments:
        stored = payments.get(payment.external_id)
        if stored and payment.captured_minor < stored.reserved_minor + stored.refunded_minor:
            raise ChangedInUse(number=order.number, what=f"payment {payment.external_id}")


def _price(line: Line | LineDraft) -> tuple[int, int, int, int]:
    return line.unit_price_minor, line.discount_minor, line.tax_minor, line.shipping_minor


def _write_lines(
    order: Order, draft: OrderDraft, lines: dict[str, Line], marks: Marks, result: BatchResult
) -> dict[str, UUID]:
    for stated in draft.lines:
        line = lines.get(stated.external_id)
        if line is None:
            continue
        for name in ("sku", "title", "variant", "category", "image", "quantity", "unit_price_minor",
                     "discount_minor", "tax_minor", "shipping_minor"):  # fmt: skip
            setattr(line, name, getattr(stated, name))
        if _follow_grounds(line, stated):
            result.remarks.append(Remark(draft.where, "traits_not_added", f"{order.number}: {stated.external_id}"))
        # What came back here may be the very piece that the source reports: the larger count holds.
        line.returned = max(line.returned, min(stated.returned, line.quantity - line.claimed))
        line.save()
    added = {line.external_id: new_id() for line in draft.lines if line.external_id not in lines}
    start = max((line.position for line in lines.values()), default=0) + 1
    rows = new_orders.line_rows(order.pk, draft, added, marks, order.shop_id, start=start)
    insert_rows(Line, new_orders.LINE_FIELDS, rows)
    result.lines += len(rows)
    return {**{key: line.pk for key, line in lines.items()}, **added}


def _follow_grounds(line: Line, stated: LineDraft) -> bool:
    """What the source no longer says falls away; what it says only now excludes nothing. Returns whether it tried to.

    Which goods cannot come back, and what the buyer confirmed, stood at purchase: later words take no right away.
    """
    more = False
    for name in ("traits", "confirmed"):
        words: tuple[str, ...] | None = getattr(stated, name)
        if words is not None:
            had = getattr(line, name)
            setattr(line, name, [word for word in had if word in words])
            more = more or not set(words) <= set(had)
    return more


def _write_payments(
    order: Order, draft: OrderDraft, payments: dict[str, Payment], terms: Terms, result: BatchResult
) -> None:
    for stated in draft.payments:
        if payment := payments.get(stated.external_id):
            _follow(payment, stated, order)
    start = max((one.position for one in payments.values()), default=0) + 1
    rows = new_orders.payment_rows(order.pk, draft, terms, order.shop_id, start=start, skip=frozenset(payments))
    insert_rows(Payment, new_orders.PAYMENT_FIELDS, rows)
    for row in rows:
        insert_rows(LedgerEntry, new_orders.LEDGER_FIELDS, new_orders.ledger_rows(row, order.currency))
    result.payments += len(rows)


def _follow(payment: Payment, stated: PaymentDraft, order: Order) -> None:
    """Book what was captured or paid back at the source since; never less than what is known here."""
    captured = max(payment.captured_minor, stated.captured_minor)
    refunded = max(payment.refunded_minor, min(stated.refunded_minor, captured - payment.reserved_minor))
    accounts = (f"gateway:{payment.gateway}", f"payment:{payment.pk}")
    # The same sum may be told again, after a part of it came back: each change of the order is a movement of its own.
    change = order.chain_length
    for key, (debit, credit), more in (
        (f"capture:{payment.pk}:{captured}:{change}", accounts, captured - payment.captured_minor),
        (f"refunded_before:{payment.pk}:{refunded}:{change}", accounts[::-1], refunded - payment.refunded_minor),
    ):
        if more > 0:
            ledger.post(
                shop_id=order.shop_id, key=key, debit=debit, credit=credit, money=Money(more, order.currency),
                subject_type=new_orders.PAYMENT_TYPE, subject_id=payment.pk, at=stated.paid_at,
            )  # fmt: skip
    payment.captured_minor, payment.refunded_minor = captured, refunded
    payment.save()


def _write_order(order: Order, draft: OrderDraft) -> None:
    order.number, order.number_key = draft.number, number_key(draft.number)
    for name in ("placed_at", "state", "country", "locale", "subtotal_minor", "discount_minor", "shipping_minor",
                 "tax_minor", "total_minor", "tax_included"):  # fmt: skip
        setattr(order, name, getattr(draft, name))
    order.region = draft.region[:80]
    order.notes = sorted({remark.code for remark in draft.remarks})
    order.discount_codes = list(draft.discount_codes)
    order.promotions = new_orders.promotion_values(draft)
    # A source that knows of no invoice takes none away that was written down here.
    order.invoice_number = draft.invoice_number or order.invoice_number
