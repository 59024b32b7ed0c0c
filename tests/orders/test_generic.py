"""Any table or JSON Lines file whose columns can be named, in English and in Chinese."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from huitou.orders.connectors.generic.adapter import FieldUnknown, Generic
from huitou.orders.connectors.protocol import ColumnsMissing, ReadOptions
from tests.orders.drafting import drafts_of, rejects_of, remarks_of, write_csv

CNY = ReadOptions(currency="CNY", timezone=ZoneInfo("Asia/Shanghai"))
HEADER = ("order_id", "placed_at", "sku", "title", "quantity", "unit_price")


@pytest.fixture
def read(tmp_path):
    def read(header, rows, options=CNY, **writing):
        return list(Generic().read([write_csv(tmp_path / "orders.csv", header, rows, **writing)], options))

    return read


def test_a_chinese_export_is_mapped_by_its_headers(read):
    header = ("订单编号", "买家姓名", "手机", "宝贝标题", "规格", "数量", "单价", "运费",
              "下单时间", "实付金额", "订单状态", "快递单号",
              "发货时间", "签收时间", "发票号码", "优惠码")  # fmt: skip
    rows = [
        ("T1", "陈一", "13800138000", "青瓷杯", "天青", "2", "64.00", "12.00", "2026-05-01 16:00:00", "240.00",
         "交易成功", "SF1", "2026-05-02 09:00", "2026-05-04 10:00", "26312000000012345678", "TEA-10、 新人,TEA-10"),
        ("T1", "陈一", "13800138000", "茶壶", "", "1", "100.00", "12.00", "2026-05-01 16:00:00", "240.00",
         "交易成功", "SF1", "2026-05-02 09:00", "2026-05-04 10:00", "26312000000012345678", "TEA-10、 新人,TEA-10"),
    ]  # fmt: skip
    (found,) = drafts_of(read(header, rows, encoding="gb18030"))
    assert [
        (line.title, line.variant, line.quantity, line.unit_price_minor, line.shipping_minor) for line in found.lines
    ] == [
        ("青瓷杯", "天青", 2, 6400, 674),
        ("茶壶", "", 1, 10000, 526),
    ]
    assert (found.state, found.total_minor, found.payments[0].captured_minor) == ("paid", 24000, 24000)
    assert (found.customer.name, found.customer.external_id) == ("陈一", "13800138000")
    assert found.parcels[0].delivered_at.isoformat() == "2026-05-04T10:00:00+08:00"
    assert found.invoice_number == "26312000000012345678"
    assert found.fingerprint() != replace(found, invoice_number="").fingerprint()
    assert found.discount_codes == ("TEA-10", "新人")
    assert found.fingerprint() != replace(found, discount_codes=()).fingerprint()


def test_columns_with_names_of_their_own_are_mapped_by_hand(read):
    header = ("Beleg", "Wann", "Was", "Preis", "Stk")
    mapping = {"order_id": "beleg", "placed_at": "Wann", "title": "Was", "unit_price": "Preis", "quantity": "Stk"}
    rows = [("1", "31.12.2025 08:00", "Tasse", "1.234,50", "2"), ("2", "31.12.2025 09:00", "Kanne", "7", "1")]
    options = ReadOptions("EUR", ZoneInfo("Europe/Berlin"), mapping)
    found = drafts_of(read(header, rows, options, delimiter=";"))
    assert [order.total_minor for order in found] == [246900, 700]


def test_missing_columns_and_wrong_mappings_are_said(read):
    with pytest.raises(ColumnsMissing) as refused:
        read(("order_id", "when"), [("1", "x")])
    assert refused.value.params["missing"] == "placed_at, title / sku, unit_price / line_total"
    with pytest.raises(FieldUnknown):
        read(HEADER, [], ReadOptions("CNY", mapping={"colour": "title"}))
    with pytest.raises(FieldUnknown):
        read(HEADER, [], ReadOptions("CNY", mapping={"title": "Titel"}))


def test_rows_of_one_order_need_not_stand_together(read):
    rows = [
        ("1", "2026-05-01", "A", "A", 1, 5),
        ("2", "2026-05-01", "B", "B", 1, 5),
        ("1", "2026-05-01", "C", "C", 1, 5),
    ]
    assert [[line.sku for line in order.lines] for order in drafts_of(read(HEADER, rows))] == [["A", "C"], ["B"]]


def test_bad_rows_cost_themselves_only(read):
    good = ("1", "2026-05-01", "A", "A", 1, "5.00")
    rows = [
        good,
        good,
        ("1", "2026-05-01", "B", "B", "0", "5.00"),
        ("1", "2026-05-01", "C", "C", "-1", "5.00"),
        ("1", "2026-05-01", "D", "D", "1", "1e30"),
        ("1", "2026-05-01", "E", "E", "1", "-5"),
        ("1", "2026-05-01", "F", "F", "1", ""),
        ("", "2026-05-01", "G", "G", "1", "5.00"),
        ("2", "2026-05-01", "H", "H", "1", "0.001"),
        ("3", "", "I", "I", "1", "5.00"),
        ("4", "5/4/2026", "J", "J", "1", "5.00"),
        ("5", "2026-05-01", "K", "K", "1", "5.00"),
    ]
    records = read(HEADER, rows)
    assert [order.external_id for order in drafts_of(records)] == ["1", "5"]
    assert rejects_of(records) == [
        ("amount_missing", 8, ""),
        ("amount_negative", 7, "-5"),
        ("amount_out_of_range", 6, "1e30"),
        ("amount_too_fine", 10, "0.001"),
        ("duplicate_row", 3, "A"),
        ("order_id_missing", 9, ""),
        ("quantity_negative", 5, "-1"),
        ("quantity_zero", 4, "0"),
        ("time_ambiguous", 12, "5/4/2026"),
        ("time_missing", 11, "placed_at"),
    ]


def test_line_ids_make_equal_rows_two_and_repeated_ids_one(read):
    header = (*HEADER, "line_id")
    row = ("1", "2026-05-01", "A", "A", 1, "5.00")
    records = read(header, [(*row, "x"), (*row, "y"), ("1", "2026-05-01", "B", "B", 1, "6.00", "x")])
    assert [line.external_id for line in drafts_of(records)[0].lines] == ["x", "y"]
    assert rejects_of(records) == [("duplicate_line_id", 4, "x")]


def test_one_number_for_two_buyers_is_left_out_and_says_which_rows(read):
    rows = [
        ("1", "2026-05-01", "A", "A", 1, 5, "ada@example.com"),
        ("2", "2026-05-01", "A", "A", 1, 5, "Ada@Example.com "),
        ("1", "2026-05-01", "B", "B", 1, 6, ""),
        ("1", "2026-05-01", "C", "C", 1, 7, "ben@example.com"),
        ("2", "2026-05-01", "B", "B", 1, 6, "ada@example.com"),
        ("1", "2026-05-01", "D", "D", 1, 8, "ada@example.com"),
    ]
    records = read((*HEADER, "email"), rows)
    assert [(order.external_id, len(order.lines)) for order in drafts_of(records)] == [("2", 2)]
    assert rejects_of(records) == [("emails_differ", 2, "1: 2, 7 ≠ 5")]


def test_times_without_zone_and_other_currencies_are_refused_order_by_order(read):
    header = (*HEADER, "currency")
    rows = [
        ("1", "2026-05-01 10:00", "A", "A", 1, 5, "CNY"),
        ("2", "2026-05-01T10:00:00Z", "A", "A", 1, 5, "CNY"),
        ("3", "2026-05-01T10:00:00Z", "A", "A", 1, 5, "USD"),
    ]
    records = read(header, rows, ReadOptions("CNY"))
    assert [order.external_id for order in drafts_of(records)] == ["2"]
    assert rejects_of(records) == [
        ("currency_mismatch", 4, "USD ≠ CNY"),
        ("time_without_zone", 2, "2026-05-01 10:00"),
    ]


def test_discounts_tax_and_totals_of_the_order(read):
    header = (*HEADER, "order_discount", "order_tax", "tax_included", "shipping", "order_total", "line_total")
    rows = [
        ("1", "2026-05-01", "A", "A", 3, "", "1.00", "2.00", "no", "0.50", "12.50", "10.00"),
        ("1", "2026-05-01", "B", "B", 1, "1.00", "", "", "", "", "", ""),
    ]
    (found,) = drafts_of(read(header, rows))
    # 10.00 for three pieces is 3 × 3.34 less 0.02.
    assert [
        (line.unit_price_minor, line.discount_minor, line.tax_minor, line.shipping_minor) for line in found.lines
    ] == [
        (334, 93, 182, 45),
        (100, 9, 18, 5),
    ]
    assert (found.total_minor, remarks_of(found)) == (1250, [])


def test_returns_and_refunds_made_before_are_limited_to_what_there_was(read):
    header = (*HEADER, "returned", "refunded", "paid")
    (found,) = drafts_of(read(header, [("1", "2026-05-01", "A", "A", 2, "5.00", 3, "20.00", "10.00")]))
    assert (found.lines[0].returned, found.payments[0].refunded_minor) == (2, 1000)
    assert remarks_of(found) == ["returned_above_bought", "refund_above_captured"]


@pytest.mark.parametrize(
    ("word", "state", "payments"),
    [
        ("已取消", "cancelled", 0),
        ("待付款", "placed", 0),
        ("shipped", "paid", 1),
        ("已發貨?", None, 0),
        ("", "paid", 1),
    ],
)
def test_states_are_read_in_both_languages(read, word, state, payments):
    records = read((*HEADER, "status"), [("1", "2026-05-01", "A", "A", 1, "5.00", word)])
    if state is None:
        assert rejects_of(records) == [("state_unknown", 2, word)]
        return
    (found,) = drafts_of(records)
    assert (found.state, len(found.payments)) == (state, payments)


def test_json_lines_flat_and_nested(tmp_path):
    path = tmp_path / "orders.jsonl"
    flat = {"order_id": "1", "placed_at": "2026-05-01T10:00:00Z", "title": "A", "unit_price": 5.10, "quantity": 1}
    nested = {"order_id": "2", "placed_at": "2026-05-01T10:00:00Z", "shipping": "1.00",
              "lines": [{"id": "a", "title": "B", "unit_price": "2.00"},
                        {"id": "b", "title": "C", "unit_price": 3}]}  # fmt: skip
    path.write_text("\n".join([json.dumps(flat), "{broken", "", json.dumps(nested), "[1]"]))
    records = list(Generic().read([path], CNY))
    assert [(order.external_id, order.total_minor) for order in drafts_of(records)] == [("1", 510), ("2", 600)]
    assert [line.external_id for line in drafts_of(records)[1].lines] == ["a", "b"]
    assert rejects_of(records) == [("json_broken", 2, "{broken"), ("json_broken", 5, "[1]")]
    assert Generic().recognises(path)


def test_an_order_split_over_two_files_is_one(tmp_path):
    first = write_csv(tmp_path / "a.csv", HEADER, [("1", "2026-05-01", "A", "A", 1, 5)])
    second = write_csv(tmp_path / "b.csv", HEADER, [("1", "2026-05-01", "B", "B", 1, 5)])
    (found,) = drafts_of(Generic().read([first, second], CNY))
    assert [line.sku for line in found.lines] == ["A", "B"]


def test_what_was_given_for_reaching_a_sum_comes_with_the_order(read):
    header = (*HEADER, "订单优惠", "满减活动", "满减门槛", "满减金额")
    given = ("100.00", "满500减100", "500.00", "100.00")
    first, second = (
        drafts_of(read(header, [("1", "2026-05-01", "A", "A", 1, "300.00", *told),
                                ("1", "2026-05-01", "B", "B", 1, "300.00", *told)]))
        for told in (given, ("100.00", "满900减100", "900.00", "100.00"))
    )  # fmt: skip
    assert [(one.title, one.kind, one.tiers) for one in first[0].promotions] == [
        ("满500减100", "discount", ((50_000, 10_000),))
    ]
    assert [line.discount_minor for line in first[0].lines] == [5_000, 5_000]
    assert second[0].promotions == ()
    assert [remark.code for remark in second[0].remarks] == ["promotion_not_reached"]
