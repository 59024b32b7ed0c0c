"""Reads a folder in the layout of the Olist data set: orders, items, payments and customers in files of their own.

The files come in different orders, so rows are brought together on disk first. Source: the data set's own
description; what each column means is in `README.md` beside this file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huitou.orders.connectors.olist.mapping import Rows, draft_order
from huitou.orders.connectors.protocol import FilesMissing, ReadOptions, TimezoneMissing
from huitou.orders.connectors.spool import Entry, Spool
from huitou.orders.connectors.table import Row, columns, header_of, read_table
from huitou.orders.connectors.textfile import head_of
from huitou.orders.connectors.values import clean
from huitou.orders.drafts import Record, Reject, Where

ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
PAYMENTS = "olist_order_payments_dataset.csv"
CUSTOMERS = "olist_customers_dataset.csv"
PRODUCTS = "olist_products_dataset.csv"
TRANSLATION = "product_category_name_translation.csv"

ORDER_COLUMNS = ("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
                 "order_delivered_carrier_date", "order_delivered_customer_date",
                 "order_estimated_delivery_date")  # fmt: skip
ITEM_COLUMNS = ("order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value")
PAYMENT_COLUMNS = ("order_id", "payment_sequential", "payment_type", "payment_value")
CUSTOMER_COLUMNS = (
    "customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OlistFolder:
    """A folder (or its orders file) in the layout of the Olist data set."""

    name: str = "olist"

    def recognises(self, path: Path) -> bool:
        if path.is_dir():
            return (path / ORDERS).is_file()
        return {"order_id", "order_purchase_timestamp"} <= set(header_of(head_of(path)))

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        """Every order of every folder. Raises FilesMissing, ColumnsMissing, TimezoneMissing."""
        for path in paths:
            folder = path if path.is_dir() else path.parent
            lacking = [name for name in (ORDERS, ITEMS, PAYMENTS, CUSTOMERS) if not (folder / name).is_file()]
            if lacking:
                raise FilesMissing(path=folder, files=", ".join(lacking))
            if options.timezone is None:
                raise TimezoneMissing(file=ORDERS)
            with Spool() as spool:
                yield from _gather(folder, spool)
                yield from _orders(spool, options)


def _gather(folder: Path, spool: Spool) -> Iterator[Reject]:
    rejects: list[Reject] = []
    spool.add(_keyed(folder / ORDERS, "a", ORDER_COLUMNS, rejects))
    spool.add(_keyed(folder / ITEMS, "b", ITEM_COLUMNS, rejects))
    spool.add(_keyed(folder / PAYMENTS, "c", PAYMENT_COLUMNS, rejects))
    spool.keep("customer", _looked_up(folder / CUSTOMERS, CUSTOMER_COLUMNS, rejects))
    yield from rejects
    for kind, file, needed in (
        ("category", TRANSLATION, ("product_category_name", "product_category_name_english")),
        ("product", PRODUCTS, ("product_id", "product_category_name")),
    ):
        # The catalogue may lie beside the orders or, shared by several extracts, one folder up.
        place = next((place for place in (folder / file, folder.parent / file) if place.is_file()), None)
        if place:
            spool.keep(kind, _looked_up(place, needed, []))


def _keyed(
    path: Path, kind: str, names: Sequence[str], rejects: list[Reject]
) -> Iterator[tuple[str, str, int, list[str]]]:
    for line, cells in _cells(path, names, rejects):
        yield cells[0], kind, line, cells


def _looked_up(path: Path, names: Sequence[str], rejects: list[Reject]) -> Iterator[tuple[str, list[str]]]:
    for _, cells in _cells(path, names, rejects):
        yield cells[0], cells


def _cells(path: Path, names: Sequence[str], rejects: list[Reject]) -> Iterator[tuple[int, list[str]]]:
    """The named columns of each row, in that order; rows without a key are rejects."""
    with read_table(path) as table:
        places = list(columns(table, names).values())
        for row in table:
            if not isinstance(row, Row):
                rejects.append(row)
                continue
            cells = [clean(row.cells[place]) for place in places]
            if cells[0]:
                yield row.line, cells
            else:
                rejects.append(Reject(table.where(row.line), "order_id_missing"))


def _orders(spool: Spool, options: ReadOptions) -> Iterator[Record]:
    for key, entries in spool.groups():
        rows = _rows_of(entries)
        for line, _ in rows.orders[1:]:
            yield Reject(Where(ORDERS, line), "duplicate_order", key)
        if rows.orders:
            yield from draft_order(rows, spool, options)
            continue
        for line, _ in rows.items:
            yield Reject(Where(ITEMS, line), "order_unknown", key)
        for line, _ in rows.payments:
            yield Reject(Where(PAYMENTS, line), "order_unknown", key)


def _rows_of(entries: list[Entry]) -> Rows:
    split: dict[str, list[tuple[int, list[str]]]] = {"a": [], "b": [], "c": []}
    for kind, line, cells in entries:
        split[kind].append((line, cells))
    return Rows(orders=split["a"], items=split["b"], payments=split["c"])
