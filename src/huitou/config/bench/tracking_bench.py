"""`huitou bench tracking [--pushes N]`: signed pushes per second through the real door to the rebuilt parcel.

Web, worker and database as in `serve` and `worker`; 30 % of the pushes come twice, 30 % late, some are forged. After
the timed part workers are killed while the rest is sent; then every parcel must stand where its way ends. The floor:
the same rows in plain inserts, in the same run.
"""

import socket
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection
from itertools import count

from huitou.config.bench.lifecycle_bench import NeverDone, wait_until_it_answers
from huitou.config.bench.tracking_floor import floor
from huitou.config.bench.tracking_pushes import PATH, Load, lost, prepare, unread
from huitou.config.household import Child
from huitou.core import clock
from huitou.parcels.carriers.simulator.mischief import Delivery

Say = Callable[[str], None]
Figures = Mapping[str, float | int | str]
# The share of the pushes that is timed; workers are killed under the rest.
TIMED = 0.7
DRAIN_SECONDS = 900
FLOOR_ROWS = 20_000


def measure(arguments: Sequence[str], say: Say) -> Figures:
    """Run it. `lost`: parcels and reports that are not what the pushes tell."""
    options = options_of(arguments)
    say(f"Preparing {options.pushes:,} pushes")
    load = prepare(options.pushes, clock.now(), late=0.3, doubled=0.3)
    cut = round(len(load.pushes) * TIMED)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    web, worker = Child("serve", "--port", str(port), "--processes", str(options.processes)), Child("worker")
    try:
        web.start()
        worker.start()
        wait_until_it_answers(port)
        _send(load.pushes[:20], port, 1)
        _drain(load, DRAIN_SECONDS)
        say(f"Sending {cut:,} pushes with {options.threads} clients")
        started = time.perf_counter()
        timed = _send(load.pushes[20:cut], port, options.threads)
        sent = time.perf_counter() - started
        _drain(load, DRAIN_SECONDS)
        rebuilt = time.perf_counter() - started
        say(f"Sending {len(load.pushes) - cut:,} more while workers are killed")
        kills = _while_killing(worker, options.kill_every, lambda: _send(load.pushes[cut:], port, options.threads))
        _drain(load, DRAIN_SECONDS)
    finally:
        worker.stop()
        web.stop()
    missing = lost(load, load.pushes)
    say("Measuring the floor")
    least = floor(load.shop, load.pushes, threads=options.threads, most=min(options.pushes, FLOOR_ROWS))
    right = sum(1 for one in load.pushes[20:cut] if one.right)
    rate = right / rebuilt
    return {
        "pushes_per_second": round(rate, 1),
        "p99_ms": round(_quantile(timed, 0.99) * 1000, 1),
        "lost": missing,
        "ratio_to_floor": round(rate / least, 3),
        "floor_per_second": round(least, 1),
        "taken_in_per_second": round(right / sent, 1),
        "p50_ms": round(_quantile(timed, 0.5) * 1000, 1),
        "pushes": len(load.pushes),
        "doubled_share": 0.3,
        "late_share": 0.3,
        "forged": sum(1 for one in load.pushes if not one.right),
        "parcels": len(load.ways),
        "worker_kills": kills,
        "clients": options.threads,
        "web_processes": options.processes,
    }


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench tracking")
    parser.add_argument("--pushes", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=4.0, help="seconds between two kills of the worker")
    return parser.parse_args(list(arguments))


def _send(pushes: Sequence[Delivery], port: int, threads: int) -> list[float]:
    """Send them all; the seconds that each 2xx took. A forged one must be refused, any other taken in."""
    numbers, seconds, failures = count(), list[float](), list[BaseException]()

    def work() -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while (place := next(numbers)) < len(pushes) and not failures:
                one = pushes[place]
                headers = {"Content-Type": one.written.content_type, **one.written.headers}
                begun = time.perf_counter()
                line.request("POST", PATH, one.written.body, headers)
                answer = line.getresponse()
                answer.read()
                if (answer.status == 200) != one.right:
                    raise NeverDone(f"a push that is {'right' if one.right else 'forged'} was answered {answer.status}")
                if one.right:
                    seconds.append(time.perf_counter() - begun)
        except BaseException as failure:  # noqa: BLE001  (raised below)
            failures.append(failure)

    crowd = [threading.Thread(target=work) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    if failures:
        raise failures[0]
    return seconds


def _while_killing(worker: Child, every: float, send: Callable[[], object]) -> int:
    """Send while the worker is killed again and again, at least twice; how often."""
    kills = 0
    sender = threading.Thread(target=send)
    sender.start()
    while kills < 2 or sender.is_alive():
        sender.join(every)
        worker.kill()
        worker.start()
        kills += 1
    sender.join()
    return kills


def _drain(load: Load, patience_seconds: float) -> None:
    """Until every push that was taken in has been read."""
    patience = time.monotonic() + patience_seconds
    while left := unread(load.shop):
        if time.monotonic() > patience:
            raise NeverDone(f"{left} pushes are not read")
        time.sleep(0.05)


def _quantile(seconds: Sequence[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
