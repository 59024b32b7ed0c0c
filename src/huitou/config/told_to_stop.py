"""Does something more when this process is told to stop, beside what the server does by itself.

Called by `asgi` on the server's own event loop, in the main thread.
"""

import asyncio
import signal
from collections.abc import Callable

STOPS = (signal.SIGTERM, signal.SIGINT)


def when_told_to_stop(act: Callable[[], None]) -> None:
    """Run `act` on the running loop when a stop signal comes; the loop's own handlers of it are kept.

    A loop hears of signals by its wakeup descriptor, whatever stands in the place of the interpreter's handler, which
    must only be there. Ours takes that place.
    """
    loop = asyncio.get_running_loop()
    for one in STOPS:
        signal.signal(one, lambda _signal, _frame: loop.call_soon_threadsafe(act))
        # As the loop has it: a call of the system that is interrupted goes on.
        signal.siginterrupt(one, False)
