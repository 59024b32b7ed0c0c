"""`huitou bench import [FILE… --currency … --timezone …]`: orders per second and the peak of memory while importing.

Without files it generates orders from a seed: a table of lines with customers, contacts, payments, parcels and a
share of broken rows. `--orders N` and `--seed N` change how many and which.
"""

import csv
import random
import resource
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

Say = Callable[[str], None]
HEADER = (
    "order_id", "placed_at", "customer_id", "email", "name", "country", "city", "line_id", "sku", "title", "category",
    "quantity", "unit_price", "shipping", "payment_method", "paid_at", "shipped_at", "delivered_at", "tracking_number",
)  # fmt: skip
# Of a thousand rows so many are broken, each in another way: an import must not stop at them.
BROKEN_PER_MILLE = 4


def measure(arguments: Sequence[str], say: Say) -> dict[str, float | int | str]:
    """Import once and return the figures. `peak_mb` is the whole process's, the database server not included."""
    options = options_of(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if not options.files:
            options.files = [Path(folder) / "orders.csv"]
            options.currency, options.timezone = "EUR", "UTC"
            say(f"Generating {options.orders:,} orders (seed {options.seed})")
            generate(options.files[0], orders=options.orders, seed=options.seed)
        return _measured(options, say)


def generate(path: Path, *, orders: int, seed: int) -> int:
    """Write a table of so many orders, one to four lines each; returns the number of rows."""
    random_ = random.Random(seed)  # noqa: S311  (not for secrets: the same seed gives the same file)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    written = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for number in range(1, orders + 1):
            for row in _rows(number, start + timedelta(seconds=17 * number % 15_000_000), random_):
                table.writerow(_perhaps_broken(row, random_))
                written += 1
    return written


def _rows(number: int, placed_at: datetime, random_: random.Random) -> list[list[str]]:
    customer = random_.randrange(1, max(2, number))
    paid_at = placed_at + timedelta(minutes=random_.randrange(1, 90))
    shipped_at = paid_at + timedelta(hours=random_.randrange(4, 72))
    delivered_at = shipped_at + timedelta(hours=random_.randrange(20, 200))
    head = [f"N{number:08d}", placed_at.isoformat(), f"C{customer:07d}", f"buyer{customer}@example.com",
            f"Buyer {customer}", "DE", "Berlin"]  # fmt: skip
    tail = [f"{random_.randrange(0, 900) / 100:.2f}", "card", paid_at.isoformat(), shipped_at.isoformat(),
            delivered_at.isoformat() if random_.random() < 0.95 else "", f"TRACK{number:09d}"]  # fmt: skip
    return [
        [*head, str(line), f"SKU-{random_.randrange(5000):04d}", f"Article {random_.randrange(5000)}", "home",
         str(random_.randrange(1, 4)), f"{random_.randrange(199, 19_999) / 100:.2f}", *tail]
        for line in range(1, random_.choice((1, 1, 1, 2, 2, 3, 4)) + 1)
    ]  # fmt: skip


def _perhaps_broken(row: list[str], random_: random.Random) -> list[str]:
    if random_.randrange(1000) >= BROKEN_PER_MILLE:
        return row
    broken = list(row)
    kind = random_.randrange(4)
    if kind == 0:
        return broken[:-3]
    place, value = ((11, "-1"), (12, "1e30"), (12, "twelve"))[kind - 1]
    broken[place] = value
    return broken


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench import")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--currency", default="EUR")
    parser.add_argument("--timezone", default="UTC")
    parser.add_argument("--format", default="auto")
    parser.add_argument("--shift-to-today", action="store_true")
    return parser.parse_args(list(arguments))


def _measured(options: Namespace, say: Say) -> dict[str, float | int | str]:
    from huitou.config.cli.import_orders import account_of, connectors
    from huitou.core.actors import system_actor
    from huitou.core.clock import now
    from huitou.core.models import Shop
    from huitou.orders.connectors.protocol import ReadOptions
    from huitou.orders.imports import Job, choose, run
    from huitou.parcels.imports import write

    shop = Shop.objects.create(
        slug="bench", name="Bench", country="DE", currency=options.currency, timezone=options.timezone, locale="en"
    )
    reading = ReadOptions(currency=options.currency, timezone=ZoneInfo(options.timezone))
    connector = choose(connectors(), options.format, options.files)
    job = Job(connector, options.files, reading, shift_to_today=options.shift_to_today, then=write)
    before = _peak_mb()
    say(f"Importing as {connector.name}")
    report = run(job, actor=system_actor(shop.pk), at=now())
    peak = _peak_mb()
    again = run(job, actor=system_actor(shop.pk), at=now())
    say("\n" + account_of(report))
    return {
        "orders_per_second": report.orders_per_second,
        "lines_per_second": round(report.lines / report.seconds) if report.seconds else 0,
        "peak_mb": peak,
        "before_mb": before,
        "orders": report.orders,
        "lines": report.lines,
        "payments": report.payments,
        "customers": report.customers,
        "parcels": report.parcels,
        "rejects": report.skipped_total,
        "seconds": report.seconds,
        "second_run_changed": again.new + again.updated + again.parcels + again.cancellations_new,
        "second_run_seconds": again.seconds,
    }


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
