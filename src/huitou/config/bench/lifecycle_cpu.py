"""Processor time of the processes behind `bench lifecycle`: of each with all its children, from Linux's /proc.

Unlike rates it hardly depends on who else uses the machine.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def used_seconds(roots: Mapping[str, int | None]) -> dict[str, float]:
    """Seconds of processor time so far, by name, of these processes and all below them; those that ended with them.

    Empty where there is no /proc.
    """
    seen = dict(_processes())
    return {name: sum(seen[pid][1] for pid in _family(root, seen)) for name, root in roots.items() if root in seen}


def _family(root: int | None, seen: Mapping[int, tuple[int, float]]) -> set[int]:
    family = {root} if root is not None else set()
    while more := {pid for pid, (parent, _) in seen.items() if parent in family and pid not in family}:
        family |= more
    return family


def _processes() -> Iterable[tuple[int, tuple[int, float]]]:
    """Each process with its parent and the seconds that it and its ended children have used."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            facts = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        yield int(folder.name), (int(facts[1]), sum(map(int, facts[11:15])) / TICKS)
