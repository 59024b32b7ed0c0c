"""Drafts and files for the tests of orders. Contacts are of reserved domains and number ranges."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.drafts import (
    AddressDraft,
    CustomerDraft,
    LineDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    Record,
    Reject,
    Remark,
    Where,
)

PLACED = datetime(2026, 5, 1, 8, tzinfo=UTC)
CNY = ReadOptions(currency="CNY")


def draft(number: str = "1001", **changes: Any) -> OrderDraft:
    """Two cups at 64.00 and a pot at 100.00, 10.00 off, 12.00 shipping, paid and delivered."""
    order = OrderDraft(
        where=Where("test", 1),
        source="test",
        external_id=number,
        number=number,
        currency="CNY",
        placed_at=PLACED,
        state="paid",
        customer=CustomerDraft("c1", email="Ann@Example.com", name="Ann", phone="138 0013 8000"),
        address=AddressDraft(name="Ann", street="1 Lake Road", city="Hangzhou", postcode="310000", country="CN"),
        country="CN",
        lines=(
            LineDraft("1", "Celadon cup", 2, 6400, sku="CUP", category="cups", discount_minor=600, shipping_minor=700),
            LineDraft("2", "Pot", 1, 10000, sku="POT", category="pots", discount_minor=400, shipping_minor=500),
        ),
        payments=(PaymentDraft("p1", "card", 23000, PLACED + timedelta(minutes=3)),),
        parcels=(
            ParcelDraft(
                "k1",
                carrier="sf",
                tracking_number="SF1",
                shipped_at=PLACED + timedelta(days=1),
                delivered_at=PLACED + timedelta(days=3),
            ),
        ),
    )
    return replace(order, **changes)


def drafts_of(records: Iterable[Record]) -> list[OrderDraft]:
    return [record for record in records if isinstance(record, OrderDraft)]


def rejects_of(records: Iterable[Record]) -> list[tuple[str, int, str]]:
    """(code, line, value) of each reject, by line."""
    rejects = [record for record in records if isinstance(record, Reject)]
    return sorted((reject.code, reject.where.line, reject.value) for reject in rejects)


def remarks_of(order: OrderDraft) -> list[str]:
    return [remark.code for remark in order.remarks if isinstance(remark, Remark)]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], **options: Any) -> Path:
    encoding = options.pop("encoding", "utf-8")
    with path.open("w", newline="", encoding=encoding) as file:
        table = csv.writer(file, **options)
        table.writerow(header)
        table.writerows(rows)
    return path
