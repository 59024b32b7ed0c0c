"""Ends a child process when its parent is gone: a server that was killed leaves nobody behind on its port.

Used by the demo's children and by the web server's own processes.
"""

import os
import signal
import threading
import time

LOOK_EVERY_SECONDS = 0.5
GRACE_SECONDS = 5.0


def end_with_parent() -> None:
    """Ask this process to end as soon as the process that started it has died; see to it after a grace period."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="with-parent", daemon=True).start()
