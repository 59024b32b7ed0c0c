"""What the invoices of the Online Retail set mean: sales, cancellations, adjustments, and lines that are no goods.

Called by the adapter for one invoice at a time. The set says nothing of payments: an invoice counts as paid in full.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from huitou.core.money import allocate
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.values import Unreadable, read_quantity, read_time, round_amount
from huitou.orders.drafts import (
    AddressDraft,
    CancellationDraft,
    CustomerDraft,
    LineDraft,
    OrderDraft,
    PaymentDraft,
    Record,
    Reject,
    Remark,
    Where,
)

# Postage and carriage are the order's shipping; the others move money, not goods.
SHIPPING_CODES = {"POST", "DOT", "C2"}
NO_GOODS_CODES = {"M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"}

COUNTRIES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Bermuda": "BM", "Brazil": "BR",
    "Canada": "CA", "Channel Islands": "GB", "Cyprus": "CY", "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE",
    "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Iceland": "IS",
    "Israel": "IL", "Italy": "IT", "Japan": "JP", "Korea": "KR", "Lebanon": "LB", "Lithuania": "LT", "Malta": "MT",
    "Netherlands": "NL", "Nigeria": "NG", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "RSA": "ZA",
    "Saudi Arabia": "SA", "Singapore": "SG", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "Thailand": "TH",
    "USA": "US", "United Arab Emirates": "AE", "United Kingdom": "GB", "West Indies": "",
    "European Community": "", "Unspecified": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One row of the table, as text."""

    file: str
    line: int
    code: str
    title: str
    quantity: str
    at: str
    price: str
    customer: str
    country: str

    @property
    def where(self) -> Where:
        return Where(self.file, self.line)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The row's numbers: pieces, minor units for one, the moment, and whether the price had to be rounded."""

    quantity: int
    price_minor: int
    at: datetime
    rounded: bool


def draft_invoice(invoice: str, rows: Sequence[InvoiceLine], options: ReadOptions) -> Iterator[Record]:
    """The draft of one invoice, or the cancellations that it asks for, and the rejects of rows that are neither."""
    if invoice.startswith("A"):
        yield from (Reject(row.where, "adjustment", f"{row.title} {row.price}") for row in rows)
        return
    readable: list[tuple[InvoiceLine, Amounts]] = []
    for row in rows:
        try:
            readable.append((row, _amounts(row, options)))
        except Unreadable as error:
            yield Reject(row.where, error.code, error.value)
    if invoice.startswith("C"):
        yield from _cancellations(invoice, readable, options)
    else:
        yield from _sale(invoice, readable, options)


def _amounts(row: InvoiceLine, options: ReadOptions) -> Amounts:
    price, rounded = round_amount(row.price, options.currency)
    at = read_time(row.at, options.timezone, dates=options.dates or "mdy")
    return Amounts(read_quantity(row.quantity), price, at, rounded)


def _customer(row: InvoiceLine) -> str:
    """The set's numbers went through a spreadsheet: `17850.0` is customer 17850."""
    return row.customer.removesuffix(".0")


def _cancellations(invoice: str, rows: Sequence[tuple[InvoiceLine, Amounts]], options: ReadOptions) -> Iterator[Record]:
    for position, (row, amounts) in enumerate(rows, start=1):
        code = row.code.upper()
        if code in SHIPPING_CODES or code in NO_GOODS_CODES:
            yield Reject(row.where, "cancellation_of_no_goods", f"{code} {row.quantity} × {row.price}")
        elif amounts.quantity >= 0 or amounts.price_minor < 0:
            yield Reject(row.where, "cancellation_not_negative", f"{row.quantity} × {row.price}")
        elif not row.customer:
            yield Reject(row.where, "cancellation_without_customer", f"{code} {row.quantity}")
        else:
            yield CancellationDraft(
                where=row.where,
                source="online_retail",
                external_id=invoice,
                position=position,
                customer_external_id=_customer(row),
                sku=code,
                quantity=-amounts.quantity,
                unit_price_minor=amounts.price_minor,
                currency=options.currency,
                cancelled_at=amounts.at,
            )


