"""Reads the UCI Online Retail table: one CSV (or CSV.gz) of invoice lines, with "C" invoices that cancel goods.

An invoice's lines need not stand together, so they are brought together on disk first. Source: Chen, Sain & Guo,
"Data mining for the online retail industry", 2012; UCI repository, data sets 352 and 502 (the newer column names).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huitou.orders.connectors.online_retail.mapping import InvoiceLine, draft_invoice
from huitou.orders.connectors.protocol import ReadOptions, TimezoneMissing
from huitou.orders.connectors.spool import Spool
from huitou.orders.connectors.table import Row, Table, columns, header_of, read_table
from huitou.orders.connectors.textfile import head_of
from huitou.orders.connectors.values import clean
from huitou.orders.drafts import Record, Reject

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
# The second edition of the set writes three of them differently.
SECOND_EDITION = {"InvoiceNo": "Invoice", "UnitPrice": "Price", "CustomerID": "Customer ID"}


@dataclass(frozen=True, slots=True)
class OnlineRetail:
    """A table of invoice lines in the layout of the UCI Online Retail sets."""

    name: str = "online_retail"

    def recognises(self, path: Path) -> bool:
        header = {name.casefold() for name in header_of(head_of(path))}
        return {"stockcode", "invoicedate"} <= header

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        """Every invoice of all files together. Raises FileMissing, ColumnsMissing, TimezoneMissing."""
        if options.timezone is None:
            raise TimezoneMissing(file=paths[0].name)
        with Spool() as spool:
            for number, path in enumerate(paths):
                rejects: list[Reject] = []
                with read_table(path) as table:
                    spool.add(_rows(table, str(number), rejects))
                yield from rejects
            for invoice, entries in spool.groups():
                lines = [InvoiceLine(paths[int(file)].name, line, *cells) for file, line, cells in entries]
                yield from draft_invoice(invoice, lines, options)


def _rows(table: Table, file: str, rejects: list[Reject]) -> Iterator[tuple[str, str, int, list[str]]]:
    header = {name.casefold() for name in table.header}
    names = [name if name.casefold() in header else SECOND_EDITION.get(name, name) for name in COLUMNS]
    places = list(columns(table, names).values())
    for row in table:
        if not isinstance(row, Row):
            rejects.append(row)
            continue
        invoice, *cells = [clean(row.cells[place]) for place in places]
        if invoice:
            yield invoice.upper(), file, row.line, cells
        else:
            rejects.append(Reject(table.where(row.line), "order_id_missing"))
