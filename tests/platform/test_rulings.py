"""Ruling: over all shops, for either side, with grounds; by whom, and what is refused."""

from typing import Any

import pytest
from django.urls import reverse

from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role, create_staff
from huitou.cases.models import Case
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.tenancy import in_shop
from huitou.orders.models import Order
from tests.desk.conftest import client_of
from tests.worlds import PASSWORD, build_world


def dispute(world: Any) -> Case:
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        buyer = world.buyer(Order.objects.get(pk=case.order_id))
    call_in_platform(case=case, note="请看杯底。", actor=buyer, at=world.now)
    return case


@pytest.fixture
def arbitrator(world):
    person = create_staff(
        email="judge@platform.example.com", name="周正", password=PASSWORD, locale="en", at=world.now, verified=True
    )
    add_platform_role(staff=person, role=PlatformRoleName.ARBITRATOR, at=world.now)
    return client_of(person)


def state(world, case):
    with in_shop(world.shop):
        return Case.objects.get(pk=case.pk).state


def test_all_shops_are_swept_and_the_most_urgent_stands_first(world, clock, arbitrator):
    first = dispute(world)
    clock.forward(hours=1)
    other = build_world(clock, "elsewhere")
    second = dispute(other)
    page = arbitrator.get(reverse("platform:home")).content.decode()
    assert "2 disputes to rule" in page
    assert page.index(first.ref) < page.index(second.ref)


@pytest.mark.parametrize(("action", "after"), [("rule_for_buyer", "awaiting_goods"), ("rule_for_merchant", "closed")])
def test_a_ruling_with_grounds(world, arbitrator, action, after):
    case = dispute(world)
    path = reverse("platform:act", args=[world.shop.slug, case.ref, action])
    assert arbitrator.post(path, {"grounds": "照片清楚地显示杯底有裂纹。"}).status_code == 302
    assert state(world, case) == after
    page = arbitrator.get(reverse("platform:case", args=[world.shop.slug, case.ref])).content.decode()
    assert "照片清楚地显示杯底有裂纹。" in page


@pytest.mark.parametrize("grounds", ["", "对"])
def test_a_ruling_without_grounds_is_none(world, arbitrator, grounds):
    case = dispute(world)
    path = reverse("platform:act", args=[world.shop.slug, case.ref, "rule_for_buyer"])
    answer = arbitrator.post(path, {"grounds": grounds})
    assert answer.status_code == 422
    assert "Write the grounds of the ruling in a sentence or two" in answer.content.decode()
    assert state(world, case) == "disputed"


def test_ruled_once(world, arbitrator):
    case = dispute(world)
    path = reverse("platform:act", args=[world.shop.slug, case.ref, "rule_for_buyer"])
    words = {"grounds": "照片清楚地显示杯底有裂纹。"}
    assert arbitrator.post(path, words).status_code == 302
    assert arbitrator.post(path, words).status_code == 409


def test_the_owner_of_a_shop_that_stands_alone_is_led_from_the_desk(world, desk):
    client = desk("owner")
    link = reverse("platform:shop", args=[world.shop.slug])
    queue = reverse("desk:queue", args=[world.shop.slug])
    assert link not in client.get(queue).content.decode()
    dispute(world)
    assert link in client.get(queue).content.decode()
    assert client.get(link).status_code == 200


def test_with_a_platform_the_owner_does_not_rule(world, desk):
    client = desk("owner")
    dispute(world)
    type(world.shop).objects.filter(pk=world.shop.pk).update(sole=False)
    link = reverse("platform:shop", args=[world.shop.slug])
    assert link not in client.get(reverse("desk:queue", args=[world.shop.slug])).content.decode()
    assert client.get(link).status_code == 404
