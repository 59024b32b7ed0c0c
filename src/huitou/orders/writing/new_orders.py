"""Orders that have not come before: order, address, lines, payments, their ledger rows and the first event.

Called by `batch`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.bulk import insert_rows
from huitou.core.ids import new_id
from huitou.core.models import LedgerEntry
from huitou.core.models.rows import new_salt
from huitou.orders.contacts import number_key
from huitou.orders.drafts import OrderDraft
from huitou.orders.goods import in_order
from huitou.orders.models import Line, Order, OrderAddress, Payment
from huitou.orders.promotions import counting_lines, promotion_shares
from huitou.orders.writing.marks import Marks
from huitou.orders.writing.result import BatchResult, Terms, Written

ORDER_FIELDS = (
    "id", "shop", "customer", "number", "number_key", "source", "external_id", "currency", "placed_at", "state",
    "country", "region", "locale", "subtotal_minor", "discount_minor", "shipping_minor", "tax_minor", "total_minor",
    "tax_included", "policy_version", "moved_by_days", "notes", "promotions", "invoice_number", "fingerprint",
    "chain_length", "chain_head", "discount_codes",
)  # fmt: skip
ADDRESS_FIELDS = ("id", "shop", "order", "name", "street", "city", "postcode", "region", "country", "phone", "salt")
LINE_FIELDS = (
    "id", "shop", "order", "position", "external_id", "sku", "title", "variant", "category", "image", "quantity",
    "unit_price_minor", "discount_minor", "tax_minor", "shipping_minor", "claimed", "returned",
    "traits", "confirmed",
)  # fmt: skip
PAYMENT_FIELDS = (
    "id", "shop", "order", "position", "method", "gateway", "external_id", "captured_minor", "reserved_minor",
    "refunded_minor", "paid_at",
)  # fmt: skip
LEDGER_FIELDS = (
    "id", "shop", "key", "debit", "credit", "amount_minor", "currency", "subject_type", "subject_id", "at"
)  # fmt: skip
PAYMENT_TYPE = "orders.payment"


def write(
    drafts: Sequence[tuple[OrderDraft, OrderDraft, int]],
    customer_ids: Mapping[str, UUID],
    terms: Terms,
    marks: Marks,
    result: BatchResult,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Insert the orders: the draft as it came, with its dates moved, and by how many days."""
    rows: dict[type[Any], list[tuple[Any, ...]]] = {Order: [], OrderAddress: [], Line: [], Payment: [], LedgerEntry: []}
    for original, draft, days in drafts:
        order = _order(original, draft, customer_ids[draft.customer.external_id], terms, actor.shop_id, days)
        # The chain begins with what came in; the order is inserted with its head.
        events.record(order, "orders.order.imported", actor=actor, at=at, facts=_facts(order, draft))
        rows[Order].append(_order_row(order))
        if draft.address:
            rows[OrderAddress].append(address_row(order.pk, draft, actor.shop_id))
        line_ids = {line.external_id: new_id() for line in draft.lines}
        rows[Line].extend(line_rows(order.pk, draft, line_ids, marks, actor.shop_id))
        payments = payment_rows(order.pk, draft, terms, actor.shop_id)
        rows[Payment].extend(payments)
        for payment in payments:
            rows[LedgerEntry].extend(ledger_rows(payment, draft.currency))
        result.written.append(Written(order.pk, draft, line_ids, new=True))
    for model, fields in (
        (Order, ORDER_FIELDS),
        (OrderAddress, ADDRESS_FIELDS),
        (Line, LINE_FIELDS),
        (Payment, PAYMENT_FIELDS),
        (LedgerEntry, LEDGER_FIELDS),
    ):
        insert_rows(model, fields, rows[model])
    result.new += len(rows[Order])
    result.lines += len(rows[Line])
    result.payments += len(rows[Payment])


def _order(
    original: OrderDraft, draft: OrderDraft, customer_id: UUID, terms: Terms, shop_id: UUID, move_by_days: int
) -> Order:
    return Order(
        id=new_id(),
        shop_id=shop_id,
        customer_id=customer_id,
        number=draft.number,
        number_key=number_key(draft.number),
        source=draft.source,
        external_id=draft.external_id,
        currency=draft.currency,
        placed_at=draft.placed_at,
        state=draft.state,
        country=draft.country,
        region=draft.region[:80],
        locale=draft.locale,
        subtotal_minor=draft.subtotal_minor,
        discount_minor=draft.discount_minor,
        shipping_minor=draft.shipping_minor,
        tax_minor=draft.tax_minor,
        total_minor=draft.total_minor,
        tax_included=draft.tax_included,
        policy_version_id=terms.policy_at(draft.placed_at),
        moved_by_days=move_by_days,
        notes=sorted({remark.code for remark in draft.remarks}),
        promotions=promotion_values(draft),
        invoice_number=draft.invoice_number,
        discount_codes=list(draft.discount_codes),
        fingerprint=original.fingerprint(),
    )


