"""`huitou bench rollup`: a shop's cases measured anew from their events, and the figures that are read from them.

The floor reads the same rows through psycopg and writes the same steps in one statement: no measuring.
"""

import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from huitou.config.bench.past_cases import shop_with
from huitou.config.bench.plain_read import Statement, noted, say_again
from huitou.core import clock
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.insights.models import CaseStep
from huitou.insights.queries import figures, last_days
from huitou.insights.rolling_up import rebuild, roll_up

CASES = 10_000
PAGES = 20


def measure(arguments: Sequence[str], say: Callable[[str], None]) -> Mapping[str, float | int | str]:
    """`[--cases N]`: `ratio_to_floor` is the floor's time as a share of the roll-up's."""
    wanted = options_of(arguments).cases
    shop, cases = shop_with(wanted, say)
    at = clock.now()
    say(f"Taking in the events of {cases:,} cases")
    begun = time.perf_counter()
    roll_up(shop.pk, at=at)
    taken_in = time.perf_counter() - begun
    say(f"Measuring {cases:,} cases anew")
    statements: list[Statement] = []
    begun = time.perf_counter()
    with noted(statements):
        rebuild(shop.pk, at=at)
    seconds = time.perf_counter() - begun
    floor, rows, steps = _floor(shop.pk, statements)
    page, queries = _page(shop, at)
    with in_shop(shop):
        events = Event.objects.count()
    return {
        "cases": cases,
        "events": events,
        "steps": steps,
        "rows_read": rows,
        "cases_per_second": round(cases / seconds, 1),
        "events_taken_in_per_second": round(events / taken_in, 1),
        "floor_per_second": round(cases / floor, 1),
        "ratio_to_floor": round(floor / seconds, 4),
        "figures_ms": round(page * 1000, 1),
        "figures_statements": queries,
    }


def _floor(shop_id: UUID, statements: list[Statement]) -> tuple[float, int, int]:
    """Seconds for reading the same rows and writing the same steps; how many of both. What it writes is undone."""
    columns = ", ".join(f'"{field.column}"' for field in CaseStep._meta.concrete_fields)
    table = CaseStep._meta.db_table
    with in_shop(shop_id):
        seconds, rows = say_again(statements)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {columns} FROM {table}")  # noqa: S608
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            begun = time.perf_counter()
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept")  # noqa: S608
            seconds += time.perf_counter() - begun
            steps = cursor.rowcount
    return seconds, rows, steps


def _page(shop: Shop, at: datetime) -> tuple[float, int]:
    """The median of the figures that the pages read, seconds, and their statements."""
    statements: list[Statement] = []
    with in_shop(shop), noted(statements):
        figures(last_days(shop, at))
    found = []
    for _ in range(PAGES):
        begun = time.perf_counter()
        with in_shop(shop):
            figures(last_days(shop, at))
        found.append(time.perf_counter() - begun)
    return statistics.median(found), len(statements)


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench rollup")
    parser.add_argument("--cases", type=int, default=CASES)
    return parser.parse_args(list(arguments))
