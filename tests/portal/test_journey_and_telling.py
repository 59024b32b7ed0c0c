"""The words and the line of every state and every step, in every language: what the tables know, a buyer can read."""

import re
from itertools import product

import pytest
from django.utils.translation import override

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.journey import ENDS, GOODS_STANDINGS, STANDINGS, journey
from huitou.cases.machine import CASE
from huitou.cases.tellings import (
    AGREED_AT_ONCE,
    NO_MONEY,
    NO_MONEY_AT_ONCE,
    OF_CASES,
    OF_DISPUTES,
    OF_GOODS,
    OF_MONEY,
    OF_REPAIRS,
    OF_REPLACEMENTS,
    OF_SEND_BACKS,
    RULED_IN_SECRET,
    TELLINGS,
)
from huitou.core.actions import form_of
from huitou.core.actors import Role
from huitou.core.clock_changes import GIVE_TIME
from huitou.core.turning_line import Coin, Mark, figure
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.portal.deeds import CONSEQUENCES, LABELS, OFFERED, SEEN, SEEN_OFFER
from huitou.refunds.machine import REFUND
from huitou.services.machine import REPAIR

LANGUAGES = ("en", "zh-hans", "zh-hant")
# Everything that is told on a case's page.
MACHINES = (CASE, DISPUTE, GOODS_RETURN, REPLACEMENT, SEND_BACK, REPAIR, REFUND)
# Steps between programs, which tell a reader nothing that another event does not tell.
UNTOLD = {"refund": {"hurry", "call", "accept", "ask", "queue_again", "remind", "thaw", "fall_away"}}
TABLES = {
    "case": OF_CASES,
    "dispute": OF_DISPUTES,
    "goods_return": OF_GOODS,
    "replacement": OF_REPLACEMENTS,
    "send_back": OF_SEND_BACKS,
    "repair": OF_REPAIRS,
    "refund": OF_MONEY,
}
# Told besides the steps of the tables: verbs that move no state.
BESIDES = {"dispute": {"take", "hand_over", "declare_conflict"}}
# What the verbs' events tell; `who` and `shop` always, sums without their ending.
FACTS = {
    "who", "shop", "what", "total", "amount", "before", "covered", "paid", "parcel", "slot", "again", "difference",
    "quote", "value", "into_ref", "merged_ref",
}  # fmt: skip
# A case stands in `remedy_due` at two places of the line: after the repair, and before any goods came back.
BEFORE_THE_GOODS = "remedy_first"
LINES = (*CASE.states, BEFORE_THE_GOODS)


def test_every_state_of_a_case_and_its_return_stands_somewhere_on_the_line():
    known = set(STANDINGS) | set(ENDS) | {"resolved"}
    assert {*CASE.states, BEFORE_THE_GOODS} == known
    open_goods = {state for state in GOODS_RETURN.states if state not in ("expired", "cancelled")}
    assert set(GOODS_STANDINGS) == open_goods


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_can_be_drawn_in_every_state(language):
    with override(language):
        for state, back, goods in product(LINES, (True, False), ("", *GOODS_RETURN.states)):
            line = journey(state, goods_come_back=back or bool(goods), goods_state=goods)
            assert figure(line).svg()
            stops = [*line.out, *line.back, *([line.home] if line.home else [])]
            assert all(stop.label for stop in stops)
            here = [stop for stop in stops if stop.mark in (Mark.NOW, Mark.TROUBLE)]
            ended = state in ENDS or state == "resolved"
            assert len(here) == (0 if ended else 1), (state, goods, [stop.label for stop in stops])


def test_what_is_done_lies_before_what_is_ahead():
    for state, goods in product(LINES, ("", *GOODS_RETURN.states)):
        line = journey(state, goods_come_back=True, goods_state=goods)
        marks = [stop.mark for stop in (*line.out, *line.back, *([line.home] if line.home else []))]
        order = [{Mark.DONE: 0, Mark.NOW: 1, Mark.TROUBLE: 1, Mark.AHEAD: 2}[mark] for mark in marks]
        assert order == sorted(order)


def test_the_money_travels_home_at_the_end():
    assert journey("requested", goods_come_back=True).coin is Coin.AHEAD
    assert journey("refunding", goods_come_back=True).coin is Coin.TRAVELLING
    assert journey("resolved", goods_come_back=False).coin is Coin.HOME
    assert journey("withdrawn", goods_come_back=True).coin is Coin.NONE


def test_a_parcel_that_needs_no_return_has_no_way_back():
    assert journey("requested", goods_come_back=False).back == ()
    assert journey("declined", goods_come_back=True).turns == 0


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_step_of_the_tables_is_told_or_known_to_be_silent(machine):
    steps = {step.action for step in machine.steps}
    births = {"open", "request"}
    told = set(TABLES[machine.name]) - births - BESIDES.get(machine.name, set())
    assert told == steps - UNTOLD.get(machine.name, set())


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_step_has_a_sentence_for_whoever_takes_it(machine):
    machines = (Role.SYSTEM, Role.GATEWAY, Role.CARRIER)
    for step in machine.steps:
        telling = TABLES[machine.name].get(step.action)
        if telling is None:
            continue
        wait = machine.waiting(step.state)
        silent = wait is not None and wait.then == step.action
        if step.who in machines or silent:
            assert telling.alone or telling.told, step
        if step.who not in machines:
            assert telling.told, step


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_telling_is_translated_with_the_same_placeholders(language):
    from django.utils.translation import gettext

    for telling in (
        *TELLINGS.values(),
        *AGREED_AT_ONCE.values(),
        *NO_MONEY.values(),
        *NO_MONEY_AT_ONCE.values(),
        RULED_IN_SECRET,
    ):
        for msgid in (telling.told, telling.own, telling.alone):
            if not msgid:
                continue
            with override(language):
                said = gettext(msgid)
            assert said != msgid, msgid
            assert sorted(re.findall(r"%\((\w+)\)", said)) == sorted(re.findall(r"%\((\w+)\)", msgid))
            assert set(re.findall(r"%\((\w+)\)", msgid)) <= FACTS, msgid


def test_every_input_of_a_buyers_action_has_a_label():
    for machine in MACHINES:
        for step in machine.steps:
            if step.who == Role.BUYER and step.action != "revise":
                form = set(form_of(machine.name, step.action).model_fields)
                # An offer's sum and goods are a form of their own.
                own_form = {*OFFERED} if (machine, step.action) == (CASE, "offer") else set()
                assert form - own_form <= {*LABELS, SEEN, SEEN_OFFER}, step


def test_every_buttons_consequence_is_of_an_action_that_exists():
    actions = {step.action for machine in MACHINES for step in machine.steps if step.who == Role.BUYER}
    assert set(CONSEQUENCES) <= {*actions, GIVE_TIME}
