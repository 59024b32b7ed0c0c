"""What a connector makes of a file or a request: an order as plain data, or a reject that says why not.

Connectors and the API build these; `orders.imports` and `orders.verbs.place_order` write them. No Django here.
Money is minor units of the order's currency; times are aware.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Where:
    """Where in the input something stands: the file's name and the line (or the record's number), from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or a record that was not taken. `code` is a key of `sentences`; `value` the text at fault."""

    where: Where
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something taken that the merchant should know of. `code` is a key of `sentences`."""

    where: Where
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """`external_id` is the person's id in the source; contacts may be empty. Personal data, never in events."""

    external_id: str
    email: str = ""
    name: str = ""
    phone: str = ""
    locale: str = ""
    # From a contacts file: what it says replaces what is stored; otherwise only gaps are filled.
    confirmed: bool = False
    guest: bool = False
    # Other ids by which a contacts file may name the person.
    aliases: tuple[str, ...] = ()
    # The shop's groups that the person is in; None where the source does not say.
    segments: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """Where the goods went. Personal data."""

    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.street, self.city, self.postcode, self.region, self.country, self.phone))


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One product of an order. Discount, tax and shipping are this line's whole share, not per piece.

    `returned` pieces came back before the order was brought here. `traits` and `confirmed` are words of
    `policies.rules.vocabulary.BECAUSE`; None where the source does not say: then the shop's own marks count.
    """

    external_id: str
    title: str
    quantity: int
    unit_price_minor: int
    sku: str = ""
    variant: str = ""
    category: str = ""
    image: str = ""
    discount_minor: int = 0
    tax_minor: int = 0
    shipping_minor: int = 0
    returned: int = 0
    traits: tuple[str, ...] | None = None
    confirmed: tuple[str, ...] | None = None

    @property
    def goods_minor(self) -> int:
        """Quantity × unit price, before discount, tax and shipping."""
        return self.quantity * self.unit_price_minor


@dataclass(frozen=True, slots=True)
class PromotionDraft:
    """Given for reaching a sum: `tiers` are (goods at their price from, off), minor units, such as (100000, 20000).

    `kind` is `discount` (its shares are in the lines' discounts) or `free_shipping` (off is the shipping not charged).
    `lines`: external ids of the lines that count; empty: all.
    """

    title: str
    tiers: tuple[tuple[int, int], ...]
    kind: str = "discount"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that was taken. `refunded_minor` went back before the order was brought here."""

    external_id: str
    method: str
    captured_minor: int
    paid_at: datetime
    gateway: str = ""
    refunded_minor: int = 0


@dataclass(frozen=True, slots=True)
class ParcelDraft:
    """A parcel that left. `lines` are (line's external id, quantity); empty means: everything in the order."""

    external_id: str
    carrier: str = ""
    tracking_number: str = ""
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    promised_at: datetime | None = None
    lines: tuple[tuple[str, int], ...] = ()
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class CancellationDraft:
    """A line of a cancellation document that names goods, not the order they were bought in.

    It is matched to an earlier line of the same customer and article after the orders are written.
    """

    where: Where
    source: str
    external_id: str
    position: int
    customer_external_id: str
    sku: str
    quantity: int
    unit_price_minor: int
    currency: str
    cancelled_at: datetime
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A whole order as the source knows it. `shipping_minor` and `tax_minor` are already shared out to the lines."""

    where: Where
    source: str
    external_id: str
    number: str
    currency: str
    placed_at: datetime
    state: str
    customer: CustomerDraft
    lines: tuple[LineDraft, ...]
    payments: tuple[PaymentDraft, ...] = ()
    parcels: tuple[ParcelDraft, ...] = ()
    address: AddressDraft = field(default_factory=AddressDraft)
    country: str = ""
    region: str = ""
    locale: str = ""
    tax_included: bool = True
    remarks: tuple[Remark, ...] = ()
    promotions: tuple[PromotionDraft, ...] = ()
    invoice_number: str = ""
    discount_codes: tuple[str, ...] = ()

    @property
    def subtotal_minor(self) -> int:
        return sum(line.goods_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        return sum(line.discount_minor for line in self.lines)

    @property
    def shipping_minor(self) -> int:
        return sum(line.shipping_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        return sum(line.tax_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """Goods less discount plus shipping, plus the tax where prices do not include it."""
        tax = 0 if self.tax_included else self.tax_minor
        return self.subtotal_minor - self.discount_minor + self.shipping_minor + tax

    def times(self) -> Iterator[datetime]:
        """Every moment that has happened (a promised delivery has not)."""
        yield self.placed_at
        for payment in self.payments:
            yield payment.paid_at
        for parcel in self.parcels:
            if parcel.shipped_at:
                yield parcel.shipped_at
            if parcel.delivered_at:
                yield parcel.delivered_at

    def fingerprint(self) -> bytes:
        """SHA-256 over everything but personal data: two drafts with the same one say the same."""
        parts = [
            [self.number, self.currency, _text(self.placed_at), self.state, self.customer.external_id],
            [self.country, self.region, self.locale, self.tax_included],
            [
                [line.external_id, line.sku, line.title, line.variant, line.category, line.image, line.quantity,
                 line.unit_price_minor, line.discount_minor, line.tax_minor, line.shipping_minor, line.returned,
                 *_grounds(line)]
                for line in self.lines
            ],
            [
                [payment.external_id, payment.method, payment.gateway, payment.captured_minor,
                 payment.refunded_minor, _text(payment.paid_at)]
                for payment in self.payments
            ],
            [
                [parcel.external_id, parcel.carrier, parcel.tracking_number, _text(parcel.shipped_at),
                 _text(parcel.delivered_at), _text(parcel.promised_at), parcel.lines]
                for parcel in self.parcels
            ],
        ]  # fmt: skip
        if self.promotions:
            parts.append([[one.title, one.kind, one.tiers, one.lines] for one in self.promotions])
        if self.invoice_number:
            parts.append([self.invoice_number])
        if self.discount_codes:
            parts.append(["discount_codes", *self.discount_codes])
        return sha256(json.dumps(parts, separators=(",", ":")).encode()).digest()

    def move_until(self, at: datetime, days: int) -> int:
        """How many whole days this order is moved where all are moved by `days`: no further than to `at`.

        Few of an input end later than the rest of it; they move less, so that nothing happens in the future.
        """
        return min(days, (at - max(self.times())) // timedelta(days=1)) if days else 0

    def moved(self, days: int) -> "OrderDraft":
        """The same order with every date `days` later."""
        if not days:
            return self
        by = timedelta(days=days)
        return replace(
            self,
            placed_at=self.placed_at + by,
            payments=tuple(replace(payment, paid_at=payment.paid_at + by) for payment in self.payments),
            parcels=tuple(
                replace(
                    parcel,
                    shipped_at=parcel.shipped_at and parcel.shipped_at + by,
                    delivered_at=parcel.delivered_at and parcel.delivered_at + by,
                    promised_at=parcel.promised_at and parcel.promised_at + by,
                )
                for parcel in self.parcels
            ),
        )


def _grounds(line: LineDraft) -> list[list[str] | None]:
    """Nothing where the source says nothing, so that orders written before lines had grounds keep their mark."""
    if line.traits is None and line.confirmed is None:
        return []
    return [None if words is None else sorted(set(words)) for words in (line.traits, line.confirmed)]


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


Record = OrderDraft | CancellationDraft | Reject
