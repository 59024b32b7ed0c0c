"""The command that kills: each boundary of a refund with each victim once, and the same with the guard off."""

import json
from pathlib import Path

import pytest

from huitou.config.bench.chaos_victims import BOUNDARIES, VICTIMS, spread
from tests.config.commands import huitou

pytestmark = pytest.mark.slow
ONCE = len(BOUNDARIES) * len(VICTIMS)


def chaos(folder: Path, *arguments: str) -> dict[str, object]:
    done = huitou(folder, "bench", "chaos", "--json", *arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def test_every_boundary_with_every_victim_pays_once_and_loses_nothing(tmp_path: Path) -> None:
    figures = chaos(tmp_path, "--runs", str(ONCE))
    told = {name: figures[name] for name in ("runs", "struck", "not_struck", "double", "lost", "unbalanced")}
    assert told == {"runs": ONCE, "struck": ONCE, "not_struck": "", "double": 0, "lost": 0, "unbalanced": 0}
    assert figures["differences"] == 0
    assert figures["ours_minor"] == figures["theirs_minor"] == figures["ledger_minor"]


def test_the_control_with_a_new_key_for_every_call_is_found_out(tmp_path: Path) -> None:
    """Dead after the gateway has paid, at three of the twelve boundaries: paid twice, and the command says so."""
    figures = chaos(tmp_path, "--runs", str(len(BOUNDARIES)), "--victims", "process", "--control")
    assert figures["double"] == 3
    assert figures["differences"] != 0


def test_the_runs_are_spread_evenly() -> None:
    pairs = spread(3 * ONCE)
    assert {pairs.count(pair) for pair in pairs} == {3}
    assert len(set(pairs)) == ONCE == 24
