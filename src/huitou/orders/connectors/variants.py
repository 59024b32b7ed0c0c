"""A shop's catalogue from files: CSV with any usual column names, JSON lines, or Shopify's products as JSON.

Called by `huitou import variants`. A row that cannot be read becomes a Reject; the others come through.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from huitou.orders.connectors.generic.headers import map_columns, squeezed
from huitou.orders.connectors.protocol import ColumnsMissing
from huitou.orders.connectors.table import Row, read_table
from huitou.orders.connectors.textfile import head_of, open_text
from huitou.orders.connectors.values import Unreadable, clean, decimal_comma_in, read_amount, read_quantity
from huitou.orders.drafts import Reject, Where
from huitou.orders.verbs.save_variants import VariantDraft
from huitou.orders.weights import HEAVIEST_GRAMS

FIELDS = ("sku", "product", "title", "name", "category", "image", "price", "currency", "stock", "weight_grams")
NEEDED = ("sku", "price")
# Our field → its name among the columns of orders, where a column is called the same in both.
AS_IN_ORDERS = {"name": "variant", "price": "unit_price"}
NAMES = {
    "product": "product id|product handle|handle|spu|商品编码|商品id|商品編號",
    "sku": "sku|variant sku|货号|商家编码|sku编码|貨號",
    "title": "title|product title|商品名称|商品标题|商品名稱",
    "name": "name|variant name|variant title|option1 value",
    "price": "variant price",
    "image": "image src|variant image",
    "weight_grams": "weight grams|weight g|grams|variant grams|重量克|重量g|单件重量克|單件重量克",
    "stock": "stock|inventory|inventory quantity|variant inventory qty|quantity|available|库存|可售库存|庫存|庫存數量",
}
_OWN = {squeezed(name): field for field, names in NAMES.items() for name in (field, *names.split("|"))}


def read_variants(path: Path, *, currency: str, mapping: Mapping[str, str]) -> Iterator[VariantDraft | Reject]:
    """The variants of one file; `currency` where the file names none. Raises FileMissing, ColumnsMissing."""
    head = head_of(path).lstrip("\ufeff \r\n\t")
    if head.startswith("{") and '"products"' in head[:200]:
        yield from _shopify(path, currency)
    elif head.startswith(("{", "[")):
        yield from _json(path, currency)
    else:
        yield from _table(path, currency, mapping)


def _table(path: Path, currency: str, mapping: Mapping[str, str]) -> Iterator[VariantDraft | Reject]:
    with read_table(path) as table:
        places = {field: table.header.index(column) for field, column in _columns(table.header, mapping).items()}
        if missing := [field for field in NEEDED if field not in places]:
            names = ", ".join(table.header)[:300]
            raise ColumnsMissing(file=path.name, missing=", ".join(missing), found=names)
        rows = list(table)
        prices = [row.cells[places["price"]] for row in rows if isinstance(row, Row)]
        comma = decimal_comma_in(prices)
        for row in rows:
            if isinstance(row, Reject):
                yield row
                continue
            cells = {field: row.cells[place] for field, place in places.items()}
            yield _draft(cells, currency, table.where(row.line), comma=comma)


def _columns(header: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """field → column: what `mapping` says, then our own names, then what such a column is called in orders."""
    by_name = {column.casefold(): column for column in reversed(header)}
    found = {field: by_name[column.casefold()] for field, column in mapping.items() if column.casefold() in by_name}
    for column in header:
        field = _OWN.get(squeezed(column))
        if field and field not in found and column not in found.values():
            found[field] = column
    in_orders = map_columns(header, {})
    for field in FIELDS:
        named = in_orders.get(AS_IN_ORDERS.get(field, field), "")
        if named and field not in found and named not in found.values():
            found[field] = named
    return found


def _json(path: Path, currency: str) -> Iterator[VariantDraft | Reject]:
    """One object per line, or one list of objects."""
    with open_text(path) as (lines, _encoding):
        text = "".join(lines)
    if text.lstrip().startswith("["):
        objects: Iterable[tuple[int, Any]] = enumerate(_loaded(text) or [], start=1)
    else:
        objects = ((number, _loaded(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    for number, one in objects:
        where = Where(path.name, number)
        if not isinstance(one, dict):
            yield Reject(where, "json_broken", clean(str(one or ""), 24))
            continue
        cells = {field: "" if one.get(field) is None else str(one[field]) for field in FIELDS if field in one}
        yield _draft(cells, currency, where)


def _shopify(path: Path, currency: str) -> Iterator[VariantDraft | Reject]:
    """Shopify's `products.json`: each product with its variants; stock that Shopify does not track is not counted."""
    with open_text(path) as (lines, _encoding):
        loaded = _loaded("".join(lines))
    products = loaded.get("products") if isinstance(loaded, dict) else None
    if not isinstance(products, list):
        yield Reject(Where(path.name, 1), "json_broken", "")
        return
    for number, product in enumerate(products, start=1):
        where = Where(path.name, number)
        variants = product.get("variants") if isinstance(product, dict) else None
        if not isinstance(variants, list):
            yield Reject(where, "json_broken", "")
            continue
        for variant in variants:
            yield _draft(_of_shopify(product, variant), currency, where)


def _of_shopify(product: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, str]:
    images = {image.get("id"): image.get("src", "") for image in product.get("images") or [] if isinstance(image, dict)}
    first = next(iter(images.values()), "")
    tracked = variant.get("inventory_management") is not None
    # An empty article number at Shopify is common; its own number stands on the order lines all the same.
    name = str(variant.get("title") or "")
    return {
        "sku": str(variant.get("sku") or variant.get("id") or ""),
        "product": str(product.get("handle") or product.get("id") or ""),
        "title": str(product.get("title") or ""),
        "name": "" if name == "Default Title" else name,
        "category": str(product.get("product_type") or ""),
        "image": str(images.get(variant.get("image_id"), first) or ""),
        "price": str(variant.get("price") or ""),
        "weight_grams": str(variant.get("grams") or ""),
        "stock": str(max(0, int(variant.get("inventory_quantity") or 0))) if tracked else "",
    }


def _draft(cells: Mapping[str, str], currency: str, where: Where, *, comma: bool = False) -> VariantDraft | Reject:
    """The row as a draft, or why it is none."""
    sku = clean(cells.get("sku", ""), 120)
    if not sku:
        return Reject(where, "sku_missing", clean(cells.get("title", ""), 24))
    money = clean(cells.get("currency", "")).upper() or currency
    try:
        price = read_amount(cells.get("price", ""), money, decimal_comma=comma)
        stock = cells.get("stock", "").strip()
        pieces = max(0, read_quantity(stock)) if stock else None
        weight = cells.get("weight_grams", "").strip()
        grams = read_quantity(weight) if weight else 0
    except Unreadable as error:
        return Reject(where, error.code, error.value)
    if price < 0:
        return Reject(where, "amount_negative", cells.get("price", ""))
    return VariantDraft(
        sku=sku,
        title=clean(cells.get("title", "")) or sku,
        price_minor=price,
        currency=money,
        product=clean(cells.get("product", ""), 120),
        name=clean(cells.get("name", ""), 200),
        category=clean(cells.get("category", ""), 120),
        image=clean(cells.get("image", ""), 500),
        stock=pieces,
        weight_grams=grams if 0 < grams <= HEAVIEST_GRAMS else None,
    )


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
