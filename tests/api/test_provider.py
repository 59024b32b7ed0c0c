"""The company that checks goods for a shop: its token opens the returns that go to it, and nothing else."""

import base64
import json

import pytest

from huitou.accounts.roles import TokenRole
from huitou.accounts.verbs import create_token
from huitou.accounts.verbs.create_token import TokenNeedsCustomer
from huitou.api.app import api
from huitou.cases.models import Evidence
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import give_label, hand_over
from huitou.logistics.verbs.return_settings import add_address, add_provider
from tests.api.conftest import Caller, given, problem
from tests.api.doing import Doing
from tests.worlds import World, build_world, picture


@pytest.fixture
def built(once, clock, settings):
    """The same shop and companies for every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        return world, company_of(world)

    world, token = once(build)
    return World(world.shop, clock, dict(world.staff)), token


@pytest.fixture
def world(built):
    return built[0]


@pytest.fixture
def company(built):
    return Caller(built[1])


def company_of(world):
    """The token of a company that checks what comes to the shop."""
    who = {"actor": world.hire("manager"), "at": world.now}
    provider = add_provider(name="验货所", **who)
    add_address(address="嘉定区 8 号", provider=provider.pk, **who)
    _row, token = create_token(
        shop=world.shop, role=TokenRole.RETURNS_PROVIDER, label="验货所", provider_id=provider.pk, at=world.now
    )
    return token


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(api.operations()))
def test_nothing_but_returns_is_open(world, company, name):
    """The return of each call goes to another place: the company is refused it too, or sees an empty list."""
    other = add_provider(name="别家", actor=world.hire("manager"), at=world.now)
    add_address(address="别处", countries=["CN"], provider=other.pk, actor=world.hire("manager"), at=world.now)
    answer = getattr(Doing(world), name)(company)
    if name in ("me", "list_flows", "show_flow", "policy_in_force", "policy_summary", "performance"):
        assert answer.status_code == 200
    elif answer.status_code == 200:
        assert json.loads(answer.content)["items"] == []
    else:
        assert answer.status_code in (403, 404), (name, answer.content)


def test_it_checks_what_comes_to_it(world, company):
    order = world.order()
    case = world.refreshed(world.apply(order, cups=2))
    hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    [seen] = given(company.get("/returns"))["items"]
    path = f"/returns/{seen['ref']}"
    text = company.get(path).content.decode()
    assert not any(secret in text for secret in ("陈小暖", "buyer@example.com", "minor", "¥", order.number))
    assert given(company.get(path))["code"] is None
    assert [one["action"] for one in given(company.get(path))["actions"]] == ["arrive"]
    given(company.post(f"{path}/actions/arrive"))
    answer = company.upload(f"{path}/photos", "cup.jpg", picture().read())
    assert answer.status_code == 201
    with in_shop(world.shop):
        shown = Evidence.objects.get(case=case)
    assert (shown.role, shown.author_id.partition(":")[0]) == ("merchant", "token")
    problem(company.post(f"{path}/actions/accept_goods"), 409, "not_their_turn")
    line = str(world.line(order, "cup").pk)
    report = {"findings": [{"line": line, "good": 1, "damaged": 1, "disposition": "restock"}]}
    assert given(company.post(f"{path}/actions/report_findings", report))["state"] == "reported"
    problem(company.post(f"{path}/actions/confirm_findings"), 409, "not_their_turn")
    problem(company.get(f"/cases/{case.ref}"), 404, "not_found")


def test_a_token_for_checking_names_its_company(world):
    with pytest.raises(TokenNeedsCustomer):
        create_token(shop=world.shop, role=TokenRole.RETURNS_PROVIDER, label="x", at=world.now)


def test_a_label_is_not_for_it(world, company):
    """It may name the buyer and where they live."""
    order = world.order()
    goods = world.refreshed(world.apply(order, cups=2)).goods_return
    label = {"code": "L-1", "file_base64": base64.b64encode(b"%PDF-1.4").decode()}
    give_label(goods_return=goods, **label, actor=world.agent, at=world.now)
    assert given(company.get(f"/returns/{goods.ref}"))["label"] is None
    problem(company.get(f"/returns/{goods.ref}/label"), 404, "not_found")
