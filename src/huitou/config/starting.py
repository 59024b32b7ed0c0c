"""Reads the program without looking for garbage: what a start makes stays to the end of the process.

Around the imports of a command, Django's set-up and the server's application. It never changes what the program does.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects before the collector looks again. Its own 700 are for small programs: a page or a migration makes many.
LOOK_AFTER = (50_000, 20, 20)


@contextmanager
def starting() -> Iterator[None]:
    """Nobody looks for garbage in the block, nor ever again at what it leaves. Half of a start is saved."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*LOOK_AFTER)
        gc.enable()
