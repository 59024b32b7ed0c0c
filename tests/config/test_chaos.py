"""The command that kills: each boundary of a refund with each victim once, and the same with the guard off."""

import json
from pathlib import Path

import pytest

from huitou.config.backup.database import dump
from huitou.config.bench.chaos_victims import BOUNDARIES, PAID_UNSETTLED, VICTIMS, spread
from tests.config.commands import huitou

ONCE, CONTROLS = len(BOUNDARIES) * len(VICTIMS), len(PAID_UNSETTLED)


@pytest.mark.sweep
@pytest.mark.slow
def test_every_boundary_with_every_victim_pays_once_and_with_the_guard_off_twice(database, tmp_path: Path) -> None:
    """Also the control: with a new key for every call the deaths after the payment are found out, each of them."""
    dump(tmp_path / "tables")
    words = ["--runs", str(ONCE), "--control", str(CONTROLS), "--kills", "0", "--takeovers", "0"]
    done = huitou(tmp_path, "bench", "chaos", "--json", "--tables", str(tmp_path / "tables"), *words)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout)
    told = {name: figures[name] for name in ("runs", "struck", "not_struck", "double", "lost", "unbalanced")}
    assert told == {"runs": ONCE, "struck": ONCE, "not_struck": "", "double": 0, "lost": 0, "unbalanced": 0}
    assert (figures["differences"], figures["counters_off"]) == (0, 0)
    assert 0 < figures["ours_minor"] == figures["theirs_minor"] == figures["ledger_minor"]
    assert (figures["control_runs"], figures["control_double"]) == (CONTROLS, CONTROLS)
    assert figures["control_differences"] > 0


def test_the_runs_are_spread_evenly() -> None:
    pairs = spread(3 * ONCE)
    assert {pairs.count(pair) for pair in pairs} == {3}
    assert len(set(pairs)) == ONCE == 24
    assert len(PAID_UNSETTLED) == 3
