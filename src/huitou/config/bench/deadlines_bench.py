"""`huitou bench deadlines`: what silence does to a shop's cases, against the same writes in plain SQL.

Buyers ask, nobody answers, every deadline passes: one sweep decides some of the cases, two sweeps at once as many
others. Then the sweep of a minute in which nothing is due, in a shop with many cases and in one with a thousand.
"""

import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.config.bench.lifecycle_bench import in_process, kept_ids
from huitou.config.bench.lifecycle_floor import Recording, recorded, replayer, written_for
from huitou.config.bench.lifecycle_shop import BenchShop, Prepared, prepare
from huitou.config.bench.lists_fill import fill
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.deadlines import speak, sweep_shop
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop

CASES, FEW, MANY = 400, 1_000, 100_000
ROUNDS = 40
Say = Callable[[str], None]


class NotDecidedOnce(RuntimeError):
    """A case whose deadline had passed was decided by no sweep, or by two."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A case that waits for the shop, with the rows that its silence touches."""

    case: UUID
    due: datetime
    order: Prepared

    def rows_of(self, other: "Unanswered") -> dict[UUID, UUID]:
        """Whose rows are written when what was written for this case is written for the other one."""
        return {self.case: other.case} | self.order.rows_of(other.order)


def measure(arguments: Sequence[str], say: Say) -> Mapping[str, float | int | str]:
    """`[--cases N] [--many N]`: `ratio_to_floor` is the sweep's rate as a share of the floor's.

    Letters and other jobs that follow are not part of it. Raises NotDecidedOnce.
    """
    options = options_of(arguments)
    number = options.cases
    say(f"Asking for {3 * number:,} returns that nobody answers")
    shop = prepare(3 * number + 2, clock.now(), slug="bench-silent")
    unanswered = [_ask(shop, order) for order in shop.orders]
    run_pending()
    recording = _record(shop, unanswered[:2])
    say(f"One sweep over {number:,} of them, then two at once")
    alone = _sweep(shop, unanswered[2 : number + 2], sweeps=1)
    together = _sweep(shop, unanswered[number + 2 : 2 * number + 2], sweeps=2)
    say("Measuring the floor")
    floor = _floor(shop, recording, unanswered[1], unanswered[2 * number + 2 :])
    few, many = (_Idle(cases, say) for cases in (FEW, options.many))
    for _ in range(ROUNDS):
        few.sweep()
        many.sweep()
    return {
        "decided_per_second": round(number / alone, 1),
        "floor_per_second": round(number / floor, 1),
        "ratio_to_floor": round(floor / alone, 3),
        "two_at_once_per_second": round(number / together, 1),
        "statements": recording.statements,
        "writes": recording.writes,
        "cases_few": few.cases,
        "cases_many": many.cases,
        "idle_few_ms": round(few.median * 1000, 1),
        "idle_many_ms": round(many.median * 1000, 1),
        "idle_ratio": round(many.median / few.median, 2),
        "idle_statements": many.statements(),
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench deadlines")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--many", type=int, default=MANY)
    return parser.parse_args(list(arguments))


def _ask(shop: BenchShop, order: Prepared) -> Unanswered:
    """The buyer's request, which its shop may refuse: nothing but silence decides it."""
    line = {"line": str(order.line), "quantity": 1, "reason": "arrived_late"}
    body = {"order": order.number, "kind": "return_and_refund", "lines": [line]}
    ref = in_process(order.token, "/cases", body)["ref"]
    with in_shop(shop.shop):
        case = Case.objects.get(ref=ref)
    assert case.deadline_at is not None  # the shop has to answer
    return Unanswered(case.pk, case.deadline_at, order)


def _record(shop: BenchShop, cases: Sequence[Unanswered]) -> Recording:
    """What silence over one case says to the database; the last of `cases`, when all is warm."""
    recording = Recording()
    for one in cases:
        recording = Recording()
        with recorded(recording):
            speak(actor=system_actor(shop.shop.pk), at=one.due, machine=CASE, model=Case, subject_id=one.case)
    return recording


def _sweep(shop: BenchShop, cases: Sequence[Unanswered], *, sweeps: int) -> float:
    """Seconds until so many sweeps at once, begun when the last of these cases is due, have decided them all."""

    def sweep(_number: int) -> int:
        moved = sweep_shop(shop.shop.pk, at=cases[-1].due)
        if sweeps > 1:
            connections.close_all()
        return moved

    begun = time.perf_counter()
    if sweeps == 1:
        moved = sweep(0)
    else:
        with ThreadPoolExecutor(sweeps) as pool:
            moved = sum(pool.map(sweep, range(sweeps)))
    seconds = time.perf_counter() - begun
    with in_shop(shop.shop):
        open_still = Case.objects.filter(pk__in=[one.case for one in cases], state="requested").count()
    if open_still or moved != len(cases):
        raise NotDecidedOnce(f"{len(cases)} cases were due, {moved} times one was decided, {open_still} were not")
    return seconds


def _floor(shop: BenchShop, recording: Recording, model: Unanswered, cases: Sequence[Unanswered]) -> float:
    """Seconds for nothing but the same writes, with the same commits."""
    kept = {one: one for one in kept_ids(shop)}
    written = [written_for(recording, model.rows_of(one) | kept) for one in cases]
    replay = replayer(shop.shop.pk)
    begun = time.perf_counter()
    for one in written:
        replay(one)
    return time.perf_counter() - begun


class _Idle:
    """A shop in which nothing is due, and how long the sweep of a minute takes to find that out."""

    def __init__(self, cases: int, say: Say) -> None:
        say(f"Filling a shop with {cases:,} cases")
        self._at = clock.now()
        shop = prepare(1, self._at, slug=f"bench-{cases}")
        _ask(shop, shop.orders[0])
        run_pending()
        self.cases = fill(shop.shop.pk, cases - 1, self._at)
        self._at -= timedelta(seconds=1)  # the first copies are due at the very moment of the filling
        self._shop = shop.shop.pk
        self._seconds: list[float] = []

    def sweep(self) -> None:
        begun = time.perf_counter()
        moved = sweep_shop(self._shop, at=self._at)
        self._seconds.append(time.perf_counter() - begun)
        if moved:
            raise NotDecidedOnce(f"{moved} cases were decided though none was due")

    def statements(self) -> int:
        """How many statements one such sweep sends."""
        with CaptureQueriesContext(connection) as captured:
            self.sweep()
        return len(captured)

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self._seconds)
