"""Ruling: over all shops, for either side, with grounds; by whom, and what is refused."""

from typing import Any

import pytest
from django.urls import reverse

from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.verbs import add_member, add_platform_role, create_staff
from huitou.cases.disputes.templates import every_template, ours
from huitou.cases.models import Case, Dispute, Precedent
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.actions import perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import CustomerContact, Order
from tests.desk.conftest import client_of
from tests.worlds import PASSWORD, build_world


def dispute(world: Any) -> Case:
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        buyer = world.buyer(Order.objects.get(pk=case.order_id))
    call_in_platform(case=case, note="请看杯底。", actor=buyer, at=world.now)
    both_rest(world, case, buyer)
    return case


def both_rest(world: Any, case: Case, buyer: Any) -> None:
    for who in (buyer, world.agent):
        perform("dispute", "rest", row(world, case), {}, actor=who, at=world.now)


def row(world: Any, case: Case) -> Dispute:
    with in_shop(world.shop):
        return Dispute.objects.get(case=case.pk)


RULING = {"outcome": "wish", "grounds": "shown", "note": "照片清楚地显示杯底有裂纹。", "amount": ""}


def person(world, name, *roles):
    one = create_staff(
        email=f"{name}@platform.example.com", name=name, password=PASSWORD, locale="en", at=world.now, verified=True
    )
    for role in roles:
        add_platform_role(staff=one, role=role, at=world.now)
    return one


@pytest.fixture
def arbitrator(world):
    return client_of(person(world, "judge", PlatformRoleName.ARBITRATOR))


@pytest.fixture
def senior(world):
    return client_of(person(world, "senior", PlatformRoleName.ARBITRATOR, PlatformRoleName.SENIOR))


def on_platform(world):
    type(world.shop).objects.filter(pk=world.shop.pk).update(sole=False)
    world.shop.refresh_from_db()


def path(world, case, *action):
    return reverse("platform:act" if action else "platform:case", args=[world.shop.slug, case.ref, *action])


def state(world, case):
    run_pending()
    with in_shop(world.shop):
        return Case.objects.get(pk=case.pk).state, row_state(case)


def row_state(case):
    return Dispute.objects.get(case=case.pk).state


def test_all_shops_are_swept_and_the_most_urgent_stands_first(world, clock, arbitrator):
    on_platform(world)
    first = row(world, dispute(world))
    clock.forward(hours=1)
    other = build_world(clock, "elsewhere")
    on_platform(other)
    second = row(other, dispute(other))
    page = arbitrator.get(reverse("platform:home")).content.decode()
    assert "2 disputes to rule" in page
    assert page.index(first.ref) < page.index(second.ref)


@pytest.mark.parametrize(
    ("ruling", "after"),
    [
        ({}, "awaiting_goods"),
        ({"outcome": "nothing", "grounds": "not_shown"}, "closed"),
        ({"outcome": "sum", "amount": "30.00", "keeps_goods": "on", "carrier": "10"}, "resolved"),
    ],
)
def test_a_ruling_with_grounds_is_carried_out_after_the_week(world, clock, arbitrator, ruling, after):
    on_platform(world)
    case = dispute(world)
    assert arbitrator.post(path(world, case, "rule"), RULING | ruling).status_code == 302
    assert state(world, case) == ("disputed", "appealable")
    page = arbitrator.get(path(world, case)).content.decode()
    assert RULING["note"] in page
    clock.forward(days=7)
    sweep_deadlines(at=world.now)
    assert state(world, case) == (after, "ruled")
    assert Precedent.objects.get().grounds == ruling.get("grounds", "shown")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"note": ""}, "Write the grounds of the ruling in a sentence or two"),
        ({"note": "对"}, "Write the grounds of the ruling in a sentence or two"),
        ({"outcome": "sum"}, "Enter the sum that the buyer gets"),
        ({"outcome": "sum", "amount": "999999"}, "Grant between zero and"),
        ({"outcome": "sum", "amount": "-1"}, ""),
        ({"outcome": "sum", "amount": "ten"}, ""),
        ({"platform": "60", "carrier": "60"}, "together cannot bear more"),
        ({"outcome": "findings"}, ""),
        ({"grounds": "no_ruling"}, ""),
    ],
)
def test_a_ruling_that_cannot_be_is_refused_and_changes_nothing(world, arbitrator, given, said):
    on_platform(world)
    case = dispute(world)
    answer = arbitrator.post(path(world, case, "rule"), RULING | given)
    assert answer.status_code in (409, 422)
    assert said in answer.content.decode()
    assert state(world, case) == ("disputed", "deliberating")


def test_ruled_once(world, arbitrator):
    on_platform(world)
    case = dispute(world)
    assert arbitrator.post(path(world, case, "rule"), RULING).status_code == 302
    assert arbitrator.post(path(world, case, "rule"), RULING).status_code == 409


def test_a_page_from_before_the_sum_changed_rules_nothing(world, arbitrator):
    on_platform(world)
    case = dispute(world)
    assert arbitrator.post(path(world, case, "rule"), RULING | {"seen": "another"}).status_code == 409
    assert state(world, case) == ("disputed", "deliberating")


