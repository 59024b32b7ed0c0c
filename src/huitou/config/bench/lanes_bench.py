"""`huitou bench lanes FOLDER… [--first-half]`: the lanes' windows against the shop's.

Walks the orders of an Olist folder in the order of time; nothing is written to the database. Without `--first-half`
only the later half is judged: the earlier one chose the two constants of `lanes.times`.
"""

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from huitou.lanes.backtest import LEVELS, Outcome, Past, backtest
from huitou.lanes.ways import lane_of, place_name

Say = Callable[[str], None]
# So many parcels only teach; with fewer no shop would give windows of its own.
TEACH = 1000


def measure(arguments: Sequence[str], say: Say) -> dict[str, float | int | str]:
    """Walk twice: promised at the hand-over to the carrier, and already at the purchase."""
    options = options_of(arguments)
    found: dict[str, float | int | str] = {}
    for moment in ("hand_over", "purchase"):
        past = [one for folder in options.folders for one in read(folder, moment)]
        half = len(past) // 2
        first, until = (TEACH, half) if options.first_half else (half, None)
        outcome = backtest(past, first=first, until=until)
        say(f"{moment}: {outcome.parcels:,} parcels judged of {len(past):,}")
        found |= {f"{moment}_{name}": value for name, value in _figures(outcome).items()}
    return found


def read(folder: Path, moment: str) -> Iterator[Past]:
    """The delivered orders of an Olist folder. Its times are local ones, without an offset."""
    customers = {row["customer_id"]: row for row in _rows(folder / "olist_customers_dataset.csv")}
    sellers_file = next(place for place in (folder, folder.parent) if (place / "olist_sellers_dataset.csv").exists())
    sellers = {row["seller_id"]: row for row in _rows(sellers_file / "olist_sellers_dataset.csv")}
    seller_of = {row["order_id"]: row["seller_id"] for row in _rows(folder / "olist_order_items_dataset.csv")}
    for row in _rows(folder / "olist_orders_dataset.csv"):
        times = [row["order_purchase_timestamp"], row["order_delivered_carrier_date"],
                 row["order_delivered_customer_date"], row["order_estimated_delivery_date"]]  # fmt: skip
        seller = sellers.get(seller_of.get(row["order_id"], ""))
        if not all(times) or seller is None:
            continue
        bought, handed, arrived, estimate = (datetime.fromisoformat(text).date() for text in times)
        begins = handed if moment == "hand_over" else bought
        if arrived < begins:
            continue  # booked the wrong way round
        customer = customers[row["customer_id"]]
        lane = lane_of(
            carrier="", origin=place_name("BR", seller["seller_state"]), country="BR",
            region=customer["customer_state"], handed_on=begins,
        )  # fmt: skip
        yield Past(lane, begins, arrived, max(estimate, begins))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _figures(outcome: Outcome) -> dict[str, float | int | str]:
    equal, share = outcome.days_at_shops_share, outcome.share_at_shops_days
    figures: dict[str, float | int | str] = {
        "parcels": outcome.parcels,
        "shop_kept_per_cent": round(100 * outcome.shop_kept, 2),
        "shop_days": round(outcome.shop_days, 2),
        "lane_days_kept_as_often": round(equal, 2) if equal is not None else "out of reach",
        "lane_kept_per_cent_as_wide": round(100 * share, 2) if share is not None else "out of reach",
    }
    if equal is not None:
        figures["narrower_per_cent"] = round(100 * (1 - equal / outcome.shop_days), 1)
    for level, kept, days in zip(LEVELS, outcome.kept, outcome.days, strict=True):
        figures[f"asked_{level:.2f}"] = f"kept {100 * kept:.1f} %, {days:.1f} days"
    return figures


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench lanes", description=sys.modules[__name__].__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--first-half", action="store_true", help="judge the half that chose the constants")
    return parser.parse_args(arguments)
