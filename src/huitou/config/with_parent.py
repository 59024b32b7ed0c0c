"""Ends a child process when its parent is gone: a demo that was killed leaves no server behind on the port."""

import os
import signal
import threading
import time

LOOK_EVERY_SECONDS = 1.0


def end_with_parent() -> None:
    """Send this process a SIGTERM as soon as the process that started it has died."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="with-parent", daemon=True).start()
