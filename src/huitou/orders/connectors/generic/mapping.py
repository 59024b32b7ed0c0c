"""What the rows of one order in a generic table mean in our words. Called by the adapter for one order at a time.

A row that cannot be read costs that row; what belongs to the order as a whole is taken from the first row that has it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from huitou.accounts.digests import keyed_digest
from huitou.core.money import allocate
from huitou.orders.connectors.generic.headers import state_of
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.values import Unreadable, codes_of, read_amount, read_quantity, read_time
from huitou.orders.connectors.words import read_grounds, read_segments
from huitou.orders.contacts import normal_email
from huitou.orders.drafts import (
    AddressDraft,
    CustomerDraft,
    LineDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    PromotionDraft,
    Record,
    Reject,
    Remark,
    Where,
)
from huitou.orders.promotions import promotion_problem

# So many rows and addresses of one order are named.
MOST_NAMED = 5
NO = {"", "0", "no", "n", "false", "f", "否", "不含税", "未含稅"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: where it stands and its cells by field, "" where the file has none."""

    where: Where
    cells: dict[str, str]


def draft_order(
    rows: Sequence[SheetRow], options: ReadOptions, *, decimal_comma: bool, remarks: Sequence[Remark]
) -> Iterator[Record]:
    """The draft of the order that the rows make, and the rejects of its broken rows."""
    if (two := _two_buyers(rows)) is not None:
        yield two
        return
    reading = _Reading(rows, options, decimal_comma)
    reading.remarks.extend(remarks)
    lines = reading.lines()
    yield from reading.rejects
    if not lines:
        return
    try:
        yield reading.draft(lines)
    except Unreadable as error:
        yield Reject(rows[0].where, error.code, error.value)


def _two_buyers(rows: Sequence[SheetRow]) -> Reject | None:
    """The reject of an order whose rows name different e-mail addresses, with the lines of each; it holds no address.

    Taken together, one of them would see and be paid what the other bought. Who of them it is, no row says.
    """
    by_email: dict[str, list[SheetRow]] = {}
    for row in rows:
        if email := normal_email(row.cells["email"]):
            by_email.setdefault(email, []).append(row)
    if len(by_email) < 2:
        return None
    alone = len({row.where.file for row in rows}) == 1
    named = [
        ", ".join(str(row.where.line if alone else row.where) for row in same[:MOST_NAMED])
        + (" …" if len(same) > MOST_NAMED else "")
        for same in list(by_email.values())[:MOST_NAMED]
    ]
    return Reject(rows[0].where, "emails_differ", f"{rows[0].cells['order_id'][:120]}: {' ≠ '.join(named)}")


