"""What a Shopify order body means in our words. Called by the adapter for one order at a time.

Amounts are those of the shop's currency (`shop_money`); the sums of lines are those before any refund.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.shopify.lines import draft_lines, pieces_of
from huitou.orders.connectors.shopify.promises import segments_of
from huitou.orders.connectors.values import Unreadable, clean, codes_of, read_amount, read_time
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

# A fulfilment in these states put nothing on its way.
NOT_SENT = {"cancelled", "failure", "error"}
TAKEN_IN_FULL = {"paid", "partially_refunded", "refunded"}


def draft_order(body: dict[str, Any], where: Where, options: ReadOptions) -> Iterator[Record]:
    """The draft, or the reject that says why the body cannot be read."""
    currency = str(body.get("currency") or options.currency)
    if currency != options.currency:
        yield Reject(where, "currency_mismatch", f"{currency} ≠ {options.currency}")
        return
    if not isinstance(body.get("line_items"), list):
        # A body that was asked for with `fields=` may leave its lines out.
        yield Reject(where, "lines_missing", str(body.get("name") or body["id"]))
        return
    try:
        yield _Reading(body, where, options).draft()
    except Unreadable as error:
        yield Reject(where, error.code, error.value)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
        # A text where an object belongs, and the like: it costs this order, never those behind it.
        yield Reject(where, "order_malformed", str(body.get("name") or body["id"])[:120])


class _Reading:
    """One body while it is read; collects remarks."""

    def __init__(self, body: dict[str, Any], where: Where, options: ReadOptions) -> None:
        self.body = body
        self.where = where
        self.options = options
        self.remarks: list[Remark] = []

    def remark(self, code: str, value: object = "") -> None:
        self.remarks.append(Remark(self.where, code, str(value)[:120]))

    def draft(self) -> OrderDraft:
        body = self.body
        placed_at = self._time(body.get("processed_at") or body.get("created_at"))
        if placed_at is None:
            raise Unreadable("time_missing", "created_at")
        lines = draft_lines(body, self.options.currency, self._returned(), self.remark)
        customer, address = self._customer(), self._address()
        payments = self._payments(placed_at)
        draft = OrderDraft(
            where=self.where,
            source="shopify",
            external_id=str(body["id"]),
            number=clean(str(body.get("name") or body.get("order_number") or body["id"]), 80),
            currency=self.options.currency,
            placed_at=placed_at,
            state=self._state(payments),
            customer=customer,
            address=address,
            country=address.country,
            region=address.region,
            locale=our_locale(str(body.get("customer_locale") or "")),
            tax_included=bool(body.get("taxes_included")),
            lines=lines,
            payments=payments,
            parcels=tuple(self._parcels(lines)),
            discount_codes=codes_of(str(one.get("code") or "") for one in body.get("discount_codes") or ()),
        )
        return self._checked(draft)

    def _checked(self, draft: OrderDraft) -> OrderDraft:
        stated = self._amount(self.body.get("total_price"))
        if stated != draft.total_minor:
            self.remark("total_differs", f"{draft.total_minor - stated:+d}")
        if self.body.get("test"):
            self.remark("test_order")
        if not draft.lines:
            self.remark("order_without_items", draft.state)
        return replace(draft, remarks=tuple(self.remarks))

    def _amount(self, value: Any) -> int:
        return read_amount(str(value if value not in (None, "") else "0"), self.options.currency)

    def _time(self, value: Any) -> datetime | None:
        return read_time(str(value), self.options.timezone) if value else None

    def _state(self, payments: tuple[PaymentDraft, ...]) -> str:
        if self.body.get("cancelled_at"):
            return "cancelled"
        return "paid" if payments or self.body.get("financial_status") in TAKEN_IN_FULL else "placed"

    def _customer(self) -> CustomerDraft:
        body, person = self.body, self.body.get("customer") or {}
        email = clean(str(body.get("email") or body.get("contact_email") or person.get("email") or ""))
        name = clean(f"{person.get('first_name') or ''} {person.get('last_name') or ''}")
        phone = clean(str(body.get("phone") or person.get("phone") or ""))
        external_id = str(person.get("id") or "")
        return CustomerDraft(
            external_id=external_id or f"order:{body['id']}",
            email=email,
            name=name or clean(str((body.get("shipping_address") or {}).get("name") or "")),
            phone=phone,
            locale=our_locale(str(body.get("customer_locale") or "")),
            guest=not external_id,
            segments=segments_of(person, self.remark),
        )

    def _address(self) -> AddressDraft:
        found = self.body.get("shipping_address") or self.body.get("billing_address") or {}
        text = {key: clean(str(value)) for key, value in found.items() if isinstance(value, str)}
        return AddressDraft(
            name=text.get("name", ""),
            street=clean(f"{text.get('address1', '')} {text.get('address2', '')}"),
            city=text.get("city", ""),
            postcode=text.get("zip", ""),
            region=text.get("province_code") or text.get("province", ""),
            country=text.get("country_code", "")[:2].upper(),
            phone=text.get("phone", ""),
        )

    def _returned(self) -> dict[str, int]:
        """Pieces by line item id that earlier refunds took back."""
        returned: dict[str, int] = {}
        for refund in self.body.get("refunds") or ():
            for item in refund.get("refund_line_items") or ():
                key = str(item.get("line_item_id"))
                returned[key] = returned.get(key, 0) + pieces_of(item)
        return returned

    def _payments(self, placed_at: datetime) -> tuple[PaymentDraft, ...]:
        refunded = sum(
            self._amount(one.get("amount"))
            for refund in self.body.get("refunds") or ()
            for one in refund.get("transactions") or ()
            if one.get("kind") == "refund" and one.get("status", "success") == "success"
        )
        payments = []
        for external_id, method, captured, paid_at in self._captured(placed_at):
            back = min(refunded, captured)
            refunded -= back
            payments.append(PaymentDraft(external_id, method, captured, paid_at, refunded_minor=back))
        if refunded:
            self.remark("refund_above_captured", f"{refunded:+d}")
        return tuple(payments)

    def _captured(self, placed_at: datetime) -> Iterator[tuple[str, str, int, datetime]]:
        body = self.body
        taken = [one for one in body.get("transactions") or () if one.get("kind") in ("sale", "capture")]
        for one in taken:
            if one.get("status") == "success" and (captured := self._amount(one.get("amount"))) > 0:
                paid_at = self._time(one.get("processed_at") or one.get("created_at")) or placed_at
                yield str(one.get("id")), clean(str(one.get("gateway") or "other"), 40), captured, paid_at
        if taken:
            return
        names = body.get("payment_gateway_names") or [body.get("gateway") or "other"]
        captured = 0
        if body.get("financial_status") in TAKEN_IN_FULL:
            captured = self._amount(body.get("total_price"))
        elif body.get("financial_status") == "partially_paid":
            captured = self._amount(body.get("total_price")) - self._amount(body.get("total_outstanding"))
        if captured > 0:
            yield "1", clean(str(names[0]), 40), captured, placed_at
        if len(names) > 1:
            self.remark("payments_joined", ", ".join(map(str, names)))

    def _parcels(self, lines: tuple[LineDraft, ...]) -> Iterator[ParcelDraft]:
        bought = {line.external_id for line in lines}
        for fulfilment in self.body.get("fulfillments") or ():
            if fulfilment.get("status") in NOT_SENT:
                self.remark("fulfilment_failed", fulfilment.get("status"))
                continue
            numbers = [str(one) for one in fulfilment.get("tracking_numbers") or () if one]
            if len(numbers) > 1:
                self.remark("tracking_numbers_joined", ", ".join(numbers))
            delivered = fulfilment.get("shipment_status") == "delivered"
            yield ParcelDraft(
                external_id=str(fulfilment.get("id")),
                carrier=clean(str(fulfilment.get("tracking_company") or ""), 60),
                tracking_number=clean(str(fulfilment.get("tracking_number") or (numbers or [""])[0]), 80),
                shipped_at=self._time(fulfilment.get("created_at")),
                delivered_at=self._time(fulfilment.get("updated_at")) if delivered else None,
                lines=tuple(
                    (str(item["id"]), pieces_of(item))
                    for item in fulfilment.get("line_items") or ()
                    if str(item.get("id")) in bought and pieces_of(item) > 0
                ),
            )


def our_locale(code: str) -> str:
    """`zh-CN` → `zh-hans`, `zh-TW` → `zh-hant`, `en-GB` → `en`; "" for what we do not speak."""
    language = code.lower().replace("_", "-")
    if language.startswith("zh"):
        traditional = any(part in ("tw", "hk", "mo", "hant") for part in language.split("-"))
        return "zh-hant" if traditional else "zh-hans"
    return "en" if language.startswith("en") else ""
