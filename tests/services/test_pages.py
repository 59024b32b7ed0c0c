"""The workshop's pages: what waits is listed, every step has a form and a proposal, the buyer reads the same."""

import pytest
from django.urls import reverse

from huitou.cases.models import Evidence
from huitou.core.actions import form_of
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from huitou.desk.best_action import RULES
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.services.machine import REPAIR
from huitou.services.models import Repair
from tests.cases.generous import be_generous, settle
from tests.services.test_repairs import QUOTE, do, quoted, repaired, to_the_workshop
from tests.worlds import picture


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def test_every_step_of_the_shop_has_a_form_that_gives_its_inputs():
    for step in REPAIR.steps:
        if step.who == Role.MERCHANT:
            inputs = form_of("repair", step.action).model_fields
            if any(field.is_required() for field in inputs.values()):
                assert form_for(step.action, "repair") is not ActionForm, step.action


def test_every_state_that_waits_for_the_shop_has_a_proposal():
    waiting = {state for state in REPAIR.states if (wait := REPAIR.waiting(state)) and wait.on == Role.MERCHANT}
    assert waiting == {state for rule in RULES if rule.machine == "repair" for state in rule.states}


def test_the_bench_lists_what_is_on_it_with_its_steps(shop, desk):
    case = to_the_workshop(shop, shop.order())
    page = desk("agent").get(reverse("desk:repairs", args=[shop.shop.slug])).content.decode()
    assert case.repair.ref in page
    assert f"/cases/{case.ref}/accept_repair/" in page
    other = desk("agent").get(reverse("desk:repairs", args=[shop.shop.slug]) + "?state=done").content.decode()
    assert case.repair.ref not in other


def test_a_quote_is_sent_with_its_photo_from_the_form(shop, desk):
    case = to_the_workshop(shop, shop.order())
    path = reverse("desk:act", args=[shop.shop.slug, case.ref, "quote"])
    typed = {
        "subject": case.repair.ref, "diagnosis": "impact", "note": "摔过。", "part_1": "壶盖", "price_1": "30",
        "labour": "20.50",
    }  # fmt: skip
    refused = desk("agent").post(path, typed)
    assert refused.status_code == 409
    assert "摔过。" in refused.content.decode()
    above = desk("agent").post(path, {**typed, "labour": "99999999999", "photo": picture()})
    assert above.status_code == 422, above.content.decode()
    with in_shop(shop.shop):
        assert not Evidence.objects.filter(case=case, role=Role.MERCHANT)
    answer = desk("agent").post(path, {**typed, "photo": picture()})
    assert answer.status_code == 302, answer.content.decode()
    case = settle(shop, case)
    assert (case.repair.state, case.repair.quote_minor) == ("quoted", 5_050)
    with in_shop(shop.shop):
        assert Evidence.objects.filter(case=case, role=Role.MERCHANT).count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"part_1": "壶盖"}, "price_1"), ({"price_1": "30"}, "part_1"), ({"labour": "a lot"}, "labour"), ({}, "labour")],
)
def test_half_a_quote_is_asked_for_again(shop, desk, typed, field):
    case = to_the_workshop(shop, shop.order())
    path = reverse("desk:act", args=[shop.shop.slug, case.ref, "quote"])
    body = {"subject": case.repair.ref, "diagnosis": "impact", "note": "摔过。", "photo": picture(), **typed}
    answer = desk("agent").post(path, body)
    assert answer.status_code == 422
    assert f'id="id_{field}"' in answer.content.decode()
    with in_shop(shop.shop):
        assert Repair.objects.get(pk=case.repair_id).state == "diagnosing"


def test_the_buyer_sees_the_quote_and_agrees_to_that_sum_only(shop, sign_in):
    order = shop.order()
    case = quoted(shop, order)
    client = sign_in(order, "zh-hans")
    page = client.get(reverse("portal:case", args=[shop.shop.slug, case.ref])).content.decode()
    for word in ("壶盖", "30.00", "50.00", "摔裂", "在维修处"):
        assert word in page, word
    path = reverse("portal:deed", args=[shop.shop.slug, case.ref, "accept_quote"])
    assert 'value="5000"' in client.get(path).content.decode()
    assert client.post(path, {"seen_minor": "4999"}).status_code == 409
    assert client.post(path, {"seen_minor": "5000"}).status_code == 302
    assert settle(shop, case).repair.state == "repairing"


def test_the_order_says_until_when_it_is_covered_and_by_which_repair_longer(shop, sign_in, desk):
    order = shop.order()
    case = repaired(shop, order)
    page = sign_in(order, "zh-hans").get(reverse("portal:order", args=[shop.shop.slug, order.number])).content.decode()
    assert "保修至" in page
    assert case.repair.ref in page
    seen = desk("agent").get(reverse("desk:order", args=[shop.shop.slug, order.pk])).content.decode()
    assert case.repair.ref in seen


def test_a_repair_that_is_paid_says_so(shop, sign_in):
    order = shop.order()
    case = do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000)
    case = do(shop, case, "finish")
    page = sign_in(order, "zh-hans").get(reverse("portal:case", args=[shop.shop.slug, case.ref])).content.decode()
    assert "50.00" in page
    assert QUOTE["note"] in page
