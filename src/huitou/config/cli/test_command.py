"""`huitou test`: all tests but the sweeps, with `--sweeps` these alone, or those that pytest's arguments choose."""

import os
import sys
from collections.abc import Sequence

from huitou.config.settings import HUITOU_ROOT


def app(*, args: Sequence[str], prog_name: str) -> None:
    """Replace this process by pytest, in three processes unless the arguments say otherwise.

    On two cores one of them always waits: for the disk, a browser or a command that it has started.
    """
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in args)
    # Each begins with a third of the folders, so that what a module builds for its tests is built once, and takes from
    # the others when it has nothing left.
    workers = [] if chosen else ["-n", "3", "--dist", "worksteal"]
    os.chdir(HUITOU_ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *args])
