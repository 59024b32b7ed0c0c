"""Shopify order bodies: one or many, discounts, tax, duties, refunds and fulfilments."""

import json

import pytest

from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.shopify.adapter import Shopify
from huitou.orders.connectors.shopify.mapping import our_locale
from huitou.orders.drafts import OrderDraft
from tests.orders.drafting import drafts_of, rejects_of, remarks_of

USD = ReadOptions(currency="USD")


def body(**changes):
    """Two lines: 3 × 10.00 less 1.00, and 1 × 50.00; 8.00 shipping; 10 % tax; total 95.70."""
    order = {
        "id": 1, "name": "#1001", "order_number": 1001, "currency": "USD", "financial_status": "paid",
        "created_at": "2026-05-01T10:00:00-04:00", "taxes_included": False, "total_price": "95.70",
        "total_tax": "8.70", "total_discounts": "1.00", "email": "bob@example.com", "customer_locale": "zh-TW",
        "customer": {"id": 7, "first_name": "Bob", "last_name": "Norman"},
        "shipping_address": {"name": "Bob", "address1": "1 Road", "zip": "1", "country_code": "US",
                             "province_code": "KY"},
        "payment_gateway_names": ["bogus"],
        "line_items": [
            {"id": 11, "title": "Mug", "price": "10.00", "quantity": 3, "sku": "MUG", "variant_title": "red",
             "discount_allocations": [{"amount": "1.00"}], "tax_lines": [{"price": "2.90"}]},
            {"id": 12, "title": "Card", "price": "50.00", "quantity": 1, "gift_card": True,
             "tax_lines": [{"price": "5.00"}]},
        ],
        "shipping_lines": [{"price": "8.00", "tax_lines": [{"price": "0.80"}]}],
    }  # fmt: skip
    return {**order, **changes}


@pytest.fixture
def read(tmp_path):
    def read(content, options=USD):
        path = tmp_path / "orders.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return list(Shopify().read([path], options))

    return read


def one(records) -> OrderDraft:
    (found,) = drafts_of(records)
    assert found.total_minor == sum(
        line.goods_minor - line.discount_minor + line.shipping_minor + (0 if found.tax_included else line.tax_minor)
        for line in found.lines
    )
    return found


def test_sums_are_shared_to_the_lines_exactly(read):
    found = one(read(body(discount_codes=[{"code": "TEA-10", "amount": "1.00"}, {"code": ""}])))
    assert found.discount_codes == ("TEA-10",)
    assert [(line.discount_minor, line.tax_minor, line.shipping_minor) for line in found.lines] == [
        (100, 290, 323),
        (0, 500, 557),
    ]
    assert (found.total_minor, found.payments[0].captured_minor, remarks_of(found)) == (9570, 9570, [])
    assert (found.number, found.customer.email, found.locale) == ("#1001", "bob@example.com", "zh-hant")
    assert (found.lines[0].variant, found.lines[1].category, found.region) == ("red", "gift_card", "KY")


def test_a_discount_and_a_tax_of_the_order_alone_are_shared_out(read):
    items = [
        {"id": 1, "title": "A", "price": "10.00", "quantity": 1},
        {"id": 2, "title": "B", "price": "10.00", "quantity": 2},
    ]
    found = one(
        read(body(line_items=items, total_discounts="10.00", total_tax="2.00", shipping_lines=[], total_price="22.00"))
    )
    assert [(line.discount_minor, line.tax_minor) for line in found.lines] == [(333, 67), (667, 133)]
    assert remarks_of(found) == []


def test_tax_within_prices_and_duties_on_top(read):
    items = [{"id": 1, "title": "A", "price": "12.00", "quantity": 1, "tax_lines": [{"price": "2.00"}],
              "duties": [{"shop_money": {"amount": "3.00"}}]}]  # fmt: skip
    found = one(
        read(body(line_items=items, taxes_included=True, total_discounts="0", shipping_lines=[], total_price="15.00"))
    )
    assert (found.lines[0].tax_minor, found.lines[0].shipping_minor, found.total_minor) == (200, 300, 1500)
    assert remarks_of(found) == ["duties_in_shipping"]
    added = one(read(body(line_items=items, total_discounts="0", shipping_lines=[], total_price="17.00")))
    assert (added.lines[0].tax_minor, added.total_minor) == (500, 1700)


def test_refunds_already_made_count(read):
    refunds = [
        {"refund_line_items": [{"line_item_id": 11, "quantity": 2}, {"line_item_id": 12, "quantity": 5}],
         "transactions": [{"kind": "refund", "status": "success", "amount": "20.00"},
                          {"kind": "refund", "status": "failure", "amount": "99.00"}]},
    ]  # fmt: skip
    found = one(read(body(refunds=refunds, financial_status="partially_refunded")))
    assert [line.returned for line in found.lines] == [2, 1]
    assert found.payments[0].refunded_minor == 2000
    assert remarks_of(found) == ["returned_above_bought"]


def test_more_refunded_than_captured_is_limited_and_said(read):
    refunds = [{"transactions": [{"kind": "refund", "amount": "100.00"}]}]
    found = one(read(body(refunds=refunds)))
    assert found.payments[0].refunded_minor == 9570
    assert remarks_of(found) == ["refund_above_captured"]


