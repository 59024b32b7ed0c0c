"""A call to somebody else's server ends when it was said to, however slowly the answer drips in."""

import time
from socket import create_server
from threading import Thread

import httpx
import pytest

from huitou.core import outgoing


def drip(server):
    """An answer of which one byte comes at a time, each within the limit of a read."""
    with server, server.accept()[0] as caller:
        caller.recv(4096)
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _byte in range(60):
            time.sleep(0.05)
            try:
                caller.sendall(b"x")
            except OSError:
                return


def test_an_answer_that_drips_in_ends_with_the_whole_call():
    server = create_server(("127.0.0.1", 0))
    dripping = Thread(target=drip, args=(server,))
    dripping.start()
    with pytest.raises(outgoing.CallFailed) as failed:
        outgoing.call(
            "GET", f"http://127.0.0.1:{server.getsockname()[1]}/", headers={}, content=None,
            limits=httpx.Timeout(1), whole_seconds=0.2,
        )  # fmt: skip
    dripping.join()
    assert failed.value.reason == outgoing.TIME_OUT
