"""What Olist's columns mean in our words. Called by the adapter for one order at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.spool import Spool
from huitou.orders.connectors.values import Unreadable, read_amount, read_time
from huitou.orders.drafts import (
    AddressDraft,
    CustomerDraft,
    LineDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    Record,
    Reject,
    Remark,
    Where,
)

ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
PAYMENTS = "olist_order_payments_dataset.csv"

# `invoiced` and `processing` come after payment; `unavailable` means that the goods could not be had.
STATES = {
    "created": "placed",
    "approved": "paid",
    "invoiced": "paid",
    "processing": "paid",
    "shipped": "paid",
    "delivered": "paid",
    "canceled": "cancelled",
    "unavailable": "cancelled",
}
METHODS = {"credit_card": "card", "debit_card": "card", "boleto": "boleto", "voucher": "voucher"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one order: (line in their file, cells in the adapter's column order)."""

    orders: list[tuple[int, list[str]]]
    items: list[tuple[int, list[str]]]
    payments: list[tuple[int, list[str]]]


def draft_order(rows: Rows, spool: Spool, options: ReadOptions) -> Iterator[Record]:
    """The draft of one order and the rejects of its broken rows."""
    line, (key, customer_id, status, placed, approved, shipped, delivered, promised) = rows.orders[0]
    where = Where(ORDERS, line)
    remarks: list[Remark] = []
    if status not in STATES:
        yield Reject(where, "state_unknown", status)
        return
    try:
        placed_at = read_time(placed, options.timezone)
    except Unreadable as error:
        yield Reject(where, error.code, error.value)
        return
    moments = {
        name: _moment(text, where, options, remarks)
        for name, text in (("paid", approved), ("shipped", shipped), ("delivered", delivered), ("promised", promised))
    }
    lines, rejects = _lines(sorted(rows.items, key=_sequence), spool, options)
    payments, more = _payments(sorted(rows.payments, key=_sequence), moments["paid"] or placed_at, options)
    yield from (*rejects, *more)
    customer, address = _customer(customer_id, spool)
    draft = OrderDraft(
        where=where,
        source="olist",
        external_id=key,
        number=key,
        currency=options.currency,
        placed_at=placed_at,
        state=STATES[status],
        customer=customer,
        address=address,
        country="BR",
        region=address.region,
        lines=lines,
        payments=payments,
        parcels=_parcels(key, moments),
    )
    remarks += _remarks(draft, where, moments, broken=bool(rejects))
    yield replace(draft, remarks=tuple(remarks))


def _moment(text: str, where: Where, options: ReadOptions, remarks: list[Remark]) -> datetime | None:
    if not text:
        return None
    try:
        return read_time(text, options.timezone)
    except Unreadable as error:
        remarks.append(Remark(where, error.code, error.value))
        return None


def _sequence(row: tuple[int, list[str]]) -> tuple[int, int]:
    """By the number within the order (second column), then by where it stands in the file."""
    line, cells = row
    return (int(cells[1]) if cells[1].isdigit() else 0), line


def _lines(
    items: list[tuple[int, list[str]]], spool: Spool, options: ReadOptions
) -> tuple[tuple[LineDraft, ...], list[Reject]]:
    """Pieces of the same product, seller, price and freight are one line: the set repeats the item for each piece."""
    pieces: dict[tuple[str, str, int, int], list[str]] = {}
    rejects = []
    for line, (_, item_id, product, seller, price, freight) in items:
        try:
            each = read_amount(price, options.currency)
            shipping = read_amount(freight or "0", options.currency)
        except Unreadable as error:
            rejects.append(Reject(Where(ITEMS, line), error.code, error.value))
            continue
        if each < 0 or shipping < 0:
            rejects.append(Reject(Where(ITEMS, line), "amount_negative", f"{price} / {freight}"))
            continue
        pieces.setdefault((product, seller, each, shipping), []).append(item_id)
    lines = []
    for (product, _, each, shipping), item_ids in pieces.items():
        category = _category(product, spool)
        lines.append(
            LineDraft(
                external_id=item_ids[0],
                sku=product,
                title=(category.replace("_", " ").capitalize() or "Product") + f" {product[:6]}",
                category=category,
                quantity=len(item_ids),
                unit_price_minor=each,
                shipping_minor=shipping * len(item_ids),
            )
        )
    return tuple(lines), rejects


def _category(product: str, spool: Spool) -> str:
    found = spool.get("product", product)
    if not found or not found[1]:
        return ""
    translated = spool.get("category", found[1])
    return translated[1] if translated else found[1]


def _payments(
    rows: list[tuple[int, list[str]]], paid_at: datetime, options: ReadOptions
) -> tuple[tuple[PaymentDraft, ...], list[Reject]]:
    payments: list[PaymentDraft] = []
    rejects = []
    seen: set[str] = set()
    for line, (_, sequence, method, value) in rows:
        where = Where(PAYMENTS, line)
        try:
            captured = read_amount(value, options.currency)
        except Unreadable as error:
            rejects.append(Reject(where, error.code, error.value))
            continue
        if sequence in seen:
            rejects.append(Reject(where, "duplicate_payment", sequence))
        elif captured <= 0:
            rejects.append(Reject(where, "payment_empty" if captured == 0 else "amount_negative", value))
        else:
            seen.add(sequence)
            payments.append(PaymentDraft(sequence, METHODS.get(method, "other"), captured, paid_at))
    return tuple(payments), rejects


def _customer(customer_id: str, spool: Spool) -> tuple[CustomerDraft, AddressDraft]:
    """The set has an id for each order and one for the person; the person's is kept, either may bring a contact."""
    found = spool.get("customer", customer_id)
    if not found:
        return CustomerDraft(external_id=customer_id or "", guest=not customer_id), AddressDraft(country="BR")
    _, person, postcode, city, state = found
    customer = CustomerDraft(external_id=person or customer_id, aliases=(customer_id,))
    return customer, AddressDraft(city=city.title(), postcode=postcode, region=state, country="BR")


def _parcels(key: str, moments: dict[str, datetime | None]) -> tuple[ParcelDraft, ...]:
    shipped, delivered = moments["shipped"], moments["delivered"]
    if not shipped and not delivered:
        return ()
    return (ParcelDraft(key, shipped_at=shipped, delivered_at=delivered, promised_at=moments["promised"]),)


def _remarks(draft: OrderDraft, where: Where, moments: dict[str, datetime | None], *, broken: bool) -> Iterator[Remark]:
    paid, shipped, delivered = moments["paid"], moments["shipped"], moments["delivered"]
    if not draft.lines:
        yield Remark(where, "order_without_items", draft.state)
    if not draft.payments:
        yield Remark(where, "order_without_payment", draft.state)
    if paid and shipped and shipped < paid:
        yield Remark(where, "shipped_before_payment", f"{shipped:%Y-%m-%d} < {paid:%Y-%m-%d}")
    if shipped and delivered and delivered < shipped:
        yield Remark(where, "delivered_before_shipped", f"{delivered:%Y-%m-%d} < {shipped:%Y-%m-%d}")
    if draft.state == "paid" and shipped and not delivered:
        yield Remark(where, "not_delivered", f"{shipped:%Y-%m-%d}")
    paid_sum = sum(payment.captured_minor for payment in draft.payments)
    if draft.lines and draft.payments and not broken and paid_sum != draft.total_minor:
        yield Remark(where, "payment_differs", f"{paid_sum - draft.total_minor:+d}")
