"""Every road of the table, from the call to what is paid: rounds, questions, mediation, rulings, appeal, silence."""

from datetime import timedelta

import pytest
from django.db import connections

from huitou.cases.catching_up import catch_up_shop
from huitou.cases.disputes.conflicts import ConflictOfInterest
from huitou.cases.models import Message
from huitou.cases.queries import case_page
from huitou.cases.verbs import call_in_platform
from huitou.core.actions import perform
from huitou.core.errors import Forbidden
from huitou.core.events import verify_chain
from huitou.core.flow import ConditionNotMet, NotTheirTurn
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from tests.disputes.court import GROUNDS, Court


def chain(court: Court) -> list[str]:
    with in_shop(court.world.shop):
        events = list(Event.objects.filter(subject_id=court.dispute_id).order_by("seq"))
    verify_chain(events)
    return [event.kind.removeprefix("cases.dispute.") for event in events]


def test_both_show_all_and_the_ruling_is_carried_out_after_the_week(court):
    court.disputed()
    assert (court.read().state, court.state) == ("disputed", "evidence")
    court.do("rest", court.buyer, note="杯底的裂纹看得很清楚。")
    assert court.state == "evidence_of_merchant"
    court.do("rest", court.shop)
    assert court.state == "deliberating"
    court.do("rule", court.arbitrator(), **court.ruling())
    assert (court.state, court.paid()) == ("appealable", 0)
    court.silence(days=7)
    assert (court.state, court.read().state) == ("ruled", "awaiting_goods")
    assert chain(court) == ["opened", "rested", "rested", "ruled", "executed"]


def test_the_second_side_has_the_rest_of_the_same_time(court):
    court.disputed()
    until = court.dispute.deadline_at
    court.world.clock.forward(hours=30)
    court.do("rest", court.buyer)
    assert court.dispute.deadline_at == until


def test_silence_all_the_way_is_a_ruling_for_the_buyer(court):
    court.disputed(kind="refund_only")
    total = court.read().sheet.total_minor
    for state, time in (("deliberating", {"hours": 48}), ("escalated", {"days": 5}), ("appealable", {"days": 2})):
        court.silence(**time)
        assert court.state == state
    court.silence(days=7)
    assert (court.state, court.read().state, court.paid()) == ("ruled", "resolved", total)
    [ruling] = court.rulings()
    assert (ruling.instance, ruling.grounds, ruling.outcome) == ("silence", "no_ruling", "wish")


def test_a_question_stops_the_arbitrators_clock_and_silence_goes_on_without_the_answer(court):
    court.disputed().both_rest()
    left = court.dispute.deadline_at - court.world.now
    court.world.clock.forward(days=1)
    court.do("ask_merchant", court.arbitrator(), note="快递签收时的照片在哪里？")
    assert court.state == "asked_merchant"
    court.silence(hours=48)
    assert court.state == "deliberating"
    assert abs((court.dispute.deadline_at - court.world.now) - (left - timedelta(days=1))) < timedelta(minutes=1)
    court.do("ask_buyer", court.arbitrator(), note="请再拍一张面单。")
    court.do("answer", court.buyer, note="面单的照片已经上传。")
    assert court.state == "deliberating"
    court.do("ask_buyer", court.arbitrator(), note="请再拍一张杯底。").do(
        "answer", court.buyer, note="已经补上杯底的照片。"
    )
    with pytest.raises(ConditionNotMet):
        court.do("ask_buyer", court.arbitrator(), note="请再拍一张杯口。")


def test_mediation_binds_only_when_both_accept(court):
    court.disputed().both_rest()
    court.do("propose", court.arbitrator(), amount_minor=5_000, note="杯子还能用，退一半比较合适。")
    court.do("accept_proposal", court.buyer)
    assert (court.state, court.paid()) == ("mediating_merchant", 0)
    court.do("accept_proposal", court.shop)
    case = court.read()
    assert (court.state, case.state, court.paid(), case.kind) == ("settled", "resolved", 5_000, "refund_only")


