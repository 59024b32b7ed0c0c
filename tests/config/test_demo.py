"""The demo as a person runs it: from an empty folder to answering pages, and what it does when its parts die."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config.commands import environment, huitou
from tests.environment import PATIENCE_SECONDS, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.sweep]


@pytest.fixture(scope="module")
def once():
    """A data folder that the demo was set up in from nothing, and how that went."""
    with tempfile.TemporaryDirectory(prefix="huitou-demo-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        yield data, huitou(data, "demo", "--once", "--port", str(free_port()))


@pytest.fixture
def data(once):
    return once[0]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def children_of(pid):
    """Process ids by the command that `huitou` runs in them."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in listed.splitlines():
        child, parent, command = line.split(None, 2)
        match = re.search(r"-m huitou (\w+)", command)
        if int(parent) == pid and match:
            found[match.group(1)] = int(child)
    return found


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def wait_until(condition, log):
    patience = time.monotonic() + PATIENCE_SECONDS
    while not (result := condition()):
        assert time.monotonic() < patience, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
    return result


@contextmanager
def running_demo(data):
    port = free_port()
    log = data.parent / "demo.log"
    with open(log, "wb") as out:
        demo = subprocess.Popen(
            [sys.executable, "-m", "huitou", "demo", "--port", str(port)],
            env=environment(data),
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
    url = f"http://localhost:{port}/healthz"
    try:
        wait_until(lambda: "Ctrl-C closes it." in log.read_text(errors="replace") or demo.poll() is not None, log)
        assert demo.poll() is None, log.read_text(errors="replace")[-3000:]
        yield demo, url, log
    finally:
        if demo.poll() is None:
            demo.kill()
        demo.wait()


def test_once_sets_up_checks_the_pages_and_ends(once):
    _data, done = once
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.fullmatch(r"The demo is set up; \d+ pages answer\.\n", done.stdout)
    assert "Applying " in done.stderr


def test_what_dies_is_started_again_and_control_c_leaves_nothing_behind(data):
    with running_demo(data) as (demo, url, log):
        before = children_of(demo.pid)
        assert set(before) == {"serve", "worker"}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)

        def replaced():
            now = children_of(demo.pid)
            return now if set(now) == set(before) and not set(now.values()) & set(before.values()) else None

        after = wait_until(replaced, log)
        wait_until(lambda: answers(url), log)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(PATIENCE_SECONDS) == 0
        wait_until(lambda: not answers(url), log)
        for pid in after.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert not (data / "postgres" / "cluster" / "postmaster.pid").exists()


def test_a_demo_that_was_killed_leaves_no_server_on_its_port(data):
    with running_demo(data) as (demo, url, log):
        children = children_of(demo.pid)
        demo.kill()
        demo.wait()

        def gone():
            return all(not Path(f"/proc/{pid}").exists() for pid in children.values())

        wait_until(gone, log)
        wait_until(lambda: not answers(url), log)
