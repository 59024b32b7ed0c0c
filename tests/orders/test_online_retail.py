"""The UCI Online Retail table: sales, cancellations, adjustments and what is no goods."""

from zoneinfo import ZoneInfo

import pytest

from huitou.orders.connectors.online_retail.adapter import OnlineRetail
from huitou.orders.connectors.protocol import ReadOptions, TimezoneMissing
from huitou.orders.drafts import CancellationDraft
from tests.orders.drafting import drafts_of, rejects_of, remarks_of, write_csv

GBP = ReadOptions(currency="GBP", timezone=ZoneInfo("Europe/London"))
HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


def row(invoice="536365", code="85123A", quantity=6, price="2.55", customer="17850.0", at="2010-12-01 08:26:00",
        title="HOLDER", country="United Kingdom"):  # fmt: skip
    return (invoice, code, title, quantity, at, price, customer, country)


@pytest.fixture
def read(tmp_path):
    def read(*rows, header=HEADER):
        return list(OnlineRetail().read([write_csv(tmp_path / "retail.csv", header, rows)], GBP))

    return read


def test_an_invoice_is_an_order_even_where_its_lines_stand_apart(read):
    (found, other) = drafts_of(
        read(
            row(),
            row("536366"),
            row(code="POST", quantity=1, price="18.00"),
            row(code="22752", at="2010-12-01 08:27:00"),
        )
    )
    assert [(line.sku, line.quantity, line.unit_price_minor, line.shipping_minor) for line in found.lines] == [
        ("85123A", 6, 255, 900),
        ("22752", 6, 255, 900),
    ]
    assert (found.number, found.country, found.customer.external_id) == ("536365", "GB", "17850")
    assert (found.total_minor, found.payments[0].captured_minor) == (4860, 4860)
    assert found.placed_at.isoformat() == "2010-12-01T08:26:00+00:00"
    assert remarks_of(found) == ["shipping_shared_out", "several_times"]
    assert other.external_id == "536366"


def test_cancellations_name_goods_and_wait_for_their_order(read):
    records = read(
        row("C536379", quantity=-2, at="2010-12-03 10:00:00"),
        row("C536379", code="D", quantity=-1, price="27.50"),
        row("C536380", quantity=-1, customer=""),
        row("C536381", quantity=1),
    )
    (found,) = [record for record in records if isinstance(record, CancellationDraft)]
    assert (found.external_id, found.position, found.customer_external_id) == ("C536379", 1, "17850")
    assert (found.sku, found.quantity, found.unit_price_minor) == ("85123A", 2, 255)
    assert rejects_of(records) == [
        ("cancellation_not_negative", 5, "1 × 2.55"),
        ("cancellation_of_no_goods", 3, "D -1 × 27.50"),
        ("cancellation_without_customer", 4, "85123A -1"),
    ]


def test_adjustments_stock_corrections_and_charges_are_no_orders(read):
    records = read(
        row("A563185", code="B", quantity=1, price="11062.06", customer="", title="Adjust bad debt"),
        row("536589", quantity=-10, price="0.0", customer="", title=""),
        row("536590", quantity=5, price="0.0", customer="", title="found"),
        row("536591", code="BANK CHARGES", quantity=1, price="15"),
        row("536592", code="POST", quantity=1, price="15"),
        row("536593", quantity=-1),
        row("536593", quantity=0),
        row("536593", price="-1"),
        row("536593", quantity="x"),
    )
    assert drafts_of(records) == []
    assert rejects_of(records) == [
        ("adjustment", 2, "Adjust bad debt 11062.06"),
        ("amount_negative", 9, "-1"),
        ("no_goods", 5, "BANK CHARGES 1 × 15"),
        ("order_without_goods", 6, "POST 15"),
        ("quantity_malformed", 10, "x"),
        ("quantity_negative", 7, "85123A -1 HOLDER"),
        ("quantity_zero", 8, "85123A"),
        ("stock_adjustment", 3, "85123A -10"),
        ("stock_adjustment", 4, "85123A 5 found"),
    ]


def test_what_is_odd_but_sold_is_taken_with_a_remark(read):
    (found,) = drafts_of(
        read(row(customer="", country="Unspecified"), row(customer=""), row(customer="", price="0.001", code="PADS"))
    )
    assert [line.quantity for line in found.lines] == [6, 6, 6]
    assert found.customer.guest
    assert found.customer.external_id == "order:536365"
    assert remarks_of(found) == ["repeated_line", "price_rounded", "customer_missing", "country_unknown"]


def test_the_second_edition_and_american_dates_are_read(read):
    header = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
    (found,) = drafts_of(read(row(at="12/1/2010 8:26"), header=header))
    assert found.placed_at.isoformat() == "2010-12-01T08:26:00+00:00"


def test_times_without_zone_need_one(tmp_path):
    path = write_csv(tmp_path / "retail.csv", HEADER, [row()])
    with pytest.raises(TimezoneMissing):
        list(OnlineRetail().read([path], ReadOptions("GBP")))
    assert OnlineRetail().recognises(path)
