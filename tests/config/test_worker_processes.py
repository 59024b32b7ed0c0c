"""`worker --processes`: a worker that is killed is replaced, and the end of the parent is the end of all."""

import os
import signal
import subprocess
import sys

import pytest

from tests.config.commands import environment
from tests.config.test_demo import wait_until
from tests.environment import PATIENCE_SECONDS, ROOT
from tests.installations import installed

pytestmark = pytest.mark.slow


def workers_of(pid):
    """The process ids of the workers below a process."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {int(child) for child, parent, command in rows if int(parent) == pid and "-m huitou worker" in command}


def test_a_killed_worker_is_replaced_and_the_end_leaves_nobody_behind(django_db_setup):
    with installed("workers") as data:
        log = data.parent / "log"
        with log.open("wb") as out:
            parent = subprocess.Popen(
                [sys.executable, "-m", "huitou", "worker", "--processes", "2", "--concurrency", "1"],
                env=environment(data), stdout=out, stderr=subprocess.STDOUT, cwd=ROOT,
            )  # fmt: skip
        try:
            wait_until(lambda: log.read_text().count("The worker waits for jobs") == 2, log)
            before = workers_of(parent.pid)
            assert len(before) == 2
            victim = min(before)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: log.read_text().count("The worker waits for jobs") == 3, log)
            after = workers_of(parent.pid)
            assert len(after) == 2
            assert victim not in after
            assert before - {victim} < after
            assert "The worker process died; starting it again" in log.read_text()
            parent.send_signal(signal.SIGTERM)
            assert parent.wait(PATIENCE_SECONDS) == 0
            for pid in after:
                with pytest.raises(ProcessLookupError):
                    os.kill(pid, 0)
        finally:
            if parent.poll() is None:
                parent.kill()
            parent.wait()
