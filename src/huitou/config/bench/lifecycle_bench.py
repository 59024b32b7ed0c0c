"""`huitou bench lifecycle [--seconds N]`: whole returns per second over HTTP, against the same writes in plain SQL.

Web, worker and database as in `serve` and `worker`; the floor is measured on the same database in the same run.

A lifecycle is request → agree → hand over → receive → accept, then the refund paid by the worker. The first figure
counts until the last refund is paid; the mails that follow are drained and told apart.
"""

import json
import socket
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections
from django.test import Client

from huitou.accounts.models import Membership
from huitou.cases.models import Case
from huitou.config.bench.lifecycle_clients import CallFailed, Crowd, lifecycle, over_http
from huitou.config.bench.lifecycle_cpu import used_seconds
from huitou.config.bench.lifecycle_floor import Recording, recorded, replayer, written_for
from huitou.config.bench.lifecycle_shop import BenchShop, prepare
from huitou.config.embedded_place import place_of
from huitou.config.embedded_process import server_of
from huitou.config.household import Child
from huitou.config.static_files import collect_when_changed
from huitou.core import clock
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.policies.models import PolicyVersion

Say = Callable[[str], None]
Figures = Mapping[str, float | int | str]
START_SECONDS, DRAIN_SECONDS = 60, 600
FLOOR_ORDERS = 3000


class NeverDone(RuntimeError):
    """The jobs of the bench did not come to their end."""


def measure(arguments: Sequence[str], say: Say) -> Figures:
    """Run it; every figure is a rate per second or a count per lifecycle."""
    options = options_of(arguments)
    say(f"Preparing {options.orders:,} orders")
    shop = prepare(options.orders, clock.now())
    recording = _record(shop)
    warm, timed, rest = shop.orders[1:41], shop.orders[41 : options.orders // 2], shop.orders[options.orders // 2 :]
    with _served(options, say) as (port, processes):
        say("Warming up")
        _crowd(options, warm, shop, port).run(60)
        _wait_for_jobs()
        say(f"Running for {options.seconds} s with {options.threads} clients")
        started, used = time.perf_counter(), used_seconds(processes)
        crowd = _crowd(options, timed, shop, port)
        called = crowd.run(options.seconds)
        _wait_for_refunds(shop)
        paid = time.perf_counter() - started
        _wait_for_jobs()
        drained = time.perf_counter() - started
        spent = used_seconds(processes)
    if crowd.exhausted:
        say("All prepared orders were used up before the time: give more --orders")
    say("Measuring the floor")
    floor = _floor(options, recording, shop, rest)
    rate = crowd.done / paid
    return {
        "lifecycles_per_second": round(rate, 1),
        "floor_per_second": round(floor, 1),
        "ratio_to_floor": round(rate / floor, 3),
        "lifecycles": crowd.done,
        "seconds": round(paid, 1),
        "calls_per_second": round(5 * crowd.done / called, 1),
        "with_mails_per_second": round(crowd.done / drained, 1),
        **{f"cpu_ms_{name}": round(1000 * (spent[name] - used[name]) / crowd.done, 1) for name in spent},
        "queries_per_lifecycle": recording.statements,
        "queries_web": recording.web_statements,
        "queries_jobs": recording.statements - recording.web_statements,
        "writes_per_lifecycle": recording.writes,
        "commits_per_lifecycle": recording.commits,
        "clients": options.threads,
        "web_processes": options.processes,
        "workers": options.workers,
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench lifecycle")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--orders", type=int, default=6000, help="prepared; half of them for the floor")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(list(arguments))


def _crowd(options: Namespace, orders: Sequence[Any], shop: BenchShop, port: int) -> Crowd[Any]:
    def work() -> Callable[[Any], Any]:
        call = over_http(port)
        return lambda order: lifecycle(call, order, shop.agent_token)

    return Crowd(options.threads, orders, work)


@contextmanager
def _served(options: Namespace, say: Say) -> Iterator[tuple[int, Mapping[str, int | None]]]:
    """Web and worker processes, as `serve` and `worker` run them; the port, and who uses the processor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    web = Child("serve", "--port", str(port), "--processes", str(options.processes))
    children = [web, *(Child("worker") for _ in range(options.workers))]
    say("Starting web and worker")
    try:
        for child in children:
            child.start()
        wait_until_it_answers(port)
        yield port, _processes(children)
    finally:
        for child in reversed(children):
            child.stop()


def _processes(children: Sequence[Child]) -> Mapping[str, int | None]:
    """The processes whose time is told: web server, workers, and the embedded database with its connections."""
    workers = {f"worker_{number}": child.pid for number, child in enumerate(children[1:], 1)}
    return {"web": children[0].pid, **workers, "database": server_of(place_of(settings.HUITOU_DATA).cluster)}


def wait_until_it_answers(port: int) -> None:
    """Until the web server says that it is there. Raises NeverDone."""
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise NeverDone("the web server does not answer")


def _wait_for_refunds(shop: BenchShop) -> None:
    """Until every case that was opened is resolved: its refund is paid and the case knows."""

    def open_cases() -> int:
        with in_shop(shop.shop):
            return Case.objects.exclude(state="resolved").count()

    _wait_for(open_cases, "cases are not resolved")


def _wait_for_jobs() -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
                "AND (scheduled_at IS NULL OR scheduled_at <= now())"
            )
            return int(cursor.fetchone()[0])

    _wait_for(waiting, "jobs wait")


def _wait_for(count: Callable[[], int], what: str) -> None:
    patience = time.monotonic() + DRAIN_SECONDS
    while left := count():
        if time.monotonic() > patience:
            raise NeverDone(f"{left} {what}")
        time.sleep(0.05)


def _record(shop: BenchShop) -> Recording:
    """One lifecycle in this process, every statement of it written down; the second one, when all is warm."""
    recording = Recording()
    for recording in (Recording(), Recording()):
        order = shop.orders.pop(0)
        with recorded(recording):
            lifecycle(in_process, order, shop.agent_token)
            recording.web_statements = recording.statements
            run_pending()
    shop.orders.insert(0, order)
    return recording


@cache
def _client() -> Client:
    collect_when_changed()
    return Client(SERVER_NAME="localhost")


def in_process(token: str, path: str, body: dict[str, Any]) -> Any:
    """The same call without a server, for what is not measured."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "Accept-Language": "zh-Hans"}
    response = _client().post(f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)
    if response.status_code >= 300:
        raise CallFailed(f"POST {path} answered {response.status_code}: {response.content.decode()[:500]}")
    return response.json()


def _floor(options: Namespace, recording: Recording, shop: BenchShop, orders: Sequence[Any]) -> float:
    """Lifecycles of nothing but their writes, per second, by as many threads as there were clients."""
    kept = {one: one for one in kept_ids(shop)}
    written = [written_for(recording, shop.orders[0].rows_of(order) | kept) for order in orders[:FLOOR_ORDERS]]
    crowd = Crowd(options.threads, written, lambda: replayer(shop.shop.pk))
    seconds = crowd.run(options.seconds)
    connections.close_all()
    return crowd.done / seconds


def kept_ids(shop: BenchShop) -> set[UUID]:
    """Ids that are the same for all orders."""
    with in_shop(shop.shop):
        policies = set(PolicyVersion.objects.values_list("pk", flat=True))
    return {shop.shop.pk, *policies, *Membership.objects.values_list("pk", flat=True)}
