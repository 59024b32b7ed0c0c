"""`huitou bench races [--rounds N] [--threads N] [--minutes N] [--control]`: refunds at once on one payment or line.

Every round has an order of its own. Nobody may get above what was captured, nor above what was bought. `--control`
takes the lock and the guarded update away; then the same rounds must go above.
"""

import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from math import inf
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.db import connections
from django.db.models import Sum

from huitou.config.bench.lifecycle_shop import BenchShop, Prepared, prepare
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.errors import Conflict
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line, Payment
from huitou.refunds import booking, locks
from huitou.refunds.models import Refund, RefundLine
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.sheet import Agreed, Fees
from huitou.refunds.verbs import request_refund, store_sheet

Say = Callable[[str], None]
Figures = Mapping[str, float | int | str]


def measure(arguments: Sequence[str], say: Say) -> Figures:
    """Run it; `above_captured` and `above_bought` count rounds that went wrong, of `rounds` each."""
    options = options_of(arguments)
    say(f"Preparing {2 * options.rounds} orders")
    shop = prepare(2 * options.rounds, clock.now())
    started = time.perf_counter()
    above_captured = above_bought = got = rounds = 0
    with _guards(off=options.control, threads=options.threads):
        for place in range(options.rounds):
            if time.perf_counter() - started > options.minutes * 60:
                break
            rounds += 1
            payment_order, line_order = shop.orders[2 * place], shop.orders[2 * place + 1]
            # A tenth of the payment each, so that ten of them fit; and one of three cups each.
            got += _at_once(options.threads, shop, payment_order, amount=8_020)
            above_captured += _paid_back(shop, payment_order) > 80_200
            got += _at_once(options.threads, shop, line_order, amount=0)
            above_bought += _units(shop, line_order) > 3
            if (place + 1) % 50 == 0:
                say(f"{place + 1} of {options.rounds} rounds")
    seconds = time.perf_counter() - started
    wrong = counters_against_ledger(shop.shop.pk)
    connections.close_all()
    return {
        "rounds": rounds,
        "threads": options.threads,
        "above_captured": above_captured,
        "above_bought": above_bought,
        "refunds": got,
        "refused": 2 * rounds * options.threads - got,
        "unbalanced": len(wrong),
        "seconds": round(seconds, 1),
        "control": int(options.control),
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench races")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=inf, help="race no longer, however few rounds that are")
    parser.add_argument("--control", action="store_true", help="without lock and guard: it must go above")
    return parser.parse_args(list(arguments))


def _at_once(threads: int, shop: BenchShop, order: Prepared, *, amount: int) -> int:
    """How many of the requests were granted. Their sums were computed before any of them, as previews are."""
    at, system = clock.now(), system_actor(shop.shop.pk)
    with in_shop(shop.shop):
        if amount:
            facts = sheet_facts(order.order, [], fees=Fees(), agreed=Agreed("amount", amount, goods_kept=True))
        else:
            facts = sheet_facts(order.order, [Wanted(order.line, 1)], fees=Fees())
    sheets = [store_sheet(actor=system, at=at, order_id=order.order, facts=facts) for _ in range(threads)]
    start = threading.Barrier(threads)
    granted: list[bool] = []
    failures: list[Exception] = []

    def ask(sheet: Any) -> None:
        try:
            start.wait(timeout=60)
            request_refund(actor=system, at=at, order_id=order.order, cause_id=uuid4(), sheet=sheet)
            granted.append(True)
        except Conflict:
            pass
        except Exception as failure:  # noqa: BLE001  (raised below)
            failures.append(failure)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=ask, args=(sheet,)) for sheet in sheets]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if failures:
        raise failures[0]
    return len(granted)


def _paid_back(shop: BenchShop, order: Prepared) -> int:
    with in_shop(shop.shop):
        rows = Refund.objects.filter(order_id=order.order).exclude(state="failed")
        return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def _units(shop: BenchShop, order: Prepared) -> int:
    with in_shop(shop.shop):
        bought = Line.objects.get(pk=order.line)
        rows = RefundLine.objects.filter(line=bought)
        return int(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)


@contextmanager
def _guards(*, off: bool, threads: int) -> Iterator[None]:
    """With the guards off: everybody reads, compares and writes back, as careless code does."""
    if not off:
        yield
        return
    everybody_has_read = threading.Barrier(threads)

    def unlocked(order_id: UUID) -> list[Payment]:
        return list(Payment.objects.filter(order_id=order_id).order_by("pk"))

    def unguarded(payment: Payment, money: Any) -> None:
        everybody_has_read.wait(timeout=60)
        Payment.objects.filter(pk=payment.pk).update(reserved_minor=payment.reserved_minor + money.minor)

    with ExitStack() as stack:
        stack.enter_context(patch.object(locks, "lock_payments", unlocked))
        stack.enter_context(patch.object(booking, "reserve", unguarded))
        yield
