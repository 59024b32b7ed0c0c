"""The questions a verb asks a table."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from huitou.core.actors import Role
from huitou.core.flow import ConditionNotMet, Final, Guard, Machine, NotTheirTurn, Step, Waiting, days, hours, workdays
from huitou.core.flow import machine as machine_module
from huitou.core.flow.show import mermaid, table


@dataclass
class Thing:
    state: str = "asked"
    ripe: bool = True


@pytest.fixture
def tried(monkeypatch):
    monkeypatch.setattr(machine_module, "_ALL", {})
    ripe = Guard("ripe", lambda thing: thing.ripe)
    unripe = Guard("unripe", lambda thing: not thing.ripe)
    return Machine(
        "tried",
        Waiting("asked", on=Role.MERCHANT, for_=hours(48), then="agree"),
        Step("asked", Role.MERCHANT, "agree", to="done", when=ripe),
        Step("asked", Role.MERCHANT, "agree", to="later", when=unripe),
        Step("asked", Role.BUYER, "eat", to="done", when=ripe),
        Waiting("later", on=Role.BUYER, for_=days(7), then="end"),
        Step("later", Role.SYSTEM, "end", to="done"),
        Step("later", Role.BUYER, "wait", to="later"),
        Final("done"),
        initial=["asked"],
    )


def test_the_condition_chooses_between_two_steps_of_one_action(tried):
    assert tried.take(Thing(), "agree", Role.MERCHANT).to == "done"
    assert tried.take(Thing(ripe=False), "agree", Role.MERCHANT).to == "later"


def test_silence_takes_the_step_of_the_side_that_was_silent(tried):
    assert tried.take(Thing(), "agree", Role.SYSTEM).to == "done"


def test_the_system_takes_no_step_that_silence_does_not_take(tried):
    with pytest.raises(NotTheirTurn):
        tried.take(Thing(), "eat", Role.SYSTEM)


def test_an_unmet_condition_is_named(tried):
    with pytest.raises(ConditionNotMet) as refused:
        tried.take(Thing(ripe=False), "eat", Role.BUYER)
    assert refused.value.params == {"condition": "ripe"}


def test_another_sides_step_is_not_their_turn(tried):
    with pytest.raises(NotTheirTurn) as refused:
        tried.take(Thing(), "agree", Role.BUYER)
    assert refused.value.params == {"machine": "tried", "state": "asked", "action": "agree", "role": "buyer"}


def test_buttons_follow_the_table_and_its_conditions(tried):
    assert [step.action for step in tried.actions(Thing(ripe=False), Role.BUYER)] == []
    assert [step.action for step in tried.actions(Thing(), Role.BUYER)] == ["eat"]


def test_working_days_skip_the_weekend():
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert workdays(1).end(friday) == friday + timedelta(days=3)
    assert days(1).end(friday) == friday + timedelta(days=1)


def test_the_table_and_the_diagram_show_every_row(tried):
    assert len(table(tried)) == len(tried.rows)
    drawn = mermaid(tried)
    assert "asked --> done: merchant agree (or silence for 48 h)" in drawn
    assert "done --> [*]" in drawn