class _Reading:
    """The rows of one order while they are read; collects rejects and remarks."""

    def __init__(self, rows: Sequence[SheetRow], options: ReadOptions, decimal_comma: bool) -> None:
        self.rows = rows
        self.options = options
        self.decimal_comma = decimal_comma
        self.rejects: list[Reject] = []
        self.remarks: list[Remark] = []

    def first(self, field: str) -> str:
        """The order's value: that of the first row which has one."""
        return next((row.cells[field] for row in self.rows if row.cells[field]), "")

    def amount(self, text: str) -> int:
        """Minor units, not negative; an empty cell is zero. Raises Unreadable."""
        if not text:
            return 0
        minor = read_amount(text, self.options.currency, decimal_comma=self.decimal_comma)
        if minor < 0:
            raise Unreadable("amount_negative", text)
        return minor

    def moment(self, text: str) -> datetime | None:
        return read_time(text, self.options.timezone, dates=self.options.dates) if text else None

    def lines(self) -> list[LineDraft]:
        lines: list[LineDraft] = []
        by_id: dict[str, dict[str, str]] = {}
        seen: set[tuple[str, ...]] = set()
        for row in self.rows:
            line_id, content = row.cells["line_id"], tuple(row.cells.values())
            if content in seen:
                self.rejects.append(Reject(row.where, "duplicate_row", row.cells["sku"] or row.cells["title"]))
                continue
            if line_id in by_id:
                self.rejects.append(Reject(row.where, "duplicate_line_id", line_id))
                continue
            try:
                line = self.line(row, line_id or str(len(lines) + 1))
            except Unreadable as error:
                self.rejects.append(Reject(row.where, error.code, error.value))
                continue
            seen.add(content)
            if line_id:
                by_id[line_id] = row.cells
            lines.append(line)
        return lines

    def line(self, row: SheetRow, external_id: str) -> LineDraft:
        cells = row.cells
        quantity = read_quantity(cells["quantity"] or "1")
        if quantity <= 0:
            raise Unreadable("quantity_negative" if quantity else "quantity_zero", cells["quantity"])
        unit, discount = self.price(cells, quantity)
        if discount > unit * quantity:
            raise Unreadable("discount_above_price", cells["discount"])
        returned = read_quantity(cells["returned"] or "0")
        if not 0 <= returned <= quantity:
            self.remarks.append(Remark(row.where, "returned_above_bought", f"{returned} > {quantity}"))
        return LineDraft(
            external_id=external_id,
            sku=cells["sku"][:120],
            title=(cells["title"] or cells["sku"])[:300],
            variant=cells["variant"][:200],
            category=cells["category"][:120],
            image=cells["image"],
            quantity=quantity,
            unit_price_minor=unit,
            discount_minor=discount,
            tax_minor=self.amount(cells["tax"]),
            returned=max(0, min(returned, quantity)),
            traits=read_grounds(cells["traits"]),
            confirmed=read_grounds(cells["confirmed_exclusions"]),
        )

    def price(self, cells: dict[str, str], quantity: int) -> tuple[int, int]:
        """(unit price, discount). A total that does not divide evenly is a price with a discount of some units."""
        discount = self.amount(cells["discount"])
        if cells["unit_price"]:
            return self.amount(cells["unit_price"]), discount
        if not cells["line_total"]:
            raise Unreadable("amount_missing", "")
        total = self.amount(cells["line_total"]) + discount
        unit = -(-total // quantity)
        return unit, unit * quantity - total + discount

    def draft(self, lines: list[LineDraft]) -> OrderDraft:
        first = self.rows[0]
        currency = self.first("currency").upper()
        if currency and currency != self.options.currency:
            raise Unreadable("currency_mismatch", f"{currency} ≠ {self.options.currency}")
        placed_at = self.moment(self.first("placed_at"))
        if placed_at is None:
            raise Unreadable("time_missing", "placed_at")
        tax_included = self.first("tax_included").casefold() not in NO if self.first("tax_included") else True
        shared = self.shared(lines, tax_included=tax_included)
        draft = OrderDraft(
            where=first.where,
            source="generic",
            external_id=first.cells["order_id"][:120],
            number=(self.first("number") or first.cells["order_id"])[:80],
            currency=self.options.currency,
            placed_at=placed_at,
            state=self.state(),
            customer=self.customer(),
            address=self.address(),
            country=self.first("country")[:2].upper() if len(self.first("country")) == 2 else "",
            region=self.first("region")[:80],
            locale=self.first("locale")[:10].lower(),
            tax_included=tax_included,
            lines=shared,
            invoice_number=self.first("invoice_number")[:40],
            discount_codes=codes_of(re.split(r"[,;，；、]", self.first("discount_code"))),
        )
        payments = self.payments(draft, placed_at)
        parcels = self.parcels(draft.external_id)
        stated = self.first("order_total")
        if stated and self.amount(stated) != draft.total_minor:
            self.remarks.append(Remark(first.where, "total_differs", f"{draft.total_minor - self.amount(stated):+d}"))
        return replace(
            draft, payments=payments, parcels=parcels, promotions=self.promotions(draft), remarks=tuple(self.remarks)
        )

    def promotions(self, draft: OrderDraft) -> tuple[PromotionDraft, ...]:
        """What was given for reaching a sum; one that the order's own numbers contradict is remarked and left out."""
        start, off = self.amount(self.first("promotion_from")), self.amount(self.first("promotion_off"))
        if not start and not off:
            return ()
        found = PromotionDraft((self.first("promotion") or self.first("promotion_from"))[:120], ((start, off),))
        if problem := promotion_problem(found, draft.lines):
            self.remarks.append(Remark(draft.where, problem, found.title))
            return ()
        return (found,)

    def shared(self, lines: list[LineDraft], *, tax_included: bool) -> tuple[LineDraft, ...]:
        """The lines with their exact shares of what the file states for the whole order."""
        goods = [line.goods_minor for line in lines]
        left = [line.goods_minor - line.discount_minor for line in lines]
        discount = self.amount(self.first("order_discount"))
        if discount > sum(left):
            raise Unreadable("discount_above_price", self.first("order_discount"))
        discounts = allocate(discount, left if any(left) else _evenly(goods))
        paid = [one - share for one, share in zip(left, discounts, strict=True)]
        weights = paid if any(paid) else _evenly(paid)
        shipping = allocate(self.amount(self.first("shipping")), weights)
        order_tax = self.amount(self.first("order_tax"))
        taxes = [line.tax_minor for line in lines]
        if order_tax and not any(taxes):
            taxes = allocate(order_tax, weights)
        return tuple(
            replace(
                line,
                discount_minor=line.discount_minor + more,
                tax_minor=min(tax, net) if tax_included else tax,
                shipping_minor=freight,
            )
            for line, more, tax, net, freight in zip(lines, discounts, taxes, paid, shipping, strict=True)
        )

    def state(self) -> str:
        word = self.first("state")
        if not word:
            return "paid"
        state = state_of(word)
        if not state:
            raise Unreadable("state_unknown", word)
        return state

    def customer(self) -> CustomerDraft:
        email, phone = self.first("email"), self.first("phone")
        external_id = self.first("customer_id") or email.casefold() or phone
        segments, left_out = read_segments(self.first("segments"))
        self.remarks.extend(Remark(self.rows[0].where, "segment_left_out", text[:120]) for text in left_out)
        return CustomerDraft(
            external_id=external_id[:120] or f"order:{self.first('order_id')}"[:120],
            email=email,
            name=self.first("name")[:200],
            phone=phone,
            locale=self.first("locale")[:10].lower(),
            guest=not external_id,
            segments=segments,
        )

    def address(self) -> AddressDraft:
        parts = {name: self.first(name) for name in ("name", "street", "city", "postcode", "region", "phone")}
        country = self.first("country")
        return AddressDraft(**parts, country=country.upper() if len(country) == 2 else "")

    def payments(self, draft: OrderDraft, placed_at: datetime) -> tuple[PaymentDraft, ...]:
        """The order's payments: one for each payment id, or one over what was paid."""
        if draft.state != "paid" and not self.first("paid"):
            return ()
        named: dict[str, SheetRow] = {}
        for row in self.rows:
            if row.cells["payment_id"] and row.cells["paid"]:
                named.setdefault(row.cells["payment_id"], row)
        stated = self.first("paid") or self.first("order_total")
        sums = {key: self.amount(row.cells["paid"]) for key, row in named.items()} or {
            self.first("payment_id") or "1": self.amount(stated) if stated else draft.total_minor
        }
        left = self.amount(self.first("refunded"))
        payments = []
        for key, captured in sums.items():
            if captured == 0:
                continue
            row = named.get(key, self.rows[0])
            back = min(left, captured)
            left -= back
            paid_at = self.moment(row.cells["paid_at"] or self.first("paid_at")) or placed_at
            method = (row.cells["payment_method"] or self.first("payment_method") or "other")[:40]
            payments.append(PaymentDraft(key[:120], method, captured, paid_at, refunded_minor=back))
        if left:
            self.remarks.append(Remark(self.rows[0].where, "refund_above_captured", f"{left:+d}"))
        return tuple(payments)

    def parcels(self, key: str) -> tuple[ParcelDraft, ...]:
        """One parcel for each tracking number, or one over the order's own times."""
        found: dict[str, ParcelDraft] = {}
        for row in self.rows:
            cells = row.cells
            shipped, delivered, promised = (
                self.moment(cells[name]) for name in ("shipped_at", "delivered_at", "promised_at")
            )
            number = cells["tracking_number"]
            if number or shipped or delivered:
                parcel = ParcelDraft(
                    # The number goes when its buyer's data is erased; the name stays.
                    external_id=keyed_digest("huitou.orders.parcel", f"{key}:{number}").hex() if number else key,
                    carrier=cells["carrier"][:60],
                    tracking_number=number[:80],
                    shipped_at=shipped,
                    delivered_at=delivered,
                    promised_at=promised,
                    weight_grams=_grams(cells["weight_grams"]),
                )
                found.setdefault(parcel.external_id, parcel)
        return tuple(found.values())


def _grams(text: str) -> int | None:
    """Whole grams; what is none is left out, since no deadline and no sum hangs on it."""
    plain = text.replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and 0 < int(plain) <= 1_000_000 else None


def _evenly(values: Sequence[int]) -> list[int]:
    return [1] * len(values)