@pytest.mark.parametrize("end", ["decline", "silence"])
def test_without_both_the_arbitrator_rules_and_the_proposal_is_gone(court, end):
    court.disputed().both_rest()
    court.do("propose", court.arbitrator(), amount_minor=5_000, note="杯子还能用，退一半比较合适。")
    court.do("accept_proposal", court.buyer)
    if end == "decline":
        court.do("decline_proposal", court.shop, note="没有理由退。")
    else:
        court.silence(hours=48)
    assert court.state == "deliberating"
    court.do("rule", court.arbitrator(), **court.ruling(outcome="nothing", grounds="not_shown"))
    court.silence(days=7)
    assert (court.state, court.read().state, court.paid()) == ("ruled", "closed", 0)


def test_another_sum_is_paid_and_says_that_it_was_ruled(court):
    court.disputed().ruled(outcome="sum", amount_minor=3_000, keeps_goods=True, grounds="both_share")
    court.silence(days=7)
    case = court.read()
    assert (case.state, court.paid()) == ("resolved", 3_000)
    assert [item.code for item in case.sheet.as_sheet().items] == ["ruled_amount"]
    assert court.world.line(court.order, "cup").claimed == 0


def test_another_sum_with_the_goods_back_waits_for_the_goods(court):
    court.disputed().ruled(outcome="sum", amount_minor=3_000, grounds="both_share").silence(days=7)
    assert (court.read().state, court.paid()) == ("awaiting_goods", 0)


def test_both_accept_and_nobody_waits_for_the_week(court):
    court.disputed(kind="refund_only").ruled()
    court.do("accept_ruling", court.shop)
    assert court.state == "appealable_by_buyer"
    court.do("accept_ruling", court.buyer)
    assert (court.state, court.read().state) == ("ruled", "resolved")


def test_an_appeal_is_decided_by_another_arbitrator_and_for_good(court):
    court.disputed(kind="refund_only").ruled(outcome="nothing", grounds="not_shown")
    court.world.clock.forward(days=1)
    court.show(court.buyer).do("appeal", court.buyer, note="这里是装水后的照片，看得到漏。")
    assert court.state == "appealed_by_buyer"
    court.do("answer", court.shop, note="照片里的杯子不是我们的。")
    with pytest.raises(ConflictOfInterest) as refused:
        court.do("rule_again", court.arbitrator("anna"), **court.ruling())
    assert refused.value.conflict == "ruled_before"
    total = court.read().sheet.total_minor
    court.do("rule_again", court.arbitrator("bert"), **court.ruling())
    assert (court.state, court.read().state, court.paid()) == ("ruled", "resolved", total)
    assert [ruling.instance for ruling in court.rulings()] == ["first", "appeal"]
    with pytest.raises(NotTheirTurn):
        court.do("appeal", court.shop, note="我们也不同意这个结果。")


@pytest.mark.parametrize("end", ["sustain", "silence", "taken back"])
def test_otherwise_the_first_ruling_stands(court, end):
    court.disputed(kind="refund_only").ruled()
    court.show(court.shop).do("appeal", court.shop, note="仓库录像显示发货时完好。")
    court.silence(hours=48)
    assert court.state == "appealed"
    if end == "sustain":
        court.do("sustain", court.arbitrator("bert"), note="录像看不到杯底，维持原裁决。")
    elif end == "silence":
        court.silence(days=5)
    else:
        court.do("withdraw_appeal", court.shop)
    assert (court.state, court.read().state, court.paid()) == ("ruled", "resolved", court.read().sheet.total_minor)


