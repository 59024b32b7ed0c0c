"""How long it takes until another worker goes on where one was killed: real workers, the real clock.

Called by `bench chaos --takeovers N`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from uuid import uuid4

from django.db import connections

from huitou.config.bench.chaos_victims import WORKER
from huitou.config.bench.lifecycle_shop import BenchShop, Prepared
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.tenancy import in_shop
from huitou.refunds.models import GatewayExchange, Refund
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.sheet import Fees
from huitou.refunds.verbs import request_refund, store_sheet

PATIENCE_SECONDS = 180.0
# After the last boundary nothing is left to take over.
STRUCK = WORKER[:-1]


def takeovers(shop: BenchShop, count: int, say: Callable[[str], None]) -> dict[str, float | int | str]:
    """Kill `count` workers, at the boundaries in turn, while another one lives; seconds from death to going on.

    Going on: the refund is paid, or the gateway was asked what became of it. The living worker is held still until
    the other one is dead, so that it does not take the job first.
    """
    living = subprocess.Popen([sys.executable, "-m", "huitou", "worker"], stdin=subprocess.DEVNULL)
    seconds = []
    try:
        time.sleep(5)
        for place in range(count):
            boundary = STRUCK[place % len(STRUCK)]
            os.kill(living.pid, signal.SIGSTOP)
            refund = _refund(shop, shop.orders[place % len(shop.orders)])
            connections.close_all()
            number = str(place % len(STRUCK))
            worker = [sys.executable, "-m", "huitou.config.bench.chaos_worker", number]
            subprocess.run(worker, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False)
            died = time.monotonic()
            os.kill(living.pid, signal.SIGCONT)
            _wait_until_gone_on(shop, refund, died)
            seconds.append(time.monotonic() - died)
            say(f"worker killed {boundary.name}: taken over after {seconds[-1]:.1f} s")
    finally:
        os.kill(living.pid, signal.SIGCONT)
        living.terminate()
        living.wait()
    return {
        "takeovers": count,
        "takeover_seconds_most": round(max(seconds), 1),
        "takeover_seconds_mean": round(sum(seconds) / count, 1),
    }


def _refund(shop: BenchShop, order: Prepared) -> Refund:
    """Another cup of the order, asked for now."""
    at, system = clock.now(), system_actor(shop.shop.pk)
    with in_shop(shop.shop):
        facts = sheet_facts(order.order, [Wanted(order.line, 1)], fees=Fees())
    sheet = store_sheet(actor=system, at=at, order_id=order.order, facts=facts)
    (refund,) = request_refund(actor=system, at=at, order_id=order.order, cause_id=uuid4(), sheet=sheet)
    return refund


def _wait_until_gone_on(shop: BenchShop, refund: Refund, died: float) -> None:
    while time.monotonic() - died < PATIENCE_SECONDS:
        with in_shop(shop.shop):
            paid = Refund.objects.filter(pk=refund.pk, state="succeeded").exists()
            asked = GatewayExchange.objects.filter(refund=refund, kind="question").exists()
        if paid or asked:
            return
        time.sleep(0.2)