def promotion_values(draft: OrderDraft) -> list[dict[str, Any]]:
    """The promotions as they are kept, each with its share of every line that counts, by the lines' prices."""
    values = []
    for one in draft.promotions:
        lines = counting_lines(one, draft.lines)
        values.append(
            {
                "title": one.title,
                "kind": one.kind,
                "tiers": [list(tier) for tier in one.tiers],
                "shares": dict(zip((line.external_id for line in lines), promotion_shares(one, lines), strict=True)),
            }
        )
    return values


def _facts(order: Order, draft: OrderDraft) -> dict[str, Any]:
    return {
        "source": order.source,
        "external_id": order.external_id,
        "number": order.number,
        "state": order.state,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "paid_minor": sum(payment.captured_minor for payment in draft.payments),
        "lines": len(draft.lines),
        "policy_version": order.policy_version_id,
        "moved_by_days": order.moved_by_days,
        "fingerprint": order.fingerprint.hex(),
    }


def _order_row(order: Order) -> tuple[Any, ...]:
    return (
        order.pk, order.shop_id, order.customer_id, order.number, order.number_key, order.source, order.external_id,
        order.currency, order.placed_at, order.state, order.country, order.region, order.locale,
        order.subtotal_minor, order.discount_minor, order.shipping_minor, order.tax_minor, order.total_minor,
        order.tax_included, order.policy_version_id, order.moved_by_days, json.dumps(order.notes),
        json.dumps(order.promotions), order.invoice_number, order.fingerprint, order.chain_length, order.chain_head,
        json.dumps(order.discount_codes),
    )  # fmt: skip


def address_row(order_id: UUID, draft: OrderDraft, shop_id: UUID) -> tuple[Any, ...]:
    """The address in the order of ADDRESS_FIELDS, cut to what the columns hold."""
    address = draft.address
    return (
        new_id(), shop_id, order_id, address.name[:200], address.street[:300], address.city[:120],
        address.postcode[:20], address.region[:80], address.country[:2], address.phone[:40], new_salt(),
    )  # fmt: skip


def line_rows(
    order_id: UUID, draft: OrderDraft, line_ids: Mapping[str, UUID], marks: Marks, shop_id: UUID, *, start: int = 1
) -> list[tuple[Any, ...]]:
    """The lines that have a key in `line_ids`, in the order of LINE_FIELDS, positions from `start`."""
    lines = [line for line in draft.lines if line.external_id in line_ids]
    return [
        (
            line_ids[line.external_id], shop_id, order_id, position, line.external_id, line.sku, line.title,
            line.variant, line.category, line.image, line.quantity,
            line.unit_price_minor, line.discount_minor, line.tax_minor, line.shipping_minor, 0, line.returned,
            json.dumps(marks.traits_of(line)), json.dumps(in_order(line.confirmed or ())),
        )
        for position, line in enumerate(lines, start=start)
    ]  # fmt: skip


def payment_rows(
    order_id: UUID,
    draft: OrderDraft,
    terms: Terms,
    shop_id: UUID,
    *,
    start: int = 1,
    skip: frozenset[str] = frozenset(),
) -> list[tuple[Any, ...]]:
    """The payments in the order of PAYMENT_FIELDS, but those whose external id is in `skip`."""
    payments = [payment for payment in draft.payments if payment.external_id not in skip]
    return [
        (
            new_id(), shop_id, order_id, position, payment.method, payment.gateway or terms.gateway,
            payment.external_id, payment.captured_minor, 0, payment.refunded_minor, payment.paid_at,
        )
        for position, payment in enumerate(payments, start=start)
    ]  # fmt: skip


def ledger_rows(payment: tuple[Any, ...], currency: str) -> list[tuple[Any, ...]]:
    """What was captured came from the gateway to the payment; what was paid back before went the other way."""
    pk, shop_id, _, _, _, gateway, _, captured, _, refunded, paid_at = payment
    accounts = (f"gateway:{gateway}", f"payment:{pk}")
    rows = []
    for key, (debit, credit), amount in (
        (f"capture:{pk}", accounts, captured),
        (f"refunded_before:{pk}:{refunded}", accounts[::-1], refunded),
    ):
        if amount:
            rows.append((new_id(), shop_id, key, debit, credit, amount, currency, PAYMENT_TYPE, pk, paid_at))
    return rows
