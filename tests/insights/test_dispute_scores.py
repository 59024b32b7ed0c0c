"""The score of a shop in disputes: counted from events, explained by the disputes' numbers, silent with too few."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from huitou.insights.queries import dispute_score, last_days
from huitou.insights.queries.dispute_scores import ENOUGH, DisputeScore, counted, read
from tests.disputes.court import court_of


def moved(kind, left, to, role, at, **facts):
    return SimpleNamespace(
        kind=f"cases.dispute.{kind}", facts={"from": left, "to": to, **facts}, actor_role=role, at=at
    )


def story(clock, *moves):
    """Events an hour apart."""
    return [moved(*move, clock.now() + timedelta(hours=hour)) if len(move) == 4
            else moved(*move[:4], clock.now() + timedelta(hours=hour), **move[4])
            for hour, move in enumerate(moves)]  # fmt: skip


OPENED = ("opened", "", "evidence", Role.BUYER)
RULED = ("executed", "appealable", "ruled", Role.SYSTEM, {"outcome": "wish"})


def test_a_shop_that_rests_its_case_has_answered_and_one_that_says_nothing_has_not(clock):
    rests = story(clock, OPENED, ("rested", "evidence", "evidence_of_buyer", Role.MERCHANT),
                  ("rested", "evidence_of_buyer", "deliberating", Role.BUYER), RULED)  # fmt: skip
    silent = story(clock, OPENED, ("rested", "evidence", "evidence_of_merchant", Role.BUYER),
                   ("closed_round", "evidence_of_merchant", "deliberating", Role.SYSTEM), RULED)  # fmt: skip
    assert [turn.answered for turn in read("D-1", rests).turns] == [True]
    assert [turn.answered for turn in read("D-2", silent).turns] == [False]
    shown = [clock.now() + timedelta(minutes=90)]
    assert [turn.answered for turn in read("D-2", silent, shown).turns] == [True], "it showed something in its round"
    too_late = [clock.now() + timedelta(hours=9)]
    assert [turn.answered for turn in read("D-2", silent, too_late).turns] == [False]


def test_questions_and_appeals_are_turns_and_a_proposal_is_none(clock):
    told = story(
        clock, OPENED, ("closed_round", "evidence", "deliberating", Role.SYSTEM),
        ("asked_merchant", "deliberating", "asked_merchant", Role.PLATFORM),
        ("answered", "asked_merchant", "deliberating", Role.MERCHANT),
        ("proposed", "deliberating", "mediating", Role.PLATFORM),
        ("lapsed_proposal", "mediating", "deliberating", Role.SYSTEM),
        ("ruled", "deliberating", "appealable", Role.PLATFORM, {"outcome": "nothing"}),
        ("appealed", "appealable", "appealed_by_buyer", Role.BUYER),
        ("closed_round", "appealed_by_buyer", "appealed", Role.SYSTEM),
        ("sustained", "appealed", "ruled", Role.PLATFORM, {"outcome": "nothing"}),
    )  # fmt: skip
    found = read("D-1", told)
    assert (found.how, [turn.answered for turn in found.turns]) == ("won", [False, True, False])


def test_a_dispute_that_ends_while_it_is_the_shops_turn_is_no_turn(clock):
    ended = story(clock, OPENED, ("withdrawn", "evidence", "withdrawn", Role.BUYER))
    assert (read("D-1", ended).how, read("D-1", ended).turns) == ("withdrawn", ())


@pytest.mark.parametrize(
    ("lost", "won", "rate"), [(ENOUGH - 1, 0, None), (1, ENOUGH - 1, 10), (3, 8, 27), (ENOUGH, 0, 100), (0, ENOUGH, 0)]
)
def test_a_rate_needs_enough_decided_disputes_and_is_rounded_down(lost, won, rate):
    refs = {"lost": [f"D-{n}" for n in range(lost)], "won": [f"D-{n}" for n in range(won)], "withdrawn": ["D-W"] * 50}
    assert DisputeScore(refs).lost_per_cent == rate


def test_nothing_at_all_has_no_score():
    score = counted([])
    assert (score.enough, score.lost_per_cent, score.answered_per_cent, score.ended) == (False, None, None, 0)


def test_real_disputes_are_counted_from_their_events_and_named(world, clock):
    court = court_of(world)
    for outcome in ("wish", "nothing", "sum"):
        court.order = world.order()
        more = {"amount_minor": 1_000} if outcome == "sum" else {}
        court.disputed(kind="refund_only").ruled(outcome=outcome, **more).silence(days=7)
    court.order = world.order()
    court.disputed(kind="refund_only").do("concede", court.shop)
    court.order = world.order()
    court.disputed(kind="refund_only").silence(hours=49)
    court.do("rule", court.arbitrator("anna"), **court.ruling()).silence(days=7)
    with in_shop(world.shop):
        score = dispute_score(last_days(world.shop, world.now))
        before = dispute_score(last_days(world.shop, world.now - timedelta(days=60)))
    assert {how: len(refs) for how, refs in score.refs.items()} == {"lost": 2, "won": 1, "in_part": 1, "conceded": 1}
    assert (score.turns, score.answered) == (5, 4), "giving in is an answer too"
    assert score.enough is False
    assert court.dispute.ref in score.refs["lost"]
    assert before.ended == 0
