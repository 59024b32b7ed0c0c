"""How much chance a run takes: one random walk of each kind, a few more as sweeps, or with `HUITOU_WALKS=all` all."""

import os
from collections.abc import Sequence
from typing import Any

from tests.sweeps import a_sweep

ALL = os.environ.get("HUITOU_WALKS") == "all"


def some_of(walks: Sequence[Any], few: Sequence[Any], *, always: int = 1) -> list[Any]:
    """The `few`, or all in a long run; each of the few is one of all. Beyond the first `always` they are sweeps."""
    assert [walk for walk in few if walk not in walks] == []
    later = [walk for walk in (walks if ALL else few) if walk not in few[:always]]
    return [*few[:always], *(a_sweep(*walk) if isinstance(walk, tuple) else a_sweep(walk) for walk in later)]


def examples(few: int, many: int) -> int:
    """How many random examples a property is tried on; for those whose single example takes long."""
    return many if ALL else few
