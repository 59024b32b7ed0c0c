"""Sweeps: tests that go through everything there is of a kind, in a run of their own (loaded by `-p`).

`./huitou test` leaves them out and says so, `./huitou test --sweeps` runs them alone, `.ci/run` runs both. A file that
is named on the command line is run whole.
"""

from pathlib import Path
from typing import Any

import pytest

MARK = "sweep"
# How a test says that it is one, or that some of its runs are.
SAID = (f"mark.{MARK}", f"a_{MARK}", "some_of")
LEFT_OUT = pytest.StashKey[int]()


def a_sweep(*values: Any) -> Any:
    """Values of a parametrized test, in the sweeps alone: another language, another width, another walk."""
    return pytest.param(*values, marks=pytest.mark.sweep)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--sweeps`."""
    parser.addoption("--sweeps", action="store_true", help="run the sweeps alone: what a run without it leaves out")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For the sweeps alone only the files are read that have some."""
    if not config.getoption("sweeps") or collection_path.suffix != ".py":
        return None
    return None if _speaks_of_sweeps(collection_path) else True


def _speaks_of_sweeps(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(word in text for word in SAID)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: Any, items: list[pytest.Item]) -> None:
    """Take one kind, leave the other one out."""
    alone = config.getoption("sweeps")
    if not alone and MARK in config.getoption("markexpr"):
        return
    named = {path.resolve() for path in (Path(word.split("::")[0]) for word in config.args) if path.suffix == ".py"}
    taken, left = [], []
    for item in items:
        is_sweep = item.get_closest_marker(MARK) is not None
        is_wanted = is_sweep if alone else not is_sweep or item.path.resolve() in named
        (taken if is_wanted else left).append(item)
    if not left:
        return
    if unread := [path for path in {item.path for item in left} if not alone and not _speaks_of_sweeps(path)]:
        raise pytest.UsageError(f"{unread[0]} has sweeps and none of the words by which they are found: {SAID}")
    items[:] = taken
    config.hook.pytest_deselected(items=left)
    config.stash[LEFT_OUT] = 0 if alone else len(left)
    if hasattr(config, "workerinput"):
        config.workeroutput["sweeps_left_out"] = config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process of a whole run has left out the same ones; one that died could not say so."""
    if said := getattr(node, "workeroutput", {}).get("sweeps_left_out"):
        node.config.stash[LEFT_OUT] = said


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was not run."""
    if left := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"not run: {left} sweeps, ./huitou test --sweeps")
