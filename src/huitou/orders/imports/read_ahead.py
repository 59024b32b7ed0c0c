"""Reads in a thread of its own while the database writes: an import waits for the slower of the two, not for both.

Called by `imports.run`. At most a few hundred records are read ahead, so memory stays flat.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Full, Queue
from threading import Event, Thread

from huitou.orders.drafts import Record

CHUNK = 100
CHUNKS_AHEAD = 3
LOOK_EVERY_SECONDS = 0.1

Chunk = list[Record] | BaseException


@contextmanager
def read_ahead(records: Iterator[Record]) -> Iterator[Iterator[Record]]:
    """The same records in the same order. What reading raises is raised here; leaving the block ends the thread."""
    chunks: Queue[Chunk] = Queue(maxsize=CHUNKS_AHEAD)
    stopped = Event()
    thread = Thread(target=_fill, args=(records, chunks, stopped), name="import-reader", daemon=True)
    thread.start()
    try:
        yield _taken(chunks)
    finally:
        stopped.set()
        thread.join()


def _taken(chunks: "Queue[Chunk]") -> Generator[Record, None, None]:
    while True:
        chunk = chunks.get()
        if isinstance(chunk, StopIteration):
            return
        if isinstance(chunk, BaseException):
            raise chunk
        yield from chunk


def _fill(records: Iterator[Record], chunks: "Queue[Chunk]", stopped: Event) -> None:
    try:
        while not stopped.is_set():
            chunk = list(islice(records, CHUNK))
            _put(chunk or StopIteration(), chunks, stopped)
            if not chunk:
                return
    except BaseException as error:  # noqa: BLE001  (it is raised again where the records are taken)
        _put(error, chunks, stopped)
    finally:
        # The files and the disk tables of a generator are closed in the thread that opened them.
        if isinstance(records, Generator):
            records.close()


def _put(chunk: Chunk, chunks: "Queue[Chunk]", stopped: Event) -> None:
    while not stopped.is_set():
        try:
            chunks.put(chunk, timeout=LOOK_EVERY_SECONDS)
        except Full:
            continue
        return
