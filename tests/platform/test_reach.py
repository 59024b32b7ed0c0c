"""How far an arbitrator sees: orders, customers and refunds of disputes, and no other of the shop."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role, create_staff
from huitou.cases.models import Dispute
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.actions import perform
from huitou.core.errors import NotFound
from huitou.core.jobs import run_pending
from huitou.core.live_rights import read_token
from huitou.core.tenancy import in_shop
from huitou.orders.access import access_customer, access_order, orders_for
from huitou.refunds.access import visible_refunds
from tests.worlds import PASSWORD


def of_platform(world, role):
    made = create_staff(
        email=f"{role}@platform.example.com", name=role.title(), password=PASSWORD, locale="en", at=world.now
    )
    add_platform_role(staff=made, role=PlatformRoleName(role), at=world.now)
    return platform_actor(made, world.shop)


@pytest.fixture
def judge(world):
    return of_platform(world, "arbitrator")


def disputed(world, order):
    case = world.apply(order, kind="refund_only", cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="other", note="看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=case, actor=world.buyer(order), at=world.now)
    return case


def test_only_the_order_in_dispute_is_seen(world, judge):
    theirs, other = world.order(), world.order(email="else@example.com", customer="else")
    disputed(world, theirs)
    world.apply(other, cups=1, reason="damaged", photo=True)
    with in_shop(world.shop):
        assert [order.number for order in orders_for(judge)] == [theirs.number]
        assert access_order(judge, theirs.number).pk == theirs.pk
        with pytest.raises(NotFound):
            access_order(judge, other.number)
        assert access_customer(judge, theirs.customer_id).pk == theirs.customer_id
        with pytest.raises(NotFound):
            access_customer(judge, other.customer_id)


def test_after_the_dispute_the_order_stays_in_sight_with_its_refunds_only(world, judge):
    theirs = world.order()
    case = disputed(world, theirs)
    quiet = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    with in_shop(world.shop):
        dispute = Dispute.objects.get(case=case.pk)
    perform("dispute", "concede", dispute, {}, actor=world.agent, at=world.now)
    run_pending()
    with in_shop(world.shop):
        assert [order.number for order in orders_for(judge)] == [theirs.number]
        assert {refund.cause_id for refund in visible_refunds(judge)} == {case.pk}
        assert {refund.cause_id for refund in visible_refunds(world.agent)} == {case.pk, quiet.pk}


def test_an_operator_sees_refunds_but_no_orders(world):
    operator = of_platform(world, "operator")
    disputed(world, world.order())
    quiet = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    run_pending()
    with in_shop(world.shop):
        assert list(orders_for(operator)) == []
        assert {refund.cause_id for refund in visible_refunds(operator)} == {quiet.pk}


def test_the_page_of_a_shop_hears_of_its_disputes_only(world, judge):
    client = Client()
    person = Staff.objects.get(email="arbitrator@platform.example.com")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/platform/{world.shop.slug}/").content.decode()
    token = re.search(r'data-live-url="/live/\?token=([^"]+)"', page).group(1)
    assert read_token(unquote(token), seconds=60).subjects == {"type:cases.dispute"}
