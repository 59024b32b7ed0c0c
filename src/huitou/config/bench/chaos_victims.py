"""The deaths of `bench chaos`: a forked process that is killed, or kills the database, at one boundary of a refund.

The process is a real one and the signal is SIGKILL: no handler, no rollback of ours, no goodbye to the database.
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from huitou.api import idempotent
from huitou.cases import arrivals
from huitou.core import events, jobs
from huitou.refunds import booking, gateway_calls
from huitou.refunds.gateways.sandbox.adapter import SandboxGateway

Deed = Callable[[], None]
VICTIMS = ("process", "database")
GRACE_LOOKS = 50
# The statement of a commit has been sent by the writer of events just before it.
WRITER = (events.Collector, "write")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where it dies: before or after `name` of `owner`; `within`: only while that other function runs."""

    side: str
    name: str
    owner: Any
    function: str
    after: bool = False
    within: tuple[Any, str] | None = None


# The request of a refund over HTTP, in a web process.
WEB = (
    Boundary("web", "before anything is set aside", booking, "reserve"),
    Boundary("web", "set aside, not booked", booking, "book_set_aside"),
    Boundary("web", "booked, before the commit", *WRITER, within=(arrivals, "request_refund")),
    Boundary("web", "committed, before the answer", idempotent, "answer_once", after=True),
)
# The payment, in a worker.
WORKER = (
    Boundary("worker", "before the call is marked", gateway_calls, "call"),
    Boundary("worker", "while the call is marked", *WRITER, within=(gateway_calls, "call")),
    Boundary("worker", "after the call is marked", gateway_calls, "call", after=True),
    Boundary("worker", "before the gateway is reached", SandboxGateway, "refund"),
    Boundary("worker", "after the gateway has paid", SandboxGateway, "refund", after=True),
    Boundary("worker", "before it is settled", gateway_calls, "settle"),
    Boundary("worker", "while it is settled", *WRITER, within=(gateway_calls, "settle")),
    Boundary("worker", "after it is settled", gateway_calls, "settle", after=True),
)
BOUNDARIES = (*WEB, *WORKER)
# Where a worker without memory would pay a second time.
PAID_UNSETTLED = tuple(one for one in WORKER if one.name in (
    "after the gateway has paid", "before it is settled", "while it is settled"
))  # fmt: skip


def run_and_die(deed: Deed, boundary: Boundary, kill: Deed) -> bool:
    """Do the deed in a process of its own that is struck at the boundary; whether the blow fell.

    The caller has closed its database connections: a forked process must not share them.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            _quiet()

            def strike() -> None:
                os.write(writer, b"x")
                kill()

            with struck(boundary, strike):
                deed()
            status = 0
        except BaseException:  # noqa: BLE001  (the database may be gone: whatever it raises, this process ends here)
            status = 3
        finally:
            os._exit(status)
    os.close(writer)
    fell = os.read(reader, 1) == b"x"
    os.close(reader)
    _see_it_end(child)
    return fell


def _see_it_end(child: int) -> None:
    """Who has lost the database may try for a moment what it can still do; a worker would wait for it for ever."""
    for _ in range(GRACE_LOOKS):
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def struck(boundary: Boundary, kill: Deed) -> ExitStack:
    """Patches that strike once, at the boundary."""
    stack = ExitStack()
    armed = [boundary.within is None]
    blow = [kill]

    def fall() -> None:
        if armed[0] and blow:
            blow.pop()()

    original = getattr(boundary.owner, boundary.function)

    def struck_function(*arguments: Any, **named: Any) -> Any:
        if not boundary.after:
            fall()
        result = original(*arguments, **named)
        if boundary.after:
            fall()
        return result

    stack.enter_context(patch.object(boundary.owner, boundary.function, struck_function))
    if boundary.within is not None:
        owner, name = boundary.within
        inner = getattr(owner, name)

        def arming(*arguments: Any, **named: Any) -> Any:
            armed[0] = True
            return inner(*arguments, **named)

        stack.enter_context(patch.object(owner, name, arming))
    return stack


def kill_self() -> None:
    """As the kernel's out-of-memory killer does it."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def kill_server(pid: int) -> None:
    """Kill the database's first process; its children end when they notice, and it recovers at the next start."""
    os.kill(pid, signal.SIGKILL)
    while _lives(pid):
        time.sleep(0.005)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


def _quiet() -> None:
    """A dying process says nothing: its traces are expected."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def work_off() -> None:
    """What `huitou worker` runs, until the queue is empty: its own loop, with its own marks on the jobs it took."""
    jobs.work(concurrency=1, wait=False)


def spread(runs: int) -> list[tuple[Boundary, str]]:
    """As many pairs of boundary and victim as there are runs, each pair as often as any other."""
    pairs = [(boundary, victim) for victim in VICTIMS for boundary in BOUNDARIES]
    return [pairs[index % len(pairs)] for index in range(runs)]


def label(boundary: Boundary, victim: str) -> str:
    """How a pair is named in the figures."""
    who = boundary.side if victim == "process" else "database"
    return f"{who} killed: {boundary.name}"
