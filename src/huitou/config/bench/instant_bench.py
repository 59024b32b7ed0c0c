"""`huitou bench instant FILE… [--currency GBP --timezone Europe/London --plot FILE]`: losses against the budget.

Simulates instant refunds over the orders of the files with honest and abusive buyers: the controller with its hard
stop, against fixed thresholds without a budget. Nothing is written to the database.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from huitou.config.bench.instant_plot import plot
from huitou.instant.simulation import Bought, MonthFigures, Way, World, over_budget, simulate
from huitou.orders.connectors.olist.adapter import OlistFolder
from huitou.orders.connectors.online_retail.adapter import OnlineRetail
from huitou.orders.connectors.protocol import Connector, ReadOptions
from huitou.orders.drafts import OrderDraft

Say = Callable[[str], None]
READERS: tuple[Callable[[], Connector], ...] = (OnlineRetail, OlistFolder)


def measure(arguments: Sequence[str], say: Say) -> dict[str, float | int | str]:
    """Simulate every way and return the figures; sums in minor units."""
    options = options_of(arguments)
    orders = read(options.files, options.currency, options.timezone)
    months = sorted({order.day.strftime("%Y-%m") for order in orders})
    turnover = sum(order.amount_minor for order in orders)
    budget = options.budget or max(1, turnover * options.per_mille // 1000 // len(months))
    world = World(wave=frozenset(months[-4:-2]), seed=options.seed)
    say(f"{len(orders):,} orders in {len(months)} months; budget {budget:,} minor units a month")
    low = options.narrowest
    ways = [
        Way("controller 100 %", budget, narrowest=low),
        Way("controller 50 %", budget, narrowest=low, set_aside_percent=50),
        Way(f"fixed {options.fixed}", budget, narrowest=low, fixed=options.fixed),
    ]
    found = {way.name: simulate(orders, way, world) for way in ways}
    if options.plot:
        Path(options.plot).write_text(plot(found, budget, months, options.currency), encoding="utf-8")
    return {
        "orders": len(orders),
        "months": len(months),
        "budget_minor": budget,
        **{key: value for way in ways for key, value in _figures(way.name, found[way.name], budget).items()},
    }


def read(files: Sequence[Path], currency: str, timezone: str) -> list[Bought]:
    """The paid orders of the files, by the connector that recognises them."""
    found = []
    for path in files:
        connector = next(one for one in (make() for make in READERS) if one.recognises(path))
        for record in connector.read([path], ReadOptions(currency, ZoneInfo(timezone))):
            if isinstance(record, OrderDraft) and record.total_minor > 0 and record.state == "paid":
                found.append(Bought(record.customer.external_id, record.placed_at.date(), record.total_minor))
    return found


def _figures(name: str, months: Mapping[str, MonthFigures], budget: int) -> dict[str, int]:
    key = name.replace(" %", "").replace(" ", "_")
    honest = sum(month.honest for month in months.values())
    served = sum(month.honest_paid_ahead for month in months.values())
    return {
        f"{key}_months_over": over_budget(months.values(), budget),
        f"{key}_worst_month_per_cent": max(100 * month.lost_minor // budget for month in months.values()),
        f"{key}_lost_minor": sum(month.lost_minor for month in months.values()),
        f"{key}_paid_ahead": sum(month.paid_ahead for month in months.values()),
        f"{key}_honest_served_per_cent": 100 * served // honest if honest else 0,
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench instant", description=sys.modules[__name__].__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--currency", default="GBP")
    parser.add_argument("--timezone", default="Europe/London")
    parser.add_argument("--budget", type=int, default=0, help="minor units a month; else a share of the turnover")
    parser.add_argument("--per-mille", type=int, default=2, help="the budget as a share of an average month's turnover")
    parser.add_argument("--narrowest", type=int, default=30, help="the lowest standing that the controller may go to")
    parser.add_argument("--fixed", type=int, default=50, help="the standing of the baseline without a budget")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", default="", help="write an SVG here")
    return parser.parse_args(arguments)
