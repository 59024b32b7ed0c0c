"""Who sees and does what with a case: absent and forbidden look the same, and nothing is written by a refusal."""

from dataclasses import replace

import pytest

from huitou.accounts.access import platform_actor
from huitou.accounts.models import PlatformRole
from huitou.cases.access import access_case, visible_cases
from huitou.cases.disputes.verbs import concede, escalate
from huitou.cases.models import Case
from huitou.cases.queries import case_page, queue
from huitou.cases.verbs import (
    add_evidence,
    agree,
    call_in_platform,
    offer,
    open_case,
    refuse,
    say,
    upload_evidence,
    withdraw,
)
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden, NotFound
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from tests.worlds import picture

DAMAGED = {"cups": 1, "reason": "damaged", "photo": True}


@pytest.fixture
def case(world):
    return world.apply(world.order(), **DAMAGED)


def sees(actor, case):
    with in_shop(actor.shop_id):
        try:
            return access_case(actor, case.ref).pk == case.pk
        except NotFound:
            return False


def arbitrator(world, role="arbitrator"):
    """Somebody of the platform, who works in no shop."""
    world.hire("agent")
    person = world.staff["agent"]
    PlatformRole.objects.create(staff=person, role=role, created_at=world.now)
    return platform_actor(person, world.shop)


def disputed(world, case):
    refuse(case=case, reason="other", note="看不出来。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        order = Case.objects.select_related("order").get(pk=case.pk).order
    call_in_platform(case=case, actor=world.buyer(order), at=world.now)


def nothing_of(world, case, actor, error, act):
    with in_shop(world.shop):
        before = Event.objects.count()
    with pytest.raises(error) as refused:
        act(actor)
    assert refused.type is error
    with in_shop(world.shop):
        assert Event.objects.count() == before


def test_a_buyer_sees_their_own_cases_and_no_others(world, case):
    stranger = world.buyer(world.order(customer="somebody-else", email="else@example.com"))
    assert sees(world.buyer(case.order), case)
    assert not sees(stranger, case)
    for act in (
        lambda actor: withdraw(case=case.ref, actor=actor, at=world.now),
        lambda actor: say(case=case.ref, body="你好", actor=actor, at=world.now),
        lambda actor: add_evidence(case=case.ref, file=picture(), actor=actor, at=world.now),
        lambda actor: upload_evidence(order=case.order_id, file=picture(), actor=actor, at=world.now),
        lambda actor: open_case(order=case.order_id, kind="return_and_refund", lines=[], actor=actor, at=world.now),
    ):
        nothing_of(world, case, stranger, NotFound, act)


def test_a_grant_for_one_order_shows_nothing_of_the_buyers_others(world, case):
    other = world.apply(world.order(), **DAMAGED)
    narrow = replace(world.buyer(case.order), order_ids=frozenset({case.order_id}))
    assert other.customer_id == case.customer_id
    assert (sees(narrow, case), sees(narrow, other)) == (True, False)
    with in_shop(world.shop):
        assert list(visible_cases(narrow)) == [case]
        assert list(visible_cases(replace(narrow, order_ids=frozenset()))) == []
        assert list(visible_cases(replace(narrow, order_ids=None, customer_id=None))) == []
    nothing_of(world, case, narrow, NotFound, lambda actor: withdraw(case=other.ref, actor=actor, at=world.now))


def test_another_shop_sees_nothing_even_with_the_id(world, worlds, case):
    other = worlds("other")
    other.hire("owner")
    for actor in (other.hire("owner"), other.judge, other.buyer(other.order()), other.system):
        assert not sees(actor, case)
        nothing_of(world, case, actor, NotFound, lambda actor: agree(case=case.pk, actor=actor, at=world.now))
        nothing_of(world, case, actor, NotFound, lambda actor: agree(case=case, actor=actor, at=world.now))


def test_who_only_reads_changes_nothing(world, case):
    reader = world.hire("readonly")
    assert sees(reader, case)
    for act in (
        lambda actor: agree(case=case, actor=actor, at=world.now),
        lambda actor: refuse(case=case, reason="other", note="不同意。", actor=actor, at=world.now),
        lambda actor: offer(case=case, amount_minor=100, actor=actor, at=world.now),
        lambda actor: say(case=case, body="你好", actor=actor, at=world.now),
        lambda actor: add_evidence(case=case, file=picture(), actor=actor, at=world.now),
        lambda actor: upload_evidence(order=case.order_id, file=picture(), actor=actor, at=world.now),
        lambda actor: open_case(order=case.order_id, kind="refund_only", lines=[], actor=actor, at=world.now),
    ):
        nothing_of(world, case, reader, Forbidden, act)
    with in_shop(world.shop):
        assert case_page(reader, case.ref, world.shop, world.now).actions == []


def test_who_only_reads_does_not_handle_goods(world):
    case = world.apply(world.order(), cups=1)
    goods, reader = world.refreshed(case).goods_return, world.hire("readonly")
    nothing_of(world, case, reader, Forbidden, lambda actor: arrive(goods_return=goods, actor=actor, at=world.now))
    arrive(goods_return=goods, actor=world.agent, at=world.now)
    nothing_of(world, case, reader, Forbidden, lambda who: accept_goods(goods_return=goods, actor=who, at=world.now))
    stranger = world.buyer(world.order(customer="somebody-else", email="else@example.com"))
    nothing_of(
        world, case, stranger, NotFound,
        lambda actor: hand_over(goods_return=goods, tracking_number="SF1", actor=actor, at=world.now),
    )  # fmt: skip


def test_an_arbitrator_sees_a_case_from_the_dispute_on(world, case):
    judge = arbitrator(world)
    assert not sees(judge, case)
    nothing_of(world, case, judge, NotFound, lambda actor: say(case=case, body="你好", actor=actor, at=world.now))
    grounds = "照片清楚地显示杯底有裂纹。"
    disputed(world, case)
    assert sees(judge, case)
    say(case=case, body="请双方说明。", actor=judge, at=world.now)
    world.rule(case, note=grounds)
    # Whoever ruled can see what became of it.
    assert sees(judge, case)


def test_an_operator_sees_open_disputes_only_and_rules_nothing(world, case):
    operator = arbitrator(world, "operator")
    assert not sees(operator, case)
    disputed(world, case)
    assert sees(operator, case)
    dispute = world.refreshed(case).dispute
    world.clock.forward(hours=48)
    sweep_deadlines(at=world.now)
    nothing_of(world, case, operator, Forbidden, lambda who: escalate(dispute=dispute, actor=who, at=world.now))
    nothing_of(world, case, operator, Forbidden, lambda actor: say(case=case, body="你好", actor=actor, at=world.now))
    concede(dispute=dispute, actor=world.agent, at=world.now)
    run_pending()
    assert not sees(operator, case)


def test_roles_without_a_right_to_see_get_nothing(world, case):
    for role in (Role.PLATFORM, Role.MERCHANT, Role.CARRIER, Role.GATEWAY):
        actor = Actor(role=role, shop_id=world.shop.pk, id="test")
        assert not sees(actor, case)
    assert sees(system_actor(world.shop.pk), case)


def test_a_platform_sees_of_the_returns_what_a_dispute_is_about(world):
    case = world.apply(world.order(), cups=1)
    goods, judge = world.refreshed(case).goods_return, arbitrator(world)
    with in_shop(world.shop):
        assert list(visible_returns(judge)) == []
        with pytest.raises(NotFound):
            access_return(judge, goods.ref)
        assert queue(judge).items == []
