"""Which tests a run takes: without `--sweeps` all but the sweeps, with it these alone, a named file whole."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import sweeps

FOLDER = Path(__file__).parent
FILE = FOLDER / "test_chaos.py"


def run(*arguments, alone=False, marked="", file=FILE):
    """What a run with these arguments takes of a test and a sweep, how many it says to have left, and what it tells."""
    test, sweep = (
        SimpleNamespace(
            name=name,
            path=file,
            get_closest_marker=lambda mark, name=name: mark == name or None,
        )
        for name in ("test", "sweep")
    )
    told = []
    config = SimpleNamespace(
        args=list(arguments),
        stash=pytest.Stash(),
        getoption={"sweeps": alone, "markexpr": marked}.get,
        hook=SimpleNamespace(pytest_deselected=lambda items: None),
        workerinput={},
        workeroutput={},
    )
    items = [test, sweep]
    sweeps.pytest_collection_modifyitems(config, items)
    teller = SimpleNamespace(config=SimpleNamespace(stash=pytest.Stash()), workeroutput=config.workeroutput)
    sweeps.pytest_testnodedown(teller)
    sweeps.pytest_terminal_summary(SimpleNamespace(write_line=told.append), teller.config)
    return [item.name for item in items], told


def test_a_run_leaves_the_sweeps_out_and_says_so():
    said = ["not run: 1 sweeps, ./huitou test --sweeps"]
    assert run("tests") == run(str(FOLDER)) == run(str(FOLDER / "test_other.py")) == (["test"], said)


def test_the_sweeps_are_run_alone():
    assert run("tests", alone=True) == (["sweep"], [])


def test_who_names_the_file_or_the_mark_gets_the_sweeps_too():
    assert run(f"{FILE}::test_x") == run("tests", marked="sweep") == (["test", "sweep"], [])


def test_for_the_sweeps_only_files_that_have_some_are_read(tmp_path):
    config = SimpleNamespace(getoption={"sweeps": True}.get)
    ordinary, some = tmp_path / "test_a.py", tmp_path / "test_b.py"
    ordinary.write_text("def test_x(): ...")
    some.write_text("@pytest.mark.sweep\ndef test_x(): ...")
    assert sweeps.pytest_ignore_collect(ordinary, config) is True
    assert sweeps.pytest_ignore_collect(some, config) is None
    assert sweeps.pytest_ignore_collect(tmp_path, config) is None
    assert sweeps.pytest_ignore_collect(ordinary, SimpleNamespace(getoption={"sweeps": False}.get)) is None


def test_a_sweep_that_no_run_would_take_ends_the_run():
    """Its file does not speak of sweeps: a list of runs that stands elsewhere."""
    with pytest.raises(pytest.UsageError, match="has sweeps and none of the words"):
        run("tests", file=Path(__file__).with_name("__init__.py"))
