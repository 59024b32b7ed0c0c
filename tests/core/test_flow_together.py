"""The machines together: nothing sticks, nothing is paid twice, whatever the post does; and a gap is found."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from huitou.config.cli.flows_command import app as flows
from huitou.config.flow_together import plan as our_plan
from huitou.core.actors import Role
from huitou.core.flow import Delegated, Final, Machine, Step, Waiting, hours, machines
from huitou.core.flow import machine as machine_module
from huitou.core.flow.ahead import UNCLAIMED, Ahead
from huitou.core.flow.till import Till
from huitou.core.flow.together import Begets, Beside, Pays, Plan, check_together, early_news, exits
from huitou.core.flow.walk import Played, Protections, walk

BUYER, GATEWAY, MERCHANT, SYSTEM = Role.BUYER, Role.GATEWAY, Role.MERCHANT, Role.SYSTEM
TWICE = "what is owed is paid twice"


def found_by(plan, steps, **protections):
    """What a walk finds, without the numbers of the walks."""
    report = walk(plan, steps=steps, seed=1, protections=Protections(**protections), most=10_000)
    return {(one.machine, one.what.partition(" (")[0]) for one in report.findings}


def test_our_machines_together_have_no_gap():
    assert check_together(our_plan()) == []


def test_our_machines_walk_to_their_ends_and_take_every_exit():
    report = walk(our_plan(), steps=20_000, seed=1)
    assert [str(finding) for finding in report.findings] == []
    assert report.exits == exits(our_plan())
    states = {(machine.name, state) for machine in machines().values() for state in machine.states}
    assert len(states - report.states) <= len(states) // 20


def test_the_same_seed_walks_the_same_ways():
    first, again, other = (walk(our_plan(), steps=2_000, seed=seed) for seed in (5, 5, 6))
    assert (first.walks, first.steps, first.states) == (again.walks, again.steps, again.states)
    assert (first.walks, first.steps) != (other.walks, other.steps)


def test_without_receipts_news_that_is_told_twice_pays_twice():
    found = found_by(our_plan(), 25_000, receipts=False)
    assert ("refund", TWICE) in found
    assert ("case", "is over, and is left again") in found


def test_without_one_key_an_order_that_was_slow_is_paid_twice():
    assert found_by(our_plan(), 10_000, one_key=False) == {("refund", TWICE)}


def test_without_catching_up_a_case_waits_for_ever():
    found = found_by(our_plan(), 5_000, catches_up=False)
    assert ("case", "sticks here") in found
    assert {machine for machine, _what in found} == {"case"}


def test_what_was_paid_ahead_is_paid_again_where_nobody_looks():
    assert ("refund", TWICE) in found_by(our_plan(), 10_000, on_account=False)


def test_a_claim_that_does_not_ask_how_the_case_ended_is_found(monkeypatch):
    monkeypatch.setattr(Ahead, "_says_true", lambda self, parent, step: True)
    found = {what for _machine, what in found_by(our_plan(), 10_000)}
    assert found & {UNCLAIMED, "what was paid ahead is claimed, and never came"}


def test_a_state_that_does_not_catch_up_is_found_by_reasoning_alone():
    blind = replace(our_plan(), caught_up=())
    found = {str(finding) for finding in check_together(blind)}
    assert "case.replacing: news of “replacement” may come too early and is not caught up" in found
    assert "case.awaiting_goods: news of “goods_return” may come too early and is not caught up" in found


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"besides": (Beside("case", "dreaming", opens="refund"),)},
         "case.dreaming: is named in the plan and is no state"),
        ({"begets": (Begets("wish", ("granted",), "case", "refunding"),)},
         "wish.granted: is named in the plan and does not exist"),
        ({"pays": Pays("refund", calls="shout", paid="succeeded", unpaid="failed")},
         "refund.?: “shout” is named in the plan and is no action"),
    ],
)  # fmt: skip
def test_a_plan_that_is_out_of_date_is_found(change, finding):
    assert finding in {str(one) for one in check_together(replace(our_plan(), **change))}


def test_the_command_walks_and_says_how_far_it_came():
    done = CliRunner().invoke(flows, ["walk", "--steps", "3000", "--seed", "7"])
    assert done.exit_code == 0, done.stdout + done.stderr
    assert " exits, 0 findings" in done.stdout


class TestToys:
    """Small machines of the test, each with one gap."""

    @pytest.fixture(autouse=True)
    def _machines_of_the_test_vanish(self, monkeypatch):
        monkeypatch.setattr(machine_module, "_ALL", {})

    def plan(self, *rows, **more):
        Machine("money", Waiting("due", on=GATEWAY, for_=hours(1), then="send"), Step("due", SYSTEM, "send", to="sent"),
                Waiting("sent", on=GATEWAY, for_=hours(1), then="ask"), Step("sent", SYSTEM, "ask", to="sent"),
                Step("sent", GATEWAY, "pay", to="paid"), Step("sent", GATEWAY, "fail", to="failed"),
                Final("paid"), Final("failed"), initial=["due"])  # fmt: skip
        Machine("outer", *rows, initial=[rows[0].state])
        return Plan(machine_module.machines(), Pays("money", calls="send", paid="paid", unpaid="failed"), **more)

    def test_an_exit_that_a_person_must_take_is_found(self):
        plan = self.plan(
            Delegated("paying", to=("money",), exits={"money.paid": "end", "money.failed": "end"}),
            Step("paying", BUYER, "end", to="done"),
            Final("done"),
        )
        assert "outer.paying: “money.paid” causes “end”, which is no step of the system" in {
            str(one) for one in check_together(plan)
        }

    def test_an_exit_for_what_is_no_end_is_found(self):
        plan = self.plan(
            Delegated("paying", to=("money",), exits={"money.sent": "end", "outer.done": "end"}),
            Step("paying", SYSTEM, "end", to="done"),
            Final("done"),
        )
        assert [str(one) for one in check_together(plan)] == [
            "outer.paying: has an exit for “money.sent”, which is no end",
            "outer.paying: has an exit for “outer.done”, whose machine is not at work there",
        ]

    def test_a_debt_that_is_left_unpaid_is_found(self):
        plan = self.plan(
            Delegated("paying", to=("money",), exits={"money.paid": "end", "money.failed": "end"}),
            Step("paying", SYSTEM, "end", to="done"),
            Final("done"),
        )
        assert found_by(plan, 500) == {("outer", "is over, and something is still owed")}

    def test_machines_that_never_end_are_found(self):
        plan = self.plan(
            Waiting("asked", on=SYSTEM, for_=hours(1), then="remind"),
            Step("asked", SYSTEM, "remind", to="asked"),
            Final("done"),
        )
        assert found_by(plan, 3_500) == {("outer", "does not come to an end")}

    def test_news_is_early_only_where_another_machine_can_be_at_work_before(self):
        plan = self.plan(
            Waiting("asked", on=MERCHANT, for_=hours(1), then="agree"),
            Step("asked", MERCHANT, "agree", to="paying"),
            Delegated("paying", to=("money",), exits={"money.paid": "end", "money.failed": "end"}),
            Step("paying", SYSTEM, "end", to="done"),
            Final("done"),
        )
        outer = plan.machines["outer"]
        assert early_news(outer, plan) == set()
        assert early_news(outer, replace(plan, besides=(Beside("outer", "asked", opens="money"),))) == {
            ("paying", "money")
        }


def test_the_till_says_only_what_is_true():
    refund = machines()["refund"]
    step = {(row.state, row.who, row.action): row for row in refund.steps}
    attempt, till = Played(refund, "calling", cause="a debt"), Till(our_plan().pays, one_key=True)
    succeed, fail = step["calling", GATEWAY, "succeed"], step["needs_person", MERCHANT, "fail"]
    till.follow(attempt, step["reserved", SYSTEM, "call"])
    assert not till.allows(attempt, succeed)
    assert not till.allows(attempt, fail)
    till.land(0, refused=False)
    assert till.allows(attempt, succeed)
    assert not till.allows(attempt, fail)
    assert not till.allows(attempt, step["unknown", GATEWAY, "queue_again"])
    till.follow(attempt, step["reserved", SYSTEM, "call"])
    till.land(0, refused=False)
    assert till.paid == {"a debt": 1}
