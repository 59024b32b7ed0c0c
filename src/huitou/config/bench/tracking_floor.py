"""The floor of `bench tracking`: the rows that the pushes left behind, inserted again in plain psycopg.

One transaction a push: its inbox row with the payload, and its share of scans, readings and events. No signature, no
queue, no lock, no state; into copies of the tables with all their indexes.
"""

import json
import threading
import time
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg.types.json import Json

from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.parcels.carriers.simulator.mischief import Delivery
from huitou.parcels.models import CarrierNotice, ParcelScan, ScanReading

TABLES = (CarrierNotice, ParcelScan, ScanReading, Event)


def floor(shop: Shop, sent: Sequence[Delivery], *, threads: int, most: int) -> float:
    """Pushes per second."""
    statements = [_copy(model._meta.db_table) for model in TABLES]
    rows = [_rows(model._meta.db_table, shop, most) for model in TABLES]
    payloads = [json.loads(one.written.body) for one in sent[: len(rows[0])] if one.right]
    whole = json.dumps(payloads[-1])
    place_of_payload = [field.column for field in CarrierNotice._meta.local_fields].index("payload")
    rows[0] = [(*row[:place_of_payload], Json(whole, dumps=str), *row[place_of_payload + 1 :]) for row in rows[0]]
    total, numbers = len(rows[0]), count()

    def work() -> None:
        with psycopg.connect(**_parameters(), autocommit=True) as session:
            while (place := next(numbers)) < total:
                with session.transaction():
                    for statement, own in zip(statements, rows, strict=True):
                        if place < len(own):
                            session.execute(statement, own[place], prepare=True)

    crowd = [threading.Thread(target=work) for _ in range(threads)]
    started = time.perf_counter()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return total / (time.perf_counter() - started)


def _copy(table: str) -> str:
    """An empty copy of the table with its indexes; the statement that inserts a row into it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'CREATE TABLE "floor_{table}" (LIKE "{table}" INCLUDING ALL)')
        cursor.execute(f'GRANT INSERT ON "floor_{table}" TO "{settings.HUITOU_APP_ROLE}"')
    marks = ", ".join(["%s"] * len(_columns(table)))
    return f'INSERT INTO "floor_{table}" ({", ".join(_columns(table))}) VALUES ({marks})'  # noqa: S608


def _rows(table: str, shop: Shop, most: int) -> list[tuple[Any, ...]]:
    with in_shop(shop), connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(_columns(table))} FROM "{table}" LIMIT {int(most)}')  # noqa: S608
        return [tuple(Json(cell) if isinstance(cell, dict) else cell for cell in row) for row in cursor.fetchall()]


def _columns(table: str) -> list[str]:
    model = next(one for one in TABLES if one._meta.db_table == table)
    return [f'"{field.column}"' for field in model._meta.local_fields]


def _parameters() -> dict[str, Any]:
    own = settings.DATABASES["default"]
    return {"dbname": own["NAME"], "user": own["USER"], "host": own["HOST"]}