@pytest.mark.parametrize("who", ["of the shop", "of a competitor", "the buyer"])
def test_whoever_has_an_interest_neither_sees_nor_decides(world, clock, who):
    on_platform(world)
    case = dispute(world)
    judge = person(world, "judge", PlatformRoleName.ARBITRATOR)
    if who == "of the shop":
        add_member(shop=world.shop, staff=judge, role=StaffRole.AGENT, at=world.now)
    elif who == "of a competitor":
        add_member(shop=build_world(clock, "elsewhere").shop, staff=judge, role=StaffRole.AGENT, at=world.now)
    else:
        with in_shop(world.shop):
            CustomerContact.objects.update(email="JUDGE@platform.example.com")
    client = client_of(judge)
    for answer in (
        client.get(path(world, case)),
        client.post(path(world, case, "rule"), RULING),
        client.post(reverse("platform:take", args=[world.shop.slug, case.ref])),
    ):
        # Who is the buyer does not find it at all, whatever they come with.
        assert answer.status_code == (404 if who == "the buyer" else 403)
        assert "裂纹" not in answer.content.decode()
    assert row(world, case).ref not in client.get(reverse("platform:home")).content.decode()
    assert state(world, case) == ("disputed", "deliberating")


def test_taking_handing_over_and_declaring_an_interest(world, arbitrator, senior):
    on_platform(world)
    case = dispute(world)
    at = [world.shop.slug, case.ref]
    assert arbitrator.post(reverse("platform:take", args=at)).status_code == 302
    taken = senior.post(path(world, case, "rule"), RULING)
    assert (taken.status_code, "Another arbitrator has taken" in taken.content.decode()) == (409, True)
    to = Staff.objects.get(email="senior@platform.example.com")
    assert arbitrator.post(reverse("platform:hand_over", args=at), {"to": str(to.pk)}).status_code == 302
    assert row(world, case).arbitrator_id == f"staff:{to.pk}"
    assert arbitrator.post(reverse("platform:hand_over", args=at), {"to": str(case.pk)}).status_code == 404
    assert senior.post(reverse("platform:conflict", args=at)).status_code == 302
    assert row(world, case).arbitrator_id == ""
    refused = senior.post(path(world, case, "rule"), RULING)
    assert refused.status_code == 403
    assert "You declared that you have an interest" in senior.get(path(world, case)).content.decode()
    assert row(world, case).ref not in senior.get(reverse("platform:home")).content.decode()


def test_past_rulings_of_the_same_reason_stand_beside_the_case(world, clock, arbitrator):
    on_platform(world)
    case = dispute(world)
    arbitrator.post(path(world, case, "rule"), RULING | {"outcome": "sum", "amount": "50.00"})
    clock.forward(days=7)
    sweep_deadlines(at=world.now)
    other = build_world(clock, "elsewhere")
    on_platform(other)
    page = arbitrator.get(path(other, dispute(other))).content.decode()
    assert row(world, case).ref in page
    assert "1 ruling with the same reason; the buyer got 50 %" in page


def test_a_template_starts_a_ruling_in_the_languages_of_both_sides(world, arbitrator):
    on_platform(world)
    case = dispute(world)
    page = arbitrator.get(path(world, case)).content.decode()
    chosen = next(one for one in ours() if one.reason == "damaged" and one.outcome == "wish")
    assert str(chosen.pk) in page
    with_words = arbitrator.get(path(world, case), {"template": str(chosen.pk)}).content.decode()
    assert chosen.texts["zh-hans"] in with_words


def test_templates_are_changed_by_the_senior_in_three_languages(world, arbitrator, senior):
    chosen = ours()[0]
    one = reverse("platform:template", args=[chosen.pk])
    words = {f"text_{code}": f"新的话 {code}" for code in ("zh_hans", "zh_hant", "en")}
    given = {"outcome": "wish", "grounds": "shown", "kind": "", "reason": "damaged", **words}
    assert arbitrator.get(reverse("platform:templates")).status_code == 200
    assert arbitrator.get(one).status_code == 404
    assert senior.post(one, given | {"text_en": ""}).status_code == 422
    assert senior.post(one, given).status_code == 302
    assert "新的话 en" in senior.get(reverse("platform:templates")).content.decode()
    assert senior.post(reverse("platform:retire_template", args=[chosen.pk])).status_code == 302
    assert chosen.pk not in {template.pk for template in every_template()}


def test_the_owner_of_a_shop_that_stands_alone_is_led_from_the_desk_and_rules_for_good(world, desk):
    client = desk("owner")
    link = reverse("platform:shop", args=[world.shop.slug])
    queue = reverse("desk:queue", args=[world.shop.slug])
    assert link not in client.get(queue).content.decode()
    case = dispute(world)
    assert link in client.get(queue).content.decode()
    assert client.get(link).status_code == 200
    assert client.post(path(world, case, "rule"), RULING | {"outcome": "nothing"}).status_code == 302
    assert state(world, case) == ("closed", "ruled")


def test_with_a_platform_the_owner_does_not_rule(world, desk):
    client = desk("owner")
    dispute(world)
    on_platform(world)
    link = reverse("platform:shop", args=[world.shop.slug])
    assert link not in client.get(reverse("desk:queue", args=[world.shop.slug])).content.decode()
    assert client.get(link).status_code == 404
