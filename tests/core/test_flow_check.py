"""The proof of the tables: it finds every kind of gap, and nothing in a complete table."""

import pytest

from huitou.core.actors import Role
from huitou.core.flow import Delegated, Final, Machine, Step, Waiting, hours
from huitou.core.flow import machine as machine_module
from huitou.core.flow.check import check

BUYER, MERCHANT, SYSTEM = Role.BUYER, Role.MERCHANT, Role.SYSTEM

COMPLETE = (
    Waiting("asked", on=MERCHANT, for_=hours(48), then="agree"),
    Step("asked", MERCHANT, "agree", to="done"),
    Step("asked", MERCHANT, "refuse", to="refused"),
    Waiting("refused", on=BUYER, for_=hours(72), then="close"),
    Step("refused", BUYER, "ask_again", to="asked"),
    Step("refused", SYSTEM, "close", to="done"),
    Final("done"),
)


@pytest.fixture(autouse=True)
def _machines_of_the_test_vanish(monkeypatch):
    monkeypatch.setattr(machine_module, "_ALL", {})


def findings(*rows, initial=("asked",), verbs=None, permissions=None, texts=True):
    tried = Machine("tried", *rows, initial=initial)
    actions = {(tried.name, step.action) for step in tried.steps}
    said = (lambda *_: "text") if texts else (lambda *_: None)
    found = check(
        {"tried": tried},
        verbs=actions if verbs is None else verbs,
        permissions={"trieds.agree", "trieds.refuse"} if permissions is None else permissions,
        sentence=said,
        label=said,
    )
    return {str(one) for one in found}


def test_a_complete_table_has_no_findings():
    assert findings(*COMPLETE) == set()


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (COMPLETE[1:], "tried.asked: must be exactly one of waiting, delegated, final"),
        (
            (Waiting("asked", on=MERCHANT, for_=hours(48), then="vanish"), *COMPLETE[1:]),
            "tried.asked: silence does “vanish”, which is no step of the state",
        ),
        (
            (Waiting("asked", on=MERCHANT, for_=hours(0), then="agree"), *COMPLETE[1:]),
            "tried.asked: waits for no time",
        ),
        (
            (Waiting("asked", on=BUYER, for_=hours(48), then="agree"), *COMPLETE[1:]),
            "tried.asked: waits on buyer, who can do nothing",
        ),
        ((*COMPLETE, Step("done", BUYER, "ask_again", to="asked")), "tried.done: is final and yet has steps"),
        (
            (*COMPLETE, Waiting("lost", on=BUYER, for_=hours(1), then="close"),
             Step("lost", BUYER, "close", to="done")),
            "tried.lost: cannot be reached",
        ),
        (
            (*COMPLETE, Step("asked", BUYER, "wander", to="limbo"),
             Waiting("limbo", on=BUYER, for_=hours(1), then="wander"), Step("limbo", BUYER, "wander", to="limbo")),
            "tried.limbo: never comes to an end",
        ),
        (
            (*COMPLETE, Step("asked", MERCHANT, "agree", to="refused")),
            "tried.asked: merchant “agree” is there twice",
        ),
        (
            (*COMPLETE, Step("asked", SYSTEM, "hand_over", to="away"), Delegated("away", to=("nobody",), exits={}),
             Step("away", SYSTEM, "come_back", to="done")),
            "tried.away: delegates to “nobody”, which does not exist",
        ),
    ],
)  # fmt: skip
def test_each_gap_is_found(rows, finding):
    assert finding in findings(*rows)


def test_an_action_without_a_verb_is_found():
    assert "tried.asked: “refuse” has no verb" in findings(*COMPLETE, verbs={("tried", "agree")})


def test_an_action_that_no_role_may_take_is_found():
    assert "tried.asked: no role holds “trieds.refuse”" in findings(*COMPLETE, permissions={"trieds.agree"})


def test_a_state_without_words_is_found():
    found = findings(*COMPLETE, texts=False)
    assert "tried.refused: has no sentence for buyer in zh-hant" in found
    assert "tried.asked: “agree” has no label in en" in found


def test_a_buyers_silence_in_a_circle_is_found():
    rows = (
        Waiting("asked", on=BUYER, for_=hours(1), then="wait"),
        Step("asked", BUYER, "wait", to="asked"),
        Step("asked", BUYER, "close", to="done"),
        Final("done"),
    )
    assert "tried.asked: silence runs in a circle at “asked”" in findings(*rows)


def test_an_end_of_another_machine_without_an_exit_is_found():
    Machine("inner", Waiting("on", on=BUYER, for_=hours(1), then="end"), Step("on", BUYER, "end", to="over"),
            Final("over"), initial=["on"])  # fmt: skip
    outer = Machine("outer", Delegated("away", to=("inner",), exits={}), Step("away", SYSTEM, "back", to="done"),
                    Final("done"), initial=["away"])  # fmt: skip
    found = check(
        machine_module.machines(), verbs={("outer", "back"), ("inner", "end")}, permissions=set(),
        sentence=lambda *_: "text", label=lambda *_: "text",
    )  # fmt: skip
    assert [str(one) for one in found] == ["outer.away: has no exit for “inner.over”"]
    assert outer.delegated("away") is not None
