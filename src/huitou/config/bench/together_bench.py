"""`huitou bench together FILE`: what is recommended against bestsellers, on the UCI Online Retail table (CSV, gzip).

Walks the orders of known customers in the order of time; nothing is written to the database. The first half teaches.
"""

import csv
import gzip
import io
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from huitou.retention.backtest import Bought, backtest

Say = Callable[[str], None]
# Postage, fees and samples have short names there.
SHORTEST_ARTICLE = 5


def measure(arguments: Sequence[str], say: Say) -> dict[str, float | int | str]:
    """Hit rate at 3 of both, for the next order within 60 days."""
    past = list(read(options_of(arguments).file))
    outcome = backtest(past, first=len(past) // 2)
    say(f"{outcome.judged:,} next orders judged of {len(past):,} orders")
    together, sellers = outcome.share(outcome.together), outcome.share(outcome.sellers)
    return {
        "orders": len(past),
        "judged": outcome.judged,
        "hit_rate_per_cent": round(100 * together, 2),
        "bestsellers_per_cent": round(100 * sellers, 2),
        "ratio": round(together / sellers, 2) if sellers else "no hit",
    }


def read(file: Path) -> Iterator[Bought]:
    """The sales of the table, without cancellations and what is no goods."""
    orders: dict[str, tuple[str, str, set[str]]] = {}
    with gzip.open(file) as packed:
        for row in csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8-sig", errors="replace")):
            goods = len(row["StockCode"]) >= SHORTEST_ARTICLE and float(row["Quantity"]) > 0
            if row["InvoiceNo"].isdecimal() and row["CustomerID"] and goods:
                kept = orders.setdefault(row["InvoiceNo"], (row["CustomerID"], row["InvoiceDate"][:10], set()))
                kept[2].add(row["StockCode"])
    for customer, day, products in orders.values():
        yield Bought(customer, date.fromisoformat(day), frozenset(products))


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench together", description=sys.modules[__name__].__doc__)
    parser.add_argument("file", type=Path)
    return parser.parse_args(arguments)
