"""`huitou test`: all tests, or those that the arguments of pytest choose."""

import os
import sys
from collections.abc import Sequence

from huitou.config.settings import HUITOU_ROOT


def app(*, args: Sequence[str], prog_name: str) -> None:
    """Replace this process by pytest, in three processes unless the arguments say otherwise.

    On two cores one of them always waits: for the disk, a browser or a command that it has started.
    """
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in args)
    workers = [] if chosen else ["-n", "3"]
    os.chdir(HUITOU_ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *args])
