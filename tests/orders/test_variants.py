"""A catalogue from files: usual column names, JSON lines, Shopify's products; bad rows are told and skipped."""

import json

import pytest

from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.orders.connectors.protocol import ColumnsMissing
from huitou.orders.connectors.variants import read_variants
from huitou.orders.drafts import Reject
from huitou.orders.models import Variant
from huitou.orders.queries import catalogue_of
from huitou.orders.verbs.save_variants import MOST, TooManyVariants, VariantDraft, save_variants


def read(tmp_path, text, name="shelf.csv", **mapping):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return list(read_variants(file, currency="CNY", mapping=mapping))


def rejects(found):
    return [(one.where.line, one.code) for one in found if isinstance(one, Reject)]


def test_usual_names_in_english_and_chinese(tmp_path):
    english = read(tmp_path, "SKU,Product,Title,Variant,Price,Stock,Weight g\nCUP-L,cup,Cup,Large,128.50,3,420\n")
    chinese = read(tmp_path, "货号,商品名称,规格,单价,库存,重量(克)\nCUP-L,青瓷杯,大,128.5,,\n")
    assert english == [
        VariantDraft("CUP-L", "Cup", 12_850, "CNY", product="cup", name="Large", stock=3, weight_grams=420)
    ]
    assert chinese == [VariantDraft("CUP-L", "青瓷杯", 12_850, "CNY", name="大", stock=None)]


def test_an_unusual_name_is_mapped(tmp_path):
    found = read(tmp_path, "Kode,Pris\nCUP,10\n", sku="kode", price="pris")
    assert found == [VariantDraft("CUP", "CUP", 1_000, "CNY")]


def test_a_table_without_prices_says_which_columns_it_has(tmp_path):
    with pytest.raises(ColumnsMissing, match="price") as refused:
        read(tmp_path, "sku,colour\nCUP,red\n")
    assert "colour" in refused.value.text


def test_bad_rows_are_told_and_the_others_come(tmp_path):
    found = read(tmp_path, 'sku,price,stock\n,10,1\nA,ten,1\nB,-1,1\nC,1.999,1\nD,10,many\nE,"10\nF,10,-3\n')
    assert rejects(found) == [
        (2, "sku_missing"), (3, "amount_malformed"), (4, "amount_negative"), (5, "amount_too_fine"),
        (6, "quantity_malformed"), (7, "row_broken"),
    ]  # fmt: skip
    assert [one for one in found if not isinstance(one, Reject)] == [VariantDraft("F", "F", 1_000, "CNY", stock=0)]


def test_json_lines(tmp_path):
    rows = [{"sku": "A", "price": "9.90", "currency": "EUR"}, {"sku": "B", "price": 5, "stock": 2}]
    found = read(tmp_path, "\n".join([*map(json.dumps, rows), "{broken", "[1]"]), "shelf.jsonl")
    assert found[:2] == [VariantDraft("A", "A", 990, "EUR"), VariantDraft("B", "B", 500, "CNY", stock=2)]
    assert rejects(found) == [(3, "json_broken"), (4, "json_broken")]


def test_shopify_products(tmp_path):
    product = {
        "id": 1, "handle": "cup", "title": "Cup", "product_type": "tableware",
        "images": [{"id": 7, "src": "https://img.example.com/a.jpg"}, {"id": 8, "src": "https://img.example.com/b.jpg"}],
        "variants": [
            {"id": 11, "sku": "CUP-L", "title": "Large", "price": "128.00", "image_id": 8, "grams": 420,
             "inventory_management": "shopify", "inventory_quantity": -2},
            {"id": 12, "sku": "", "title": "Default Title", "price": "100.00", "inventory_management": None,
             "inventory_quantity": 0},
        ],
    }  # fmt: skip
    found = read(tmp_path, json.dumps({"products": [product, {"id": 2}]}), "products.json")
    assert found[:2] == [
        VariantDraft(
            "CUP-L", "Cup", 12_800, "CNY", "cup", "Large", "tableware", "https://img.example.com/b.jpg", 0, 420
        ),
        VariantDraft("12", "Cup", 10_000, "CNY", "cup", "", "tableware", "https://img.example.com/a.jpg", None),
    ]
    assert rejects(found) == [(2, "json_broken")]


def test_who_may_not_import_changes_nothing(world):
    with pytest.raises(Forbidden):
        save_variants(drafts=[VariantDraft("A", "A", 1, "CNY")], actor=world.agent, at=world.now)
    manager, drafts = world.hire("manager"), [VariantDraft(str(number), "A", 1, "CNY") for number in range(MOST + 1)]
    with pytest.raises(TooManyVariants):
        save_variants(drafts=drafts, actor=manager, at=world.now)
    with in_shop(world.shop):
        assert not Variant.objects.exists()


def test_of_an_article_that_comes_twice_the_last_counts(world):
    drafts = [VariantDraft("A", "A", 1, "CNY"), VariantDraft("A", "A", 2, "CNY")]
    saved = save_variants(drafts=drafts, actor=world.system, at=world.now)
    assert (saved.new, saved.changed) == (1, 0)
    with in_shop(world.shop):
        assert Variant.objects.get().price_minor == 2


def test_the_variants_of_a_line_are_those_of_its_product(world):
    order = world.order()
    drafts = [
        VariantDraft("CUP", "Cup", 1, "CNY", product="cup"),
        VariantDraft("CUP-L", "Cup", 1, "CNY", product="cup"),
        VariantDraft("BOWL", "Bowl", 1, "CNY", product="bowl"),
    ]
    save_variants(drafts=drafts, actor=world.system, at=world.now)
    lines = [world.line(order, "cup"), world.line(order, "pot")]
    with in_shop(world.shop):
        found = {sku: [variant.sku for variant in variants] for sku, variants in catalogue_of(lines).items()}
    assert found == {"CUP": ["CUP", "CUP-L"]}