def _sale(invoice: str, rows: Sequence[tuple[InvoiceLine, Amounts]], options: ReadOptions) -> Iterator[Record]:
    goods: list[tuple[InvoiceLine, Amounts]] = []
    remarks: list[Remark] = []
    shipping = 0
    given_away = not any(row.customer for row, _ in rows) and not any(
        amounts.price_minor and amounts.quantity > 0 for _, amounts in rows
    )
    for row, amounts in rows:
        code = row.code.upper()
        if reject := _not_sold(row, amounts, given_away=given_away):
            yield reject
        elif code in SHIPPING_CODES:
            shipping += amounts.quantity * amounts.price_minor
            remarks.append(Remark(row.where, "shipping_shared_out", f"{code} {row.price}"))
        elif code in NO_GOODS_CODES:
            yield Reject(row.where, "no_goods", f"{code} {row.quantity} × {row.price}")
        else:
            goods.append((row, amounts))
    if not goods:
        # Postage alone is no order.
        yield from (Reject(remark.where, "order_without_goods", remark.value) for remark in remarks)
        return
    remarks += _remarks(goods)
    yield replace(_draft(invoice, goods, shipping, options), remarks=tuple(remarks))


def _not_sold(row: InvoiceLine, amounts: Amounts, *, given_away: bool) -> Reject | None:
    """Why the row is no sale: the set's stock corrections are rows without customer and price, often negative."""
    if amounts.price_minor < 0:
        return Reject(row.where, "amount_negative", row.price)
    if amounts.quantity < 0:
        code = "stock_adjustment" if given_away else "quantity_negative"
        return Reject(row.where, code, f"{row.code} {row.quantity} {row.title}".strip())
    if amounts.quantity == 0:
        return Reject(row.where, "quantity_zero", row.code)
    if given_away:
        return Reject(row.where, "stock_adjustment", f"{row.code} {row.quantity} {row.title}".strip())
    return None


def _draft(
    invoice: str, goods: Sequence[tuple[InvoiceLine, Amounts]], shipping: int, options: ReadOptions
) -> OrderDraft:
    first, _ = goods[0]
    placed_at = min(amounts.at for _, amounts in goods)
    weights = [amounts.quantity * amounts.price_minor for _, amounts in goods]
    shares = allocate(shipping, weights if any(weights) else [1] * len(weights))
    lines = tuple(
        LineDraft(
            external_id=str(position),
            sku=row.code.upper(),
            title=row.title or row.code,
            category="gift_card" if row.code.startswith("gift_") else "",
            quantity=amounts.quantity,
            unit_price_minor=amounts.price_minor,
            shipping_minor=share,
        )
        for position, ((row, amounts), share) in enumerate(zip(goods, shares, strict=True), start=1)
    )
    paid = sum(weights) + shipping
    customer = _customer(first)
    country = COUNTRIES.get(first.country, "")
    return OrderDraft(
        where=first.where,
        source="online_retail",
        external_id=invoice,
        number=invoice,
        currency=options.currency,
        placed_at=placed_at,
        state="paid",
        customer=CustomerDraft(external_id=customer or f"order:{invoice}", guest=not customer),
        address=AddressDraft(country=country),
        country=country,
        lines=lines,
        payments=(PaymentDraft(invoice, "invoice", paid, placed_at),) if paid else (),
    )


def _remarks(goods: Sequence[tuple[InvoiceLine, Amounts]]) -> Iterator[Remark]:
    seen: set[tuple[str, str, str, str, str]] = set()
    for row, amounts in goods:
        # Kept: half of all repeated articles in these invoices differ in quantity, so repeating is the clerk's habit.
        same = (row.code, row.title, row.quantity, row.at, row.price)
        if same in seen:
            yield Remark(row.where, "repeated_line", f"{row.code} {row.quantity}")
        seen.add(same)
        if amounts.rounded:
            yield Remark(row.where, "price_rounded", row.price)
    first, _ = goods[0]
    if not first.customer:
        yield Remark(first.where, "customer_missing", "")
    if first.country not in COUNTRIES or not COUNTRIES[first.country]:
        yield Remark(first.where, "country_unknown", first.country)
    if len({amounts.at for _, amounts in goods}) > 1:
        yield Remark(first.where, "several_times", first.at)
