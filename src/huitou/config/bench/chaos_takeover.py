"""How long it takes until another worker goes on where one was killed: `huitou worker` as it is, the real clock.

Called by `bench chaos --takeovers N`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import uuid4

from django.db import connections

from huitou.config.bench.lifecycle_shop import BenchShop, Prepared
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import GatewayExchange, Refund
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.sheet import Fees
from huitou.refunds.verbs import request_refund, store_sheet

PROMISED_SECONDS = 60.0
PATIENCE_SECONDS = 180.0


class WorkerIdle(RuntimeError):
    """The worker that was to be killed in the middle of a payment never began it."""


def takeovers(
    shop: BenchShop, orders: Iterator[Prepared], count: int, say: Callable[[str], None]
) -> dict[str, float | int | str]:
    """Kill `count` workers in the middle of a call, while another one lives; seconds from death to going on.

    Going on: the refund is paid, or the gateway was asked what became of it. The living worker is held still until
    the other one is dead, so that it does not take the job first.
    """
    living, seconds = _worker(), []
    try:
        time.sleep(8)
        for _ in range(count):
            os.kill(living.pid, signal.SIGSTOP)
            victim = _worker()
            refund = _killed_while_calling(shop, next(orders), victim)
            died = time.monotonic()
            os.kill(living.pid, signal.SIGCONT)
            _wait_until(partial(_gone_on, shop, refund), PATIENCE_SECONDS)
            seconds.append(time.monotonic() - died)
            say(f"A worker was killed in the middle of a call: taken over after {seconds[-1]:.1f} s")
    finally:
        os.kill(living.pid, signal.SIGCONT)
        living.terminate()
        living.wait()
    return {
        "takeovers": count,
        "takeovers_within_60_s": sum(one <= PROMISED_SECONDS for one in seconds),
        "takeover_seconds_most": round(max(seconds), 1),
        "takeover_seconds_mean": round(sum(seconds) / count, 1),
    }


def _worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "huitou", "worker", "--concurrency", "1"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _killed_while_calling(shop: BenchShop, order: Prepared, victim: "subprocess.Popen[bytes]") -> Refund:
    """A refund whose call to a slow gateway was begun by the victim, which is dead now. Raises WorkerIdle."""
    plan_fault(str(shop.shop.pk), Kind.SLOW, seconds=600)
    refund = _refund(shop, order)
    try:
        if not _wait_until(lambda: _state(shop, refund) == "calling", PATIENCE_SECONDS):
            raise WorkerIdle()
    finally:
        victim.kill()
        victim.wait()
        connections.close_all()
    return refund


def _refund(shop: BenchShop, order: Prepared) -> Refund:
    """One cup of the order, asked for now."""
    at, system = clock.now(), system_actor(shop.shop.pk)
    with in_shop(shop.shop):
        facts = sheet_facts(order.order, [Wanted(order.line, 1)], fees=Fees())
    sheet = store_sheet(actor=system, at=at, order_id=order.order, facts=facts)
    (refund,) = request_refund(actor=system, at=at, order_id=order.order, cause_id=uuid4(), sheet=sheet)
    return refund


def _state(shop: BenchShop, refund: Refund) -> str:
    with in_shop(shop.shop):
        return Refund.objects.values_list("state", flat=True).get(pk=refund.pk)


def _gone_on(shop: BenchShop, refund: Refund) -> bool:
    with in_shop(shop.shop):
        asked = GatewayExchange.objects.filter(refund=refund, kind="question").exists()
    return asked or _state(shop, refund) == "succeeded"


def _wait_until(true: Callable[[], bool], patience_seconds: float) -> bool:
    """Whether it became true in time."""
    patience = time.monotonic() + patience_seconds
    while time.monotonic() < patience:
        if true():
            return True
        time.sleep(0.2)
    return False
