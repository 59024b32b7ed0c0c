"""`huitou lint`: every check beside the tests, from one list; `.ci/run` runs the same."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from huitou.config.settings import HUITOU_ROOT

PROGRAMS = Path(sys.executable).parent
# Each keeps one core busy and nothing of another one.
AT_A_TIME = 2
LONG = ("types", "migrations")


@dataclass(frozen=True)
class Check:
    """One check: its name on the command line and the program that makes it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """How a check ended and what it said."""

    passed: bool
    said: str
    seconds: float


def _module(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def _templates() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(Path("src").rglob("templates/**/*.html")))


def checks() -> list[Check]:
    """All checks, as they are listed and told."""
    return [
        Check("style", _module("ruff", "check", ".")),
        Check("format", _module("ruff", "format", "--check", ".")),
        Check("contracts", (str(PROGRAMS / "lint-imports"), "--no-cache")),
        Check("templates", (str(PROGRAMS / "djade"), "--check", "--target-version", "5.2", *_templates())),
        Check("translations", _module("huitou.config.translations", "check")),
        Check("types", _module("mypy")),
        Check("migrations", _module("huitou.config.migration_check")),
        Check("flows", _module("huitou", "flows", "check")),
    ]


def app(*, args: Sequence[str], prog_name: str) -> None:
    """Run the named checks, or all; end with 1 if one of them finds something."""
    os.chdir(HUITOU_ROOT)
    known = {check.name: check for check in checks()}
    if unknown := [name for name in args if name not in known]:
        sys.stderr.write(f"{prog_name}: no check {unknown[0]!r}; there are: {', '.join(known)}\n")
        sys.exit(2)
    chosen = [known[name] for name in args] or list(known.values())
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        # Whoever takes longest begins.
        running = {check.name: pool.submit(_made, check) for check in sorted(chosen, key=_takes_long, reverse=True)}
        failed = [check.name for check in chosen if not _passed(check, running[check.name].result())]
    sys.stdout.write(f"\nchecks: {len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}\n")
    sys.exit(1 if failed else 0)


def _takes_long(check: Check) -> bool:
    return check.name in LONG


def _made(check: Check) -> Made:
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as data:
        # The checks read the settings; none of them may touch an installation's data.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {"HUITOU_DATA": data, "DJANGO_SETTINGS_MODULE": "huitou.config.settings"}
        Path(data).chmod(0o711)
        done = subprocess.run(
            check.command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    return Made(done.returncode == 0, done.stdout, time.monotonic() - started)


def _passed(check: Check, made: Made) -> bool:
    verdict = "ok" if made.passed else "FAILED"
    sys.stdout.write(f"\n== {check.name}\n{made.said}{verdict} ({made.seconds:.1f} s)\n")
    sys.stdout.flush()
    return made.passed