def test_above_a_value_two_arbitrators_decide_and_nobody_is_told_before(court):
    court.order = court.world.order(cups=60)
    court.disputed(cups=60).both_rest()
    court.do("rule", court.arbitrator("anna"), **court.ruling(outcome="nothing", grounds="not_shown"))
    assert court.state == "second_opinion"
    with in_shop(court.world.shop):
        last = Event.objects.filter(subject_id=court.dispute_id).order_by("-seq")[0]
        assert set(last.facts) == {"from", "to", "ruling"}
        assert not Message.objects.filter(case=court.case.pk, with_action="rule").exists()
        assert case_page(court.buyer, court.case.pk, court.world.shop, court.world.now).dispute.rulings == []
    with pytest.raises(ConflictOfInterest):
        court.do("confirm", court.arbitrator("anna"))
    court.do("confirm", court.arbitrator("bert"))
    assert court.state == "appealable"
    [ruling] = court.rulings()
    assert (ruling.seconded_by, ruling.draft) == (f"staff:{court.person('bert').pk}", "")
    with in_shop(court.world.shop):
        assert Message.objects.get(pk=ruling.words_id).body == GROUNDS


def test_a_dissent_goes_to_the_senior_arbitrator(court):
    court.order = court.world.order(cups=60)
    court.disputed(cups=60).both_rest()
    court.do("rule", court.arbitrator("anna"), **court.ruling(outcome="nothing", grounds="not_shown"))
    court.do("dissent", court.arbitrator("bert"), note="照片看得很清楚，我不同意。")
    assert court.state == "escalated"
    with in_shop(court.world.shop):
        for reader, reads in ((court.buyer, False), (court.shop, False), (court.arbitrator("carl"), True)):
            page = case_page(reader, court.case.pk, court.world.shop, court.world.now)
            assert any(said.with_action == "dissent" for said in page.messages.values()) == reads
    with pytest.raises(Forbidden):
        court.do("rule", court.arbitrator("bert"), **court.ruling())
    court.do("rule", court.arbitrator("carl"), **court.ruling())
    assert (court.state, court.dispute.outcome) == ("appealable", "wish")


def test_contested_goods_the_shop_calls_and_its_findings_are_ruled(court):
    court.contested()
    call_in_platform(case=court.case, note="请裁决。", actor=court.shop, at=court.world.now)
    assert (court.read().state, court.dispute.about, court.dispute.called_by) == ("goods_disputed", "goods", "merchant")
    court.ruled(outcome="findings").silence(days=7)
    assert (court.read().state, court.paid()) == ("resolved", 9_667)


def test_the_shop_concedes_and_the_buyer_gets_all(court):
    court.goods_disputed().do("concede", court.shop)
    assert (court.state, court.read().state, court.paid()) == ("settled", "resolved", 19_333)


@pytest.mark.parametrize(("about", "state", "paid"), [("refusal", "withdrawn", 0), ("goods", "resolved", 9_667)])
def test_the_buyer_ends_it(court, about, state, paid):
    (court.disputed() if about == "refusal" else court.goods_disputed()).do("withdraw", court.buyer)
    assert (court.state, court.read().state, court.paid()) == ("withdrawn", state, paid)


def test_where_the_shop_stands_alone_the_owner_rules_for_good_and_the_buyer_is_told_where_to_turn(world):
    alone = Court(world)
    alone.disputed().both_rest().do("rule", world.judge, **alone.ruling(outcome="nothing", grounds="not_shown"))
    assert (alone.state, alone.read().state) == ("ruled", "closed")
    with in_shop(world.shop):
        mail = Mail.objects.filter(to_email="buyer@example.com").order_by("queued_at")
        texts = " ".join(one.text for one in mail)
    assert f"/s/{world.shop.slug}/rights/" in texts


def test_what_was_lost_on_the_way_is_caught_up(court):
    court.disputed(kind="refund_only").ruled()
    perform("dispute", "accept_ruling", court.dispute, {}, actor=court.shop, at=court.world.now)
    perform("dispute", "accept_ruling", court.dispute, {}, actor=court.buyer, at=court.world.now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    assert court.read().state == "disputed"
    assert catch_up_shop(court.world.shop.pk) == 1
    run_pending()
    assert court.read().state == "resolved"
