"""The Olist folder: four files that come in different orders, with the dirt that the real set has."""

from zoneinfo import ZoneInfo

import pytest

from huitou.orders.connectors.olist.adapter import OlistFolder
from huitou.orders.connectors.protocol import ColumnsMissing, FilesMissing, ReadOptions, TimezoneMissing
from tests.orders.drafting import drafts_of, rejects_of, remarks_of, write_csv

BRL = ReadOptions(currency="BRL", timezone=ZoneInfo("America/Sao_Paulo"))
ORDERS = ("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
          "order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date")  # fmt: skip
ITEMS = ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value")
PAYMENTS = ("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value")
CUSTOMERS = ("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state")


@pytest.fixture
def folder(tmp_path):
    """Writes a folder; each argument is a list of rows, missing cells are given."""

    def write(orders, items=(), payments=(), customers=()):
        write_csv(tmp_path / "olist_orders_dataset.csv", ORDERS, orders)
        write_csv(tmp_path / "olist_order_items_dataset.csv", ITEMS, [(*row[:4], "", *row[4:]) for row in items])
        write_csv(tmp_path / "olist_order_payments_dataset.csv", PAYMENTS, [(*row[:3], 1, row[3]) for row in payments])
        write_csv(tmp_path / "olist_customers_dataset.csv", CUSTOMERS, customers)
        return tmp_path

    return write


def order(key="o1", status="delivered", approved="2018-01-02 10:00:00", shipped="2018-01-03 10:00:00",
          delivered="2018-01-08 10:00:00", placed="2018-01-01 10:00:00"):  # fmt: skip
    return (key, "c1", status, placed, approved, shipped, delivered, "2018-01-20 00:00:00")


def read(path):
    return list(OlistFolder().read([path], BRL))


def test_an_order_is_brought_together_from_four_files(folder):
    path = folder(
        [order()],
        items=[("o1", 1, "pA", "s1", "19.90", "5.00"), ("o1", 2, "pA", "s1", "19.90", "5.00"),
               ("o1", 3, "pB", "s2", "100.00", "0.01")],
        payments=[("o1", 2, "voucher", "10.00"), ("o1", 1, "credit_card", "139.81")],
        customers=[("c1", "person-1", "04001", "sao paulo", "SP")],
    )  # fmt: skip
    write_csv(path / "olist_products_dataset.csv", ("product_id", "product_category_name"), [("pA", "beleza_saude")])
    (path / "product_category_name_translation.csv").write_text(
        "product_category_name,product_category_name_english\nbeleza_saude,health_beauty\n", encoding="utf-8-sig"
    )
    (found,) = drafts_of(read(path))
    assert [(line.sku, line.quantity, line.unit_price_minor, line.shipping_minor) for line in found.lines] == [
        ("pA", 2, 1990, 1000),
        ("pB", 1, 10000, 1),
    ]
    assert (found.lines[0].category, found.lines[0].title) == ("health_beauty", "Health beauty pA")
    assert [(one.external_id, one.method, one.captured_minor) for one in found.payments] == [
        ("1", "card", 13981),
        ("2", "voucher", 1000),
    ]
    assert (found.customer.external_id, found.customer.aliases) == ("person-1", ("c1",))
    assert (found.total_minor, found.state, found.region, remarks_of(found)) == (14981, "paid", "SP", [])
    assert found.placed_at.isoformat() == "2018-01-01T10:00:00-02:00"
    (parcel,) = found.parcels
    assert parcel.delivered_at.isoformat() == "2018-01-08T10:00:00-02:00"


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        (order(approved="2018-01-04 10:00:00"), "shipped_before_payment"),
        (order(delivered="2018-01-02 10:00:00"), "delivered_before_shipped"),
        (order(status="shipped", delivered=""), "not_delivered"),
    ],
)
def test_times_that_contradict_each_other_are_kept_and_remarked(folder, row, remark):
    item, payment = ("o1", 1, "p", "s", "10.00", "0.00"), ("o1", 1, "boleto", "10.00")
    (found,) = drafts_of(read(folder([row], [item], [payment])))
    assert remarks_of(found) == [remark]


def test_empty_times_and_no_items_leave_an_order_with_its_money(folder):
    path = folder([order(status="unavailable", approved="", shipped="", delivered="")], [], [("o1", 1, "card", "9.00")])
    (found,) = drafts_of(read(path))
    assert (found.state, found.lines, found.parcels) == ("cancelled", (), ())
    assert found.payments[0].paid_at == found.placed_at
    assert remarks_of(found) == ["order_without_items"]


def test_payments_of_nothing_and_of_no_kind_are_left_out(folder):
    payments = [("o1", 1, "not_defined", "0.00"), ("o1", 2, "credit_card", "10.00"), ("o1", 2, "voucher", "3.00")]
    records = read(folder([order()], [("o1", 1, "p", "s", "10.00", "0.00")], payments))
    assert rejects_of(records) == [("duplicate_payment", 4, "2"), ("payment_empty", 2, "0.00")]
    assert [one.captured_minor for one in drafts_of(records)[0].payments] == [1000]


def test_bad_rows_cost_themselves_only(folder):
    path = folder(
        [order(), order("o1"), order("o2", status="vanished"), order("o3", placed=""), order("o4")],
        [("o1", 1, "p", "s", "10.00", "0.00"), ("o1", 2, "p", "s", "1e30", "0.00"), ("o1", 3, "p", "s", "-5", "0.00"),
         ("o9", 1, "p", "s", "10.00", "0.00"), ("", 1, "p", "s", "10.00", "0.00")],
        [("o9", 1, "card", "10.00")],
    )  # fmt: skip
    records = read(path)
    assert [(found.external_id, len(found.lines)) for found in drafts_of(records)] == [("o1", 1), ("o4", 0)]
    assert rejects_of(records) == [
        ("amount_negative", 4, "-5 / 0.00"),
        ("amount_out_of_range", 3, "1e30"),
        ("duplicate_order", 3, "o1"),
        ("order_id_missing", 6, ""),
        ("order_unknown", 2, "o9"),
        ("order_unknown", 5, "o9"),
        ("state_unknown", 4, "vanished"),
        ("time_malformed", 5, ""),
    ]


def test_what_cannot_be_read_at_all_is_said_at_once(folder, tmp_path):
    path = folder([order()])
    with pytest.raises(TimezoneMissing):
        list(OlistFolder().read([path], ReadOptions("BRL")))
    (path / "olist_customers_dataset.csv").unlink()
    with pytest.raises(FilesMissing) as refused:
        read(path)
    assert refused.value.params["files"] == "olist_customers_dataset.csv"
    write_csv(path / "olist_customers_dataset.csv", CUSTOMERS, [])
    write_csv(path / "olist_orders_dataset.csv", ORDERS[:3], [])
    with pytest.raises(ColumnsMissing):
        read(path)


def test_the_folder_and_its_orders_file_are_recognised(folder, tmp_path):
    path = folder([order()])
    assert OlistFolder().recognises(path)
    assert OlistFolder().recognises(path / "olist_orders_dataset.csv")
    assert not OlistFolder().recognises(path / "olist_customers_dataset.csv")
    assert not OlistFolder().recognises(tmp_path / "none")
