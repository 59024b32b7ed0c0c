"""How much chance a run takes: a few random walks and examples of each kind, or with `HUITOU_WALKS=all` all of them."""

import os
from collections.abc import Sequence
from typing import TypeVar

Walk = TypeVar("Walk")
ALL = os.environ.get("HUITOU_WALKS") == "all"


def some_of(walks: Sequence[Walk], few: Sequence[Walk]) -> list[Walk]:
    """The `few` in an ordinary run, all in a long one. Each of the few is one of all."""
    assert [walk for walk in few if walk not in walks] == []
    return list(walks if ALL else few)


def examples(few: int, many: int) -> int:
    """How many random examples a property is tried on; for those whose single example takes long."""
    return many if ALL else few
