"""Runs `python -m huitou` for the tests of the command line, with a data folder of the test's own."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from huitou.config.cli import main
from tests.environment import PATIENCE_SECONDS, ROOT


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has set nothing but the data folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HUITOU_", "DATABASE_", "PYTEST_", "DJANGO_"))
    }
    return kept | {"HUITOU_DATA": str(data), "PYTHONPATH": str(ROOT / "src")} | more


def huitou(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "huitou", *arguments]
    return subprocess.run(
        command,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        cwd=ROOT,
        check=False,
    )


def huitou_here(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the tests' own database, in this process: what a process of its own adds is shown elsewhere."""
    with (
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
        patch.object(sys, "argv", ["", *arguments]),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    return subprocess.CompletedProcess(arguments, int(status or 0), out.getvalue(), err.getvalue())
