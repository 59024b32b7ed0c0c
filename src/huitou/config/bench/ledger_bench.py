"""`huitou bench ledger [--steps N] [--seed N] [--minutes N]`: a long random walk; after every step the books agree.

The first broken law ends it with the seed and the step, so that it can be walked again.
"""

import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import inf
from random import Random

from django.db import connections

from huitou.config.bench.ledger_walk import LawBroken, Walk
from huitou.config.bench.lifecycle_shop import prepare
from huitou.core import clock
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Refund

Say = Callable[[str], None]
Figures = Mapping[str, float | int | str]
# When an order has been walked through, another one takes its place: an empty order refuses everything.
ORDERS_AT_ONCE, STEPS_PER_ORDER = 4, 60


def measure(arguments: Sequence[str], say: Say) -> Figures:
    """Walk; `broken` is 1 where a law was broken, with `where`."""
    options = options_of(arguments)
    shop = prepare(ORDERS_AT_ONCE + options.steps // STEPS_PER_ORDER + 1, clock.now())
    fresh = iter([order.order for order in shop.orders])
    walk = Walk(shop.shop, [next(fresh) for _ in range(ORDERS_AT_ONCE)])
    chance, deeds = Random(options.seed), Counter[str]()  # noqa: S311  (a walk that can be walked again)
    broken, where = 0, ""
    started = time.perf_counter()
    for number in range(options.steps):
        if time.perf_counter() - started > options.minutes * 60:
            break
        if number % STEPS_PER_ORDER == STEPS_PER_ORDER - 1:
            walk.orders[chance.randrange(ORDERS_AT_ONCE)] = next(fresh)
        deed = walk.step(chance.getrandbits(48))
        deeds[deed] += 1
        try:
            walk.check()
        except LawBroken as law:
            broken, where = 1, f"step {number} ({deed}): {law}"
            break
        if (number + 1) % 1_000 == 0:
            say(f"{number + 1:,} of {options.steps:,} steps")
    seconds = time.perf_counter() - started
    with in_shop(shop.shop):
        states = Counter(Refund.objects.values_list("state", flat=True))
    connections.close_all()
    return {
        "steps": walk.steps,
        "broken": broken,
        "where": where,
        "seed": options.seed,
        "refunds": sum(states.values()),
        "states": ", ".join(f"{name} {count}" for name, count in sorted(states.items())),
        "seconds": round(seconds, 1),
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench ledger")
    parser.add_argument("--steps", type=int, default=2_000, help="100000 takes most of an hour")
    parser.add_argument("--seed", type=int, default=20_261_122)
    parser.add_argument("--minutes", type=float, default=inf, help="walk no longer, however few steps that are")
    return parser.parse_args(list(arguments))
