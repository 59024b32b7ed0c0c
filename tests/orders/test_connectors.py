"""What every connector owes: it knows its own files and no others, and every code it says has a sentence."""

import ast
from pathlib import Path

import pytest

from huitou.config.cli.import_orders import connectors
from huitou.orders import connectors as package
from huitou.orders.sentences import SENTENCES
from tests.environment import ROOT
from tests.orders.drafting import write_csv

SAMPLES = {
    "olist": ("order_id,customer_id,order_status,order_purchase_timestamp\n", "orders.csv"),
    "online_retail": ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", "x.txt"),
    "shopify": ('{"orders": [{"id": 1, "financial_status": "paid", "line_items": []}]}', "o.json"),
    "generic": ("订单号,下单时间,商品名称,单价\n", "导出.csv"),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_content_names_its_connector(tmp_path, name, encoding):
    content, file = SAMPLES[name]
    path = tmp_path / file
    path.write_bytes(content.encode(encoding))
    assert next(one.name for one in connectors() if one.recognises(path)) == name


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe\x01" * 50, b"\x1f\x8bnot really gzip", b"a,b,c\n1,2,3\n", b"{"]
)
def test_nobody_claims_what_is_no_order(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert [one.name for one in connectors() if one.recognises(path)] == []
    assert [one.name for one in connectors() if one.recognises(tmp_path)] == []
    assert [one.name for one in connectors() if one.recognises(tmp_path / "none")] == []


def test_every_connector_has_its_folder_and_its_page():
    folder = Path(package.__file__).parent
    for connector in connectors():
        assert (folder / connector.name / "README.md").is_file()
        assert connector.name in (ROOT / "docs" / "importing-orders.md").read_text(encoding="utf-8")


def codes_in(path: Path) -> set[str]:
    """The codes that a module gives to rejects and remarks as plain words."""
    codes = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and path.name == "checking.py":
            codes |= {word.value for word in ast.walk(node.value.elts[0]) if isinstance(word, ast.Constant)}
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = {"Reject": 1, "Remark": 1, "Unreadable": 0, "remark": 0}.get(name)
        if place is not None and len(node.args) > place:
            codes |= {word.value for word in ast.walk(node.args[place]) if isinstance(word, ast.Constant)}
    return {code for code in codes if isinstance(code, str)}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    source = Path(package.__file__).parents[1]
    said = set().union(*(codes_in(path) for path in source.rglob("*.py")))
    assert len(said) > 40
    assert said - SENTENCES.keys() == set()
    # Said by a variable or by its error class.
    by_other_means = {
        "stock_adjustment", "quantity_negative", "order_in_use", "contact_row_broken", "promotion_above_discount",
        "promotion_malformed", "promotion_not_reached",
    }  # fmt: skip
    assert SENTENCES.keys() - said - by_other_means - {"cancellation_unmatched"} == set()


def test_a_table_that_is_recognised_can_be_read_without_more_words(tmp_path):
    path = write_csv(tmp_path / "o.csv", ("order_id", "placed_at", "title", "unit_price"), [])
    assert [one.name for one in connectors() if one.recognises(path)] == ["generic"]
