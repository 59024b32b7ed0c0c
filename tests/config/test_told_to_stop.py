"""What is done besides when a process is told to stop: the server's own handler of the signal still runs."""

import subprocess
import sys

from tests.environment import PATIENCE_SECONDS, ROOT

PROCESS = """
import asyncio, os, signal
from huitou.config.told_to_stop import when_told_to_stop

async def serve():
    told, done = asyncio.Event(), []
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    when_told_to_stop(lambda: done.append("ours"))
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(told.wait(), 20)
    await asyncio.sleep(0)
    print(done, "and theirs")

asyncio.run(serve())
"""


def test_ours_runs_and_the_servers_own_too():
    command = [sys.executable, "-c", PROCESS]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("['ours'] and theirs\n", 0), done.stderr
