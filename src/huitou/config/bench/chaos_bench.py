"""`huitou bench chaos [--runs N] [--control N]`: kill -9 of web, worker and database at every boundary of a refund.

Each run is one order of its own: a refund is asked for over HTTP and paid by a worker, one of the three dies on the
way, time passes, and then it must have been paid exactly once. Then the commands themselves are killed at any moment,
and it is measured how long a takeover takes. `--control` gives every call a key of its own, which must be found.
"""

import json
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.test import Client

from huitou.config.bench.chaos_commands import killed_commands
from huitou.config.bench.chaos_takeover import takeovers
from huitou.config.bench.chaos_victims import (
    PAID_UNSETTLED,
    Boundary,
    kill_self,
    kill_server,
    label,
    run_and_die,
    spread,
    work_off,
)
from huitou.config.bench.lifecycle_shop import BenchShop, Prepared, prepare
from huitou.config.embedded_postgres import EmbeddedPostgres
from huitou.core import clock, jobs
from huitou.core.deadlines import sweep_shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds import gateway_calls
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Refund
from huitou.refunds.reconcile import counters_against_ledger, reconcile

Say = Callable[[str], None]
Figures = Mapping[str, float | int | str]
# After a death: so often time passes and silence speaks, before what is not paid counts as lost.
MOST_SWEEPS = 12
ORDERS_PER_KILL = 60


class RunNotPrepared(RuntimeError):
    """The bench itself could not bring an order to where it is to be struck."""


@dataclass(slots=True)
class Tally:
    """What was counted over all runs."""

    struck: int = 0
    double: int = 0
    lost: int = 0
    unbalanced: int = 0
    refused: int = 0


def measure(arguments: Sequence[str], say: Say) -> Figures:
    """Run it. `double` and `lost` are refunds; `unbalanced` payments whose counters are not what the ledger says."""
    options = options_of(arguments)
    say(f"Preparing {options.runs} orders")
    began = clock.now()
    others = options.control + options.takeovers + ORDERS_PER_KILL * options.kills
    shop = prepare(options.runs + others, began)
    orders = iter(shop.orders)
    cluster = EmbeddedPostgres(settings.HUITOU_DATA)
    cluster.start()
    try:
        figures = _strikes(options, shop, orders, cluster, say)
        figures |= _books(shop, began)
        if options.kills:
            say("Killing serve, worker and the database while they work")
            tally, asked = Tally(), killed_commands(shop, orders, cluster, options.kills, say)
            for order in asked:
                _count(shop, order, tally)
            figures |= {
                "commands_killed": options.kills, "commands_refunds": len(asked),
                "commands_double": tally.double, "commands_lost": tally.lost, "commands_unbalanced": tally.unbalanced,
            }  # fmt: skip
        if options.takeovers:
            say("Measuring takeovers with real workers")
            figures |= takeovers(shop, orders, options.takeovers, say)
        if options.control:
            figures |= _control(options.control, shop, orders, cluster)
    finally:
        connections.close_all()
        cluster.stop()
    return figures


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench chaos")
    parser.add_argument("--runs", type=int, default=240, help="24 is each boundary with each victim once")
    parser.add_argument("--minutes", type=float, default=inf, help="strike no longer, however few runs that are")
    parser.add_argument("--kills", type=int, default=9, help="then kill the commands themselves so often, any time")
    parser.add_argument("--takeovers", type=int, default=2, help="then kill so many real workers and take the time")
    parser.add_argument("--control", type=int, default=0, help="then so many runs with the guard off: found double")
    return parser.parse_args(list(arguments))


