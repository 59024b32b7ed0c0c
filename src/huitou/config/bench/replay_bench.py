"""`huitou bench replay`: another policy put before a shop's cases and orders, against a plain read of the same rows.

The floor is the very statements that the replay sends, through psycopg, every row fetched and its JSON read: what any
replay in Python must at least do.
"""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huitou.config.bench.past_cases import shop_with
from huitou.config.bench.plain_read import Statement, noted, say_again
from huitou.core import clock
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.insights.replay import effect_of
from huitou.insights.replay_facts import history_of
from huitou.policies.presets import preset_for
from huitou.policies.queries import document_of, version_in_force
from huitou.policies.rules import Document, read

CASES = 2_000
ROUNDS = 3


def measure(arguments: Sequence[str], say: Callable[[str], None]) -> Mapping[str, float | int | str]:
    """`[--cases N]`: the best of three rounds; `ratio_to_floor`: the floor's time as a share of the whole replay's."""
    wanted = options_of(arguments).cases
    shop, cases = shop_with(wanted, say)
    at = clock.now()
    after = read(_stricter(preset_for("CN", currency=shop.currency, timezone=shop.timezone)))
    with in_shop(shop):
        current = version_in_force(shop, at)
        assert current is not None  # the demo publishes one
        before = document_of(current)
        statements: list[Statement] = []
        with noted(statements):
            history_of(at, most=None)
    found: list[Round] = []
    for turn in range(ROUNDS):
        say(f"Replaying {cases:,} cases, round {turn + 1} of {ROUNDS}")
        found.append(_round(shop, at, before, after, statements))
    best = min(found, key=lambda one: one.whole)
    asked = best.cases + best.orders
    return {
        "cases": best.cases,
        "orders": best.orders,
        "changed_cases": best.changed,
        "statements": len(statements),
        "rows": best.rows,
        "replayed_per_second": round(asked / best.whole, 1),
        "read_seconds": round(best.read, 2),
        "cases_judged_per_second": round(best.cases / best.judge_cases, 1),
        "orders_judged_per_second": round(best.orders / best.judge_orders, 1),
        "floor_per_second": round(asked / best.floor, 1),
        "ratio_to_floor": round(best.floor / best.whole, 4),
    }


@dataclass(frozen=True, slots=True)
class Round:
    """One replay and its floor, in seconds; what was replayed."""

    floor: float
    rows: int
    read: float
    judge_cases: float
    judge_orders: float
    cases: int
    orders: int
    changed: int

    @property
    def whole(self) -> float:
        return self.read + self.judge_cases + self.judge_orders


def _round(shop: Shop, at: datetime, before: Document, after: Document, statements: list[Statement]) -> Round:
    with in_shop(shop):
        floor, rows = say_again(statements)
        begun = time.perf_counter()
        history = history_of(at, most=None)
        read_at = time.perf_counter()
    effect = effect_of(before, after, replace(history, orders=()))
    judged_at = time.perf_counter()
    effect_of(before, after, replace(history, cases=()))
    ended_at = time.perf_counter()
    return Round(
        floor, rows, read_at - begun, judged_at - read_at, ended_at - judged_at, len(history.cases),
        len(history.orders), len(effect.changed),
    )  # fmt: skip


def _stricter(document: dict[str, Any]) -> dict[str, Any]:
    """The policy with nothing approved by itself, so that some cases get another answer."""
    for rule in document["rules"]:
        for offer in rule["offers"]:
            offer.pop("automatic", None)
    return document


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench replay")
    parser.add_argument("--cases", type=int, default=CASES)
    return parser.parse_args(list(arguments))
