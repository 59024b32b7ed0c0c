"""The callers of `bench lifecycle`: threads that take one order each from request to accepted goods over HTTP."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection
from typing import Any, Generic, Protocol, TypeVar
from uuid import uuid4

from huitou.config.bench.lifecycle_shop import Prepared


class Call(Protocol):
    """Sends JSON with a token and a fresh Idempotency-Key; gives the answer's JSON."""

    def __call__(self, token: str, path: str, body: dict[str, Any]) -> Any: ...


class CallFailed(RuntimeError):
    """A call of the bench was not answered with success."""


def lifecycle(call: Call, order: Prepared, agent: str) -> str:
    """Request → agree → hand over → receive → accept; returns the case's reference. The jobs pay the refund."""
    line = {"line": str(order.line), "quantity": 1, "reason": "arrived_late"}
    case = call(order.token, "/cases", {"order": order.number, "kind": "return_and_refund", "lines": [line]})
    ref: str = case["ref"]
    goods = call(agent, f"/cases/{ref}/actions/agree", {})["goods_return"]
    parcel = {"carrier": "sf", "tracking_number": f"SFB{order.number}"}
    call(order.token, f"/returns/{goods}/actions/hand_over", parcel)
    call(agent, f"/returns/{goods}/actions/arrive", {})
    call(agent, f"/returns/{goods}/actions/accept_goods", {})
    return ref


def over_http(port: int) -> Call:
    """Calls over one kept-alive connection. The standard library's client: the machine is shared with the server."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def call(token: str, path: str, body: dict[str, Any]) -> Any:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid4()),
            "Accept-Language": "zh-Hans",
        }
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        response = connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise CallFailed(f"POST {path} answered {response.status}: {content.decode()[:500]}")
        return json.loads(content)

    return call


T = TypeVar("T")


class Crowd(Generic[T]):
    """Threads that work through the orders until the time is up; `done` counts whole lifecycles."""

    def __init__(self, threads: int, orders: Iterable[T], work: Callable[[], Callable[[T], Any]]) -> None:
        self._threads = threads
        self._orders: Iterator[T] = iter(orders)
        self._work = work
        self._lock = threading.Lock()
        self._until = 0.0
        self._failures: list[Exception] = []
        self.done = 0
        self.exhausted = False

    def run(self, seconds: float) -> float:
        """Let everybody work; returns the seconds it took. Raises what a thread raised."""
        started = time.perf_counter()
        self._until = started + seconds
        threads = [threading.Thread(target=self._loop, daemon=True) for _ in range(self._threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]
        return time.perf_counter() - started

    def _loop(self) -> None:
        try:
            do = self._work()
            while time.perf_counter() < self._until and not self._failures:
                order = self._next()
                if order is None:
                    return
                do(order)
                with self._lock:
                    self.done += 1
        except Exception as failure:  # noqa: BLE001  (raised by `run`)
            self._failures.append(failure)

    def _next(self) -> T | None:
        with self._lock:
            order = next(self._orders, None)
            self.exhausted = self.exhausted or order is None
            return order
