"""A law of nature: what the lines hold adds up to the order, to the last unit, whatever the numbers are."""

import json
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from huitou.orders.connectors.generic.headers import FIELDS
from huitou.orders.connectors.generic.mapping import SheetRow, draft_order
from huitou.orders.connectors.online_retail.mapping import InvoiceLine, draft_invoice
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.shopify.mapping import draft_order as shopify_order
from huitou.orders.drafts import OrderDraft, Where

cents = st.integers(0, 1_000_000)
LINES = st.lists(st.tuples(st.integers(1, 9), cents), min_size=1, max_size=8)


def text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def check(order: OrderDraft) -> None:
    """What the database's own checks demand, and the order's sums."""
    for line in order.lines:
        assert 0 <= line.discount_minor <= line.goods_minor
        assert min(line.tax_minor, line.shipping_minor) >= 0
        if order.tax_included:
            assert line.tax_minor <= line.goods_minor - line.discount_minor
    tax = 0 if order.tax_included else order.tax_minor
    assert order.total_minor == order.subtotal_minor - order.discount_minor + order.shipping_minor + tax


@given(lines=LINES, discount=cents, shipping=cents, tax=cents, included=st.booleans())
def test_a_table_shares_out_discount_shipping_and_tax_exactly(lines, discount, shipping, tax, included):
    subtotal = sum(quantity * price for quantity, price in lines)
    discount = min(discount, subtotal)
    rows = []
    for number, (quantity, price) in enumerate(lines):
        cells = dict.fromkeys(FIELDS, "") | {
            "order_id": "1", "placed_at": "2026-05-01T00:00:00Z", "title": "A", "line_id": str(number),
            "quantity": str(quantity), "unit_price": text(price), "order_discount": text(discount),
            "shipping": text(shipping), "order_tax": text(tax), "tax_included": "yes" if included else "no",
        }  # fmt: skip
        rows.append(SheetRow(Where("t", number), cells))
    (order,) = draft_order(rows, ReadOptions("EUR"), decimal_comma=False, remarks=[])
    assert isinstance(order, OrderDraft)
    check(order)
    assert (order.subtotal_minor, order.discount_minor, order.shipping_minor) == (subtotal, discount, shipping)
    if not included:
        assert order.tax_minor == tax


@given(total=cents, quantity=st.integers(1, 99), discount=cents)
def test_a_total_that_does_not_divide_evenly_stays_the_total(total, quantity, discount):
    cells = dict.fromkeys(FIELDS, "") | {
        "order_id": "1", "placed_at": "2026-05-01T00:00:00Z", "title": "A", "quantity": str(quantity),
        "line_total": text(total), "discount": text(discount),
    }  # fmt: skip
    (order,) = draft_order([SheetRow(Where("t", 1), cells)], ReadOptions("EUR"), decimal_comma=False, remarks=[])
    assert isinstance(order, OrderDraft)
    check(order)
    assert order.total_minor == total


@given(
    lines=LINES, discounts=st.lists(cents, min_size=8, max_size=8), shipping=cents, shipping_tax=cents, tax=cents,
    duty=cents, included=st.booleans(), by_order=st.booleans(),
)  # fmt: skip
def test_a_shopify_body_adds_up(lines, discounts, shipping, shipping_tax, tax, duty, included, by_order):
    goods = [quantity * price for quantity, price in lines]
    given_discounts = [min(one, most) for one, most in zip(discounts, goods, strict=False)]
    items = [
        {"id": number, "title": "A", "price": text(price), "quantity": quantity}
        | ({} if by_order else {"discount_allocations": [{"amount": text(given_discounts[number])}]})
        for number, (quantity, price) in enumerate(lines)
    ]
    items[0]["duties"] = [{"price": text(duty)}]
    total_tax = tax + shipping_tax
    expected = sum(goods) - sum(given_discounts) + shipping + duty + (0 if included else total_tax)
    body = {
        "id": 1, "order_number": 1, "currency": "EUR", "created_at": "2026-05-01T00:00:00Z", "line_items": items,
        "taxes_included": included, "total_tax": text(total_tax), "total_discounts": text(sum(given_discounts)),
        "shipping_lines": [{"price": text(shipping), "tax_lines": [{"price": text(shipping_tax)}]}],
        "total_price": text(expected), "financial_status": "paid",
    }  # fmt: skip
    (order,) = shopify_order(json.loads(json.dumps(body)), Where("t", 1), ReadOptions("EUR"))
    assert isinstance(order, OrderDraft)
    check(order)
    assert order.total_minor == expected
    assert order.discount_minor == sum(given_discounts)


@given(lines=LINES, postage=st.lists(cents, max_size=3))
def test_an_invoice_shares_out_its_postage_exactly(lines, postage):
    rows = [
        InvoiceLine("t", number, "A", "A", str(quantity), "2010-12-01 08:26:00", text(price), "1", "France")
        for number, (quantity, price) in enumerate(lines)
    ] + [
        InvoiceLine("t", 99, "POST", "POSTAGE", "1", "2010-12-01 08:26:00", text(price), "1", "France")
        for price in postage
    ]
    (order,) = draft_invoice("1", rows, ReadOptions("GBP", ZoneInfo("Europe/London")))
    assert isinstance(order, OrderDraft)
    check(order)
    assert order.shipping_minor == sum(postage)
    assert order.total_minor == sum(quantity * price for quantity, price in lines) + sum(postage)
