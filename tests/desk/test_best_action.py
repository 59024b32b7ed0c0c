"""The table of best actions: each rule fits its situation, and nothing is proposed that the reader may not do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.queries import queue
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.actions import Action, form_of
from huitou.core.clock import now
from huitou.core.flow import machines
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.verbs import common_actions
from huitou.desk.best_action import RULES, Situation, best_action
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import FORMS, form_for
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.orders.models import Order
from huitou.refunds.best_step import best_deed
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.waiting_mails import _kind
from huitou.services.machine import REPAIR

OF_CASES = (CASE, GOODS_RETURN, REFUND, REPLACEMENT, REPAIR, SEND_BACK, DISPUTE)


def actions(*names: str, machine: str = "case") -> list[Action]:
    return [Action(machine, name, f"do {name}", "R-1", form_of(machine, name)) for name in names]


def situation(**facts):
    usual = {"machine": "case", "state": "requested", "sum": Money(12_800, "CNY"), "at": now(), "allowed": True,
             "evidence_asked": ("photo",), "photos": True, "rule": "2.4", "orders": 9, "returns": 1,
             "since": now() - timedelta(days=365 * 4 + 10)}  # fmt: skip
    return Situation(**{**usual, **facts})


ALL = ("agree", "offer", "refuse")


def test_within_the_policy_and_proven_is_agreed_with_the_reason_in_words():
    with translation.override("en"):
        best = best_action(situation(), actions(*ALL))
    assert (best.action, best.label, best.confirm) == ("agree", "do agree", "")
    assert best.why == (
        "Policy 2.4 gives it; the proof it asks for is there; buyer for 4 years, 9 orders, 1 return this year."
    )


@pytest.mark.parametrize(
    ("facts", "action", "confirms"),
    [
        ({"returns": 6, "orders": 8}, "", False),
        ({"evidence_missing": ("photo",)}, "", False),
        ({"state": "goodwill", "allowed": False, "small": Money(20_000, "CNY")}, "agree", True),
        ({"state": "goodwill", "allowed": False, "small": Money(5_000, "CNY")}, "offer", True),
        ({"state": "goodwill", "allowed": False, "small": None, "orders": 1}, "", False),
        ({"state": "goodwill", "allowed": False, "small": Money(20_000, "USD")}, "offer", True),
    ],
)
def test_the_rules(facts, action, confirms):
    best = best_action(situation(**facts), actions(*ALL))
    assert (best.action, bool(best.confirm)) == (action, confirms)


def test_half_is_offered_in_the_currencys_own_units():
    best = best_action(situation(state="goodwill", allowed=False), actions(*ALL))
    assert best.inputs == {"amount": "64.00", "keeps_goods": "yes"}
    yen = best_action(situation(state="goodwill", allowed=False, sum=Money(999, "JPY")), actions(*ALL))
    assert yen.inputs["amount"] == "499"


def test_without_the_permission_there_is_only_looking():
    best = best_action(situation(), [])
    assert best.action == ""
    assert best.why


def test_goods_and_refunds():
    here = best_action(
        situation(machine="goods_return", state="arrived", arrived_at=None, pieces=2),
        actions("accept_goods", "contest_goods", machine="goods_return"),
    )
    assert here.action == "accept_goods"
    retried = best_action(
        situation(machine="refund", state="needs_person", failure_code="unreachable"),
        actions("retry", machine="refund"),
    )
    assert retried.action == "retry"
    useless = best_action(
        situation(machine="refund", state="needs_person", failure_code="card_closed"),
        actions("retry", machine="refund"),
    )
    assert useless.action == ""


@pytest.mark.parametrize(
    ("facts", "label", "deed", "letter"),
    [
        ({"failure_code": "unreachable"}, "do retry", "retry", "retry"),
        ({"failure_code": "card_closed"}, "Settle it", "ask_other_way", "settle"),
        ({"failure_code": "amount_differs"}, "Settle it", "succeed", "settle"),
        ({}, "Settle it", "succeed", "settle"),  # nobody recorded it in time: there is nothing to try again
        ({"unconfirmed": True}, "Look at it", "confirm", "confirm"),
    ],
)
def test_desk_page_and_letter_propose_the_same_for_a_late_refund(facts, label, deed, letter):
    said = {"failure_code": "", "unconfirmed": False, **facts}
    with translation.override("en"):
        best = best_action(situation(machine="refund", state="escalated", **facts), actions("retry", machine="refund"))
    assert best.label == label
    assert best_deed("escalated", said["failure_code"], unconfirmed=said["unconfirmed"]) == deed
    assert _kind(Refund(state="escalated", confirm_needed=said.pop("unconfirmed"), **said)).best == letter


def test_every_state_that_waits_for_the_shop_has_a_rule():
    for machine in OF_CASES:
        for state in machine.states:
            wait = machine.waiting(state)
            if wait is None or "merchant" not in wait.turn:
                continue
            known = {rule.machine: rule for rule in RULES if rule.machine == machine.name and state in rule.states}
            assert known, f"{machine.name} {state}"
            facts = {"machine": machine.name, "state": state, "allowed": state == "requested"}
            assert best_action(situation(**facts), []) is not None


def test_every_action_of_the_shop_has_a_form_that_gives_its_inputs():
    for machine in OF_CASES:
        for step in machine.steps:
            if step.who != "merchant":
                continue
            inputs = form_of(machine.name, step.action).model_fields
            needed = {name for name, one in inputs.items() if one.is_required()}
            if needed:
                assert form_for(step.action, machine.name) is not ActionForm, f"{step.action} needs {needed}"
    every = {step.action for machine in machines().values() for step in machine.steps}
    assert set(FORMS) <= every | set(common_actions())


def test_the_queue_is_the_most_urgent_first(world, asked):
    world.clock.forward(hours=5)
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    agent = world.agent
    with in_shop(world.shop):
        items = queue(agent).items
    assert items[0].case.ref == asked.ref
    assert items[0].deadline_at < items[1].deadline_at


def test_a_dispute_waits_with_its_own_words_and_is_answered_on_the_cases_page(world, desk, asked):
    refuse(case=asked, reason="other", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        buyer = world.buyer(Order.objects.get(pk=asked.order_id))
    call_in_platform(case=asked, actor=buyer, at=world.now)
    page = desk("agent").get(reverse("desk:queue", args=[world.shop.slug])).content.decode()
    case_path = reverse("desk:case", args=[world.shop.slug, asked.ref])
    assert f'<a class="button" href="{case_path}" data-key="a">Answer the dispute</a>' in page
    assert "The ruling rests on what both sides show" in page
    assert "%(" not in page
