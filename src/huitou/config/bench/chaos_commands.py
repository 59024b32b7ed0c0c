"""`huitou serve`, `huitou worker` and PostgreSQL, killed at any moment while refunds are asked for and paid.

Called by `bench chaos --kills N`, on its throw-away database. Nothing in the commands is replaced or held still.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

from django.db import connections

from huitou.config.bench.chaos_victims import kill_server
from huitou.config.bench.lifecycle_shop import BenchShop, Prepared
from huitou.config.embedded_postgres import EmbeddedPostgres
from huitou.core import clock
from huitou.core.deadlines import sweep_shop
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Refund

Say = Callable[[str], None]
VICTIMS = ("serve", "worker", "database")
PATIENCE_SECONDS = 120.0
# A call that died under way holds its key for two minutes, a payment of which nobody knows waits ten.
LONGER_THAN_ANY_WAIT = timedelta(minutes=11)


class NeverAnswered(RuntimeError):
    """The server did not answer a call of the bench in time, however often it was made."""


class _Command:
    """One of the commands, in a session of its own, so that its death is that of all its processes."""

    def __init__(self, *words: str) -> None:
        self._words = [sys.executable, "-m", "huitou", *words]
        self.start()

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def lives(self) -> bool:
        return self._process.poll() is None


def killed_commands(
    shop: BenchShop, orders: Iterator[Prepared], cluster: EmbeddedPostgres, kills: int, say: Say
) -> list[Prepared]:
    """The orders for which a refund was asked while the commands were killed in turn; all of it has come to its end."""
    port = _free_port()
    commands = {"serve": _Command("serve", "--port", str(port), "--processes", "1"), "worker": _Command("worker")}
    caller = _Caller(shop, orders, port)
    try:
        caller.start()
        chance = random.Random(20_261_122)  # noqa: S311  (only so that a second run kills at the same moments)
        for place in range(kills):
            caller.wait_for_another()
            time.sleep(chance.uniform(0, 1.5))
            _kill(VICTIMS[place % len(VICTIMS)], commands, cluster)
            say(f"{place + 1} of {kills} killed, {len(caller.asked)} refunds asked for")
        caller.wait_for_another()
        caller.stop()
        _let_all_end(shop, caller.asked, commands)
    finally:
        caller.stopping = True
        for command in commands.values():
            if command.lives():
                command.kill()
    return caller.asked


def _kill(victim: str, commands: dict[str, _Command], cluster: EmbeddedPostgres) -> None:
    """Kill it, and start again what is dead then, as the system's own service keeper does."""
    if victim == "database":
        connections.close_all()
        if (server := cluster.running()) is not None:
            kill_server(server)
        cluster.start()
    else:
        commands[victim].kill()
    for command in commands.values():
        if not command.lives():
            command.start()


def _let_all_end(shop: BenchShop, asked: list[Prepared], commands: dict[str, _Command]) -> None:
    """Time passes, silence speaks, and the worker does what comes of it. What is open after that counts as lost."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while _open(shop, asked) and time.monotonic() < patience:
        for command in commands.values():
            if not command.lives():
                command.start()
        time.sleep(5)
        clock.shift(LONGER_THAN_ANY_WAIT)
        sweep_shop(shop.shop.pk, at=clock.now())


def _open(shop: BenchShop, asked: list[Prepared]) -> bool:
    with in_shop(shop.shop):
        paid = Refund.objects.filter(order_id__in=[order.order for order in asked], state="succeeded")
        return paid.values("order_id").distinct().count() < len(asked)


class _Caller(threading.Thread):
    """Asks for one refund after the other over HTTP, and asks again under the same key until it is answered."""

    def __init__(self, shop: BenchShop, orders: Iterator[Prepared], port: int) -> None:
        super().__init__(daemon=True)
        self.asked: list[Prepared] = []
        self.stopping = False
        self._shop, self._orders, self._port = shop, orders, port
        self._failure: Exception | None = None

    def run(self) -> None:
        try:
            while not self.stopping and (order := next(self._orders, None)) is not None:
                self._ask_for_refund(order)
                self.asked.append(order)
        except Exception as failure:  # noqa: BLE001  (raised in the thread that waits)
            self._failure = failure
        finally:
            connections.close_all()

    def wait_for_another(self) -> None:
        """Until one more was answered: then all three work. Raises what the thread raised."""
        before, patience = len(self.asked), time.monotonic() + PATIENCE_SECONDS
        while len(self.asked) == before and self.is_alive() and time.monotonic() < patience:
            time.sleep(0.05)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        self.stopping = True
        self.join()

    def _ask_for_refund(self, order: Prepared) -> None:
        line = {"line": str(order.line), "quantity": 1, "reason": "arrived_late"}
        wish = {"order": order.number, "kind": "refund_only", "lines": [line]}
        case = self._answered(order.token, "/cases", wish)
        self._answered(self._shop.agent_token, f"/cases/{case['ref']}/actions/agree", {})

    def _answered(self, token: str, path: str, body: dict[str, Any]) -> Any:
        key, patience, told = str(uuid4()), time.monotonic() + PATIENCE_SECONDS, ""
        while time.monotonic() < patience and not self.stopping:
            try:
                status, told = self._posted(token, path, body, key)
            except (OSError, HTTPException):
                time.sleep(0.1)
                continue
            if status < 300:
                return json.loads(told)
            if status == 409 and "idempotency" in told:
                clock.shift(LONGER_THAN_ANY_WAIT)
            time.sleep(1.2)
        raise NeverAnswered(f"POST {path}: {told[:300]}")

    def _posted(self, token: str, path: str, body: dict[str, Any], key: str) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        try:
            line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
