"""A company repairs for the shop: it sees the repairs that are its own, and of them only what the work needs."""

from datetime import timedelta

import pytest

from huitou.accounts.roles import TokenRole
from huitou.accounts.verbs import create_token
from huitou.core.actions import perform
from huitou.core.flow.machine import TooLate
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs.return_settings import add_address, add_provider
from huitou.services.models import Repair
from huitou.services.verbs.give import WorkshopUnknown
from tests.api.conftest import Caller, given, problem
from tests.cases.generous import be_generous
from tests.services.test_repairs import do, to_the_workshop
from tests.worlds import picture

SECRETS = ("陈小暖", "buyer@example.com")


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def company_of(shop, name):
    found = add_provider(name=name, actor=shop.hire("manager"), at=shop.now)
    _row, token = create_token(
        shop=shop.shop, role=TokenRole.RETURNS_PROVIDER, label=name, provider_id=found.pk, at=shop.now
    )
    return found, Caller(token)


def give(shop, case, company):
    inputs = {"provider": str(company.pk) if company is not None else None}
    return perform("repair", "give_to_workshop", case.repair.ref, inputs, actor=shop.agent, at=shop.now)


def give_again_and_again(shop, case, company):
    for _ in range(20):
        shop.clock.forward(hours=60)
        give(shop, case, company)


def repair_of(shop, case):
    with in_shop(shop.shop):
        return Repair.objects.get(pk=case.repair_id)


def test_a_company_sees_and_does_only_the_repairs_that_are_given_to_it(shop):
    order = shop.order()
    case = to_the_workshop(shop, order)
    mine, smith = company_of(shop, "修理铺")
    _other, another = company_of(shop, "别家")
    path = f"/repairs/{case.repair.ref}"
    problem(smith.get(path), 404, "not_found")
    give(shop, case, mine)
    seen = given(smith.get(path))
    assert [action["action"] for action in seen["actions"]] == ["accept_repair", "quote", "find_nothing", "fail"]
    assert [line["title"] for line in seen["lines"]] == ["青瓷杯"]
    text = smith.get(path).content.decode()
    assert not any(secret in text for secret in (*SECRETS, order.number, case.ref))
    assert [row["ref"] for row in given(smith.get("/repairs"))["items"]] == [case.repair.ref]
    assert given(another.get("/repairs"))["items"] == []
    problem(another.get(path), 404, "not_found")
    problem(another.post(f"{path}/actions/accept_repair", {"diagnosis": "power"}), 404, "not_found")
    problem(smith.get(f"/cases/{case.ref}"), 404, "not_found")
    problem(smith.post(f"{path}/actions/give_to_workshop", {}), 409, "not_their_turn")


def test_it_repairs_and_sends_home_and_sees_the_address_only_for_that(shop):
    order = shop.order()
    case = to_the_workshop(shop, order)
    mine, smith = company_of(shop, "修理铺")
    give(shop, case, mine)
    path = f"/repairs/{case.repair.ref}"
    assert given(smith.post(f"{path}/actions/accept_repair", {"diagnosis": "mechanics"}))["send_to"] is None
    assert smith.upload(f"{path}/photos", "cup.jpg", picture().read()).status_code == 201
    ready = given(smith.post(f"{path}/actions/finish", {"note": "换了弹簧。"}))
    assert (ready["state"], set(ready["send_to"] or {"city": ""}) >= {"city"}) == ("to_send_back", True)
    problem(smith.upload(f"{path}/photos", "cup.jpg", picture().read()), 409, "not_their_turn")
    gone = given(smith.post(f"{path}/actions/send_back", {"tracking_number": "SF3", "carrier": "sf"}))
    assert (gone["state"], gone["send_to"], gone["actions"]) == ("on_the_way", None, [])


def test_it_quotes_and_the_price_is_not_its_to_waive_or_take(shop):
    case = to_the_workshop(shop, shop.order(delivered_days_ago=2))
    mine, smith = company_of(shop, "修理铺")
    give(shop, case, mine)
    path = f"/repairs/{case.repair.ref}"
    smith.upload(f"{path}/photos", "cup.jpg", picture().read())
    lines = [{"kind": "labour", "name": "修补", "amount_minor": 2_000}]
    quoted = given(smith.post(f"{path}/actions/quote", {"diagnosis": "impact", "note": "摔的。", "lines": lines}))
    assert (quoted["state"], quoted["quote"]["minor"], quoted["actions"]) == ("quoted", 2_000, [])
    problem(smith.post(f"{path}/actions/waive_quote"), 409, "not_their_turn")


def test_goods_that_went_to_the_companys_address_are_its_own_to_repair(shop):
    mine, smith = company_of(shop, "修理铺")
    add_address(address="嘉定区 8 号", provider=mine.pk, actor=shop.hire("manager"), at=shop.now)
    order = shop.order()
    case = to_the_workshop(shop, order)
    assert repair_of(shop, case).provider_id == mine.pk
    assert [row["ref"] for row in given(smith.get("/repairs"))["items"]] == [case.repair.ref]


def test_the_shop_takes_it_back_and_the_clock_of_the_whole_goes_on(shop):
    case = to_the_workshop(shop, shop.order())
    mine, smith = company_of(shop, "修理铺")
    give(shop, case, mine)
    give(shop, case, None)
    assert given(smith.get("/repairs"))["items"] == []
    row = repair_of(shop, case)
    with pytest.raises(TooLate):
        give_again_and_again(shop, case, mine)  # however often: the days of the whole repair end
    assert shop.now < row.opened_at + row.allowed + timedelta(hours=62)


def test_no_company_of_another_shop_and_none_that_was_retired(shop, worlds):
    case = to_the_workshop(shop, shop.order())
    stranger = type("Company", (), {"pk": case.pk})
    with pytest.raises(WorkshopUnknown):
        give(shop, case, stranger)
    assert repair_of(shop, case).provider_id is None


def test_the_desk_chooses_the_workshop(shop):
    from tests.desk.conftest import client_of

    case = to_the_workshop(shop, shop.order())
    mine, _smith = company_of(shop, "修理铺")
    shop.hire("agent")
    client = client_of(shop.staff["agent"])
    path = f"/desk/teahouse/cases/{case.ref}/give_to_workshop/"
    assert "修理铺" in client.get(path).content.decode()
    assert client.post(path, {"subject": case.repair.ref, "provider": str(mine.pk)}).status_code == 302
    assert repair_of(shop, case).provider_id == mine.pk
    assert do(shop, case, "accept_repair", diagnosis="power").repair.state == "repairing"