def _strikes(
    options: Namespace, shop: BenchShop, orders: Iterator[Prepared], cluster: EmbeddedPostgres, say: Say
) -> dict[str, float | int | str]:
    """Each boundary with each victim in turn."""
    tally, missed, runs = Tally(), Counter[str](), 0
    started = time.perf_counter()
    for boundary, victim in spread(options.runs):
        if time.perf_counter() - started > options.minutes * 60:
            break
        runs += 1
        if not _one_run(shop, next(orders), boundary, victim, cluster, tally):
            missed[label(boundary, victim)] += 1
        if runs % 100 == 0:
            say(f"{runs} of {options.runs} runs, {tally.double} double, {tally.lost} lost")
    return {
        "runs": runs,
        "struck": tally.struck,
        "not_struck": ", ".join(f"{name} {count}" for name, count in sorted(missed.items())),
        "double": tally.double,
        "lost": tally.lost,
        "unbalanced": tally.unbalanced,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _control(
    runs: int, shop: BenchShop, orders: Iterator[Prepared], cluster: EmbeddedPostgres
) -> dict[str, float | int | str]:
    """The guard off: a worker that dies after the gateway has paid makes it pay twice, and the count must say so."""
    tally, began = Tally(), clock.now()
    with _careless():
        for place in range(runs):
            boundary = PAID_UNSETTLED[place % len(PAID_UNSETTLED)]
            _one_run(shop, next(orders), boundary, "process", cluster, tally)
    differences = _books(shop, began)["differences"]
    return {"control_runs": runs, "control_double": tally.double, "control_differences": differences}


def _one_run(
    shop: BenchShop, order: Prepared, boundary: Boundary, victim: str, cluster: EmbeddedPostgres, tally: Tally
) -> bool:
    """One refund with one death; whether the blow fell."""
    ref = _asked(order)
    key = str(uuid4())

    def agree() -> None:
        _post(shop.agent_token, f"/cases/{ref}/actions/agree", {}, key)

    on_the_web = boundary.side == "web"
    if not on_the_web:
        agree()
    server = cluster.running()
    assert server is not None
    connections.close_all()
    kill = kill_self if victim == "process" else lambda: kill_server(server)
    fell = run_and_die(agree if on_the_web else work_off, boundary, kill)
    if victim == "database":
        cluster.start()
    if on_the_web:
        agree()  # the client has no answer and asks again, with the same key
    _let_time_pass(shop, order)
    _count(shop, order, tally)
    tally.struck += fell
    return fell


def _asked(order: Prepared) -> str:
    """The reference of a case that waits for the shop's yes: money for one cup, which the buyer keeps."""
    line = {"line": str(order.line), "quantity": 1, "reason": "arrived_late"}
    case = _post(order.token, "/cases", {"order": order.number, "kind": "refund_only", "lines": [line]}, str(uuid4()))
    return str(case["ref"])


def _post(token: str, path: str, body: dict[str, Any], key: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Accept-Language": "en"}
    client = Client(SERVER_NAME="localhost")
    answer = client.post(f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)
    if answer.status_code == 409 and b"idempotency" in answer.content:
        # The first call died under way: its key is free again after two minutes.
        with clock.moved(timedelta(minutes=3)):
            answer = client.post(f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)
    if answer.status_code >= 300:
        raise RunNotPrepared(f"POST {path} answered {answer.status_code}: {answer.content.decode()[:300]}")
    return answer.json()


def _let_time_pass(shop: BenchShop, order: Prepared) -> None:
    """What a living installation does: dead workers are taken over, jobs run, the clock goes on, silence speaks."""
    for sweeps in range(MOST_SWEEPS):
        with clock.moved(timedelta(minutes=11 * sweeps)):
            jobs.take_over(seconds=0)
            jobs.run_pending()
            if not _open(shop, order):
                return
            sweep_shop(shop.shop.pk, at=clock.now())
            jobs.run_pending()


def _open(shop: BenchShop, order: Prepared) -> bool:
    with in_shop(shop.shop):
        rows = Refund.objects.filter(order_id=order.order)
        return not rows.exists() or rows.exclude(state="succeeded").exists()


def _count(shop: BenchShop, order: Prepared, tally: Tally) -> None:
    """What the provider's own books say of this order, against ours."""
    payouts = list(Payout.objects.filter(payment=order.payment_name))
    with in_shop(shop.shop):
        refunds = list(Refund.objects.filter(order_id=order.order))
        payment = Payment.objects.get(pk=order.payment)
    owed = sum(refund.amount_minor for refund in refunds)
    paid = sum(payout.amount_minor for payout in payouts)
    tally.double += paid > owed or len(refunds) > 1
    tally.lost += paid < owed or not refunds or any(refund.state != "succeeded" for refund in refunds)
    tally.unbalanced += (payment.reserved_minor, payment.refunded_minor) != (0, owed)


def _books(shop: BenchShop, began: datetime) -> dict[str, float | int | str]:
    """Ours against the provider's, and the counters against the ledger."""
    with clock.moved(timedelta(hours=6)):
        report = reconcile(shop_id=shop.shop.pk, gateway="sandbox", since=began, at=clock.now())
    totals = report.totals("CNY")
    return {
        "counters_off": len(counters_against_ledger(shop.shop.pk)),
        "differences": len(report.differences),
        "ours_minor": totals.ours_minor,
        "theirs_minor": totals.theirs_minor,
        "ledger_minor": totals.ledger_minor,
    }


def _careless() -> Any:
    """The guard off: every call is made under a key of its own, so that asking finds nothing and calling pays again."""

    def pay(refund: Refund) -> Any:
        return gateway(refund.gateway).refund(replace(gateway_calls._request(refund), key=f"careless-{uuid4()}"))

    return patch.object(gateway_calls, "_pay", pay)