def test_transactions_are_the_payments_where_the_body_has_them(read):
    transactions = [
        {"id": 1, "kind": "authorization", "status": "success", "amount": "95.70", "gateway": "card"},
        {"id": 2, "kind": "capture", "status": "success", "amount": "90.00", "gateway": "card"},
        {"id": 3, "kind": "sale", "status": "success", "amount": "5.70", "gateway": "gift_card"},
        {"id": 4, "kind": "sale", "status": "failure", "amount": "95.70", "gateway": "card"},
    ]
    found = one(read(body(transactions=transactions)))
    assert [(paid.external_id, paid.method, paid.captured_minor) for paid in found.payments] == [
        ("2", "card", 9000),
        ("3", "gift_card", 570),
    ]


@pytest.mark.parametrize(
    ("changes", "state", "captured"),
    [
        ({"financial_status": "authorized"}, "placed", []),
        ({"financial_status": "pending"}, "placed", []),
        ({"financial_status": "partially_paid", "total_outstanding": "45.70"}, "paid", [5000]),
        ({"financial_status": "refunded", "cancelled_at": "2026-05-02T00:00:00Z"}, "cancelled", [9570]),
    ],
)
def test_states(read, changes, state, captured):
    found = one(read(body(**changes)))
    assert (found.state, [paid.captured_minor for paid in found.payments]) == (state, captured)


def test_fulfilments_become_parcels(read):
    fulfilments = [
        {"id": 5, "status": "success", "created_at": "2026-05-02T00:00:00Z", "updated_at": "2026-05-05T00:00:00Z",
         "shipment_status": "delivered", "tracking_company": "UPS", "tracking_number": "1Z1",
         "tracking_numbers": ["1Z1", "1Z2"], "line_items": [{"id": 11, "quantity": 2}, {"id": 99, "quantity": 1}]},
        {"id": 6, "status": "cancelled", "created_at": "2026-05-02T00:00:00Z", "line_items": []},
    ]  # fmt: skip
    found = one(read(body(fulfillments=fulfilments)))
    (parcel,) = found.parcels
    assert (parcel.carrier, parcel.tracking_number, parcel.lines) == ("UPS", "1Z1", (("11", 2),))
    assert parcel.delivered_at.isoformat() == "2026-05-05T00:00:00+00:00"
    assert remarks_of(found) == ["tracking_numbers_joined", "fulfilment_failed"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one, two: {"order": one},
        lambda one, two: {"orders": [one, two]},
        lambda one, two: [one, two],
        lambda one, two: "\n".join(json.dumps(each) for each in (one, two)),
        lambda one, two: '\ufeff{"orders"  :\n [' + json.dumps(one) + "," + json.dumps(two) + '], "more": 1}',
    ],
)
def test_one_or_many_wrapped_or_not(read, wrap):
    records = read(wrap(body(), body(id=2, name="#1002")))
    assert [found.number for found in drafts_of(records)] in (["#1001"], ["#1001", "#1002"])


def test_a_large_list_is_streamed_across_its_chunks(read):
    padding = "x" * 5000
    many = [body(id=number, name=f"#{number}", note=padding) for number in range(1, 301)]
    assert len(drafts_of(read({"orders": many}))) == 300


def test_bad_records_cost_themselves_only(read):
    lines = [
        json.dumps(body()),
        '{"id": 2, "order_number": 2, broken',
        json.dumps(body(id=3, name="#3")),
        json.dumps({"refund": {"id": 1}}),
        json.dumps(body(id=1)),
        json.dumps(body(id=4, currency="EUR")),
        json.dumps(body(id=5, line_items=None)),
        json.dumps(body(id=6, created_at="2026-05-01 10:00")),
        json.dumps(body(id=7, line_items=[{"id": 1, "title": "A", "price": "1e30", "quantity": 1}])),
        json.dumps(body(id=8, line_items=[{"id": 1, "title": "A", "price": "5", "quantity": -1}])),
        json.dumps(
            body(id=9, line_items=[{"id": 1, "title": "A", "price": "5", "quantity": 1, "total_discount": "6"}])
        ),
        json.dumps(body(id=10, line_items=[{"id": 1, "title": "A", "price": "5", "quantity": "x"}])),
        json.dumps(body(id=11, line_items=["A"])),
        json.dumps(body(id=12, shipping_address="1 Road")),
        json.dumps(body(id=13, name="#13")),
    ]
    records = read("\n".join(lines))
    assert [found.external_id for found in drafts_of(records)] == ["1", "3", "13"]
    assert [code for code, _, _ in rejects_of(records)] == [
        "amount_out_of_range",
        "currency_mismatch",
        "discount_above_price",
        "duplicate_order",
        "json_broken",
        "lines_missing",
        "not_an_order",
        "order_malformed",
        "order_malformed",
        "quantity_malformed",
        "quantity_negative",
        "time_without_zone",
    ]


def test_a_total_that_does_not_add_up_is_taken_and_said(read):
    found = one(read(body(total_price="99.00", test=True)))
    assert remarks_of(found) == ["total_differs", "test_order"]


@pytest.mark.parametrize(
    ("code", "ours"),
    [("zh-CN", "zh-hans"), ("zh_TW", "zh-hant"), ("zh-Hant-HK", "zh-hant"), ("en-GB", "en"), ("pt-BR", ""), ("", "")],
)
def test_locales(code, ours):
    assert our_locale(code) == ours
