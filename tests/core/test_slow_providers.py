"""Who answers slowly holds nobody up: calls end as a whole, and no job of the clock runs beside itself."""

import socket
import time
from threading import Thread

import httpx
import pytest

from huitou.core import jobs, outgoing

LIMITS = httpx.Timeout(5)


def drips(server, pieces):
    connection, _address = server.accept()
    with connection:
        connection.recv(4096)
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02)  # a provider's slowness, not a wait of the test
        except OSError:
            pass


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n"


@pytest.mark.parametrize(
    "pieces",
    [[HEAD + b"\r\n", *[b"x"] * 30], [HEAD, *[b"X-A: b\r\n"] * 30, b"\r\n", b"x" * 30]],
    ids=["body", "head"],
)
def test_an_answer_that_drips_in_ends_with_the_whole_call(pieces):
    with socket.create_server(("127.0.0.1", 0)) as server:
        slow = Thread(target=drips, args=(server, pieces), daemon=True)
        slow.start()
        with pytest.raises(outgoing.CallFailed) as failed:
            outgoing.call(
                "GET", f"http://127.0.0.1:{server.getsockname()[1]}/", headers={}, content=None, limits=LIMITS,
                whole_seconds=0.1,
            )  # fmt: skip
        slow.join()
    assert failed.value.reason == outgoing.TIME_OUT


def test_a_job_of_the_clock_never_runs_beside_itself():
    declared = jobs.forget_what_was_given_up
    assert declared.lock == declared.queueing_lock == "core.forget_given_up"
    # But for the one that frees the locks of a dead worker: it must not wait for its own.
    assert jobs.take_over_stalled_jobs.lock is None
