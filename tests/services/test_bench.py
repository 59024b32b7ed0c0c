"""Somebody from a workshop signs in: they see and do the repairs that are given to their company, and nothing else."""

import pytest

from huitou.accounts.access import TokenRefused, actor_for_token, staff_actor
from huitou.accounts.models import Membership
from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.verbs import accept_invitation, add_member, change_role, create_token, invite
from huitou.accounts.verbs.memberships import WorkshopIsAskedIn
from huitou.accounts.verbs.people import WorkshopMissing
from huitou.cases.models import Evidence
from huitou.cases.verbs import agree
from huitou.core.actors import Role
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import hand_over
from huitou.logistics.verbs.return_settings import add_address, add_provider
from huitou.orders.models import OrderAddress
from tests.cases.generous import ask, be_generous, settle
from tests.desk.conftest import client_of
from tests.services.test_repairs import to_the_workshop
from tests.services.test_workshop import SECRETS, give, repair_of
from tests.worlds import PASSWORD, picture

BENCH = "/desk/teahouse/bench/"


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def smith_of(shop, company, email="smith@example.com"):
    """Asked in by the owner, and come."""
    asked = invite(email=email, role=StaffRole.WORKSHOP, provider_id=company.pk, actor=shop.hire("owner"), at=shop.now)
    return accept_invitation(invitation=asked, at=shop.now, name="邵师傅", password=PASSWORD)


def test_the_bench_from_diagnosis_to_the_parcel_home(shop):
    order = shop.order()
    with in_shop(shop.shop):
        OrderAddress.objects.create(shop=shop.shop, order=order, name="陈小暖", city="杭州")
    case, other = to_the_workshop(shop, order), to_the_workshop(shop, shop.order())
    company = add_provider(name="修理铺", actor=shop.hire("manager"), at=shop.now)
    smith = smith_of(shop, company)
    client, path = client_of(smith), f"{BENCH}{case.repair.ref}/"
    assert client.get(path).status_code == 404
    give(shop, case, company)
    assert client.get("/desk/").headers["Location"] == BENCH
    listed = client.get(BENCH).content.decode()
    assert case.repair.ref in listed
    assert other.repair.ref not in listed
    assert client.get(f"{BENCH}{other.repair.ref}/").status_code == 404
    shown = client.get(path).content.decode()
    assert "data-live-url" not in shown  # nothing of the shop's other work is heard
    assert not any(secret in shown for secret in (*SECRETS, order.number, case.ref))
    done = client.post(f"{path}accept_repair/", {"diagnosis": "power", "note": "线断了。", "photo": picture()})
    assert done.status_code == 302, done.content.decode()
    with in_shop(shop.shop):
        shown = Evidence.objects.filter(case=case.pk, author_id=f"staff:{smith.pk}")
        assert [one.role for one in shown] == [str(Role.MERCHANT)]
    assert client.post(f"{path}finish/", {"note": "已换线。"}).status_code == 302
    assert "杭州" in client.get(path).content.decode()  # the address, now that the goods go home
    assert client.post(f"{path}send_back/", {"tracking_number": "SF3", "carrier": "sf"}).status_code == 302
    assert repair_of(shop, case).state == "on_the_way"
    assert "杭州" not in client.get(path).content.decode()


def test_goods_that_come_to_its_own_address_are_taken_in_checked_and_repaired(shop):
    boss = {"actor": shop.hire("manager"), "at": shop.now}
    company, stranger = add_provider(name="修理铺", **boss), add_provider(name="别家", **boss)
    add_address(address="嘉定区 8 号", provider=company.pk, **boss)
    smith, other = smith_of(shop, company), smith_of(shop, stranger, "other@example.com")
    order = shop.order()
    asked = ask(shop, order, "repair")
    case = settle(shop, agree(case=asked.ref, actor=shop.agent, at=shop.now))
    back = case.goods_return
    hand_over(goods_return=back, carrier="sf", tracking_number="SF7", actor=shop.buyer(order), at=shop.now)
    client, path = client_of(smith), f"{BENCH}goods/{back.ref}/"
    foreign = client_of(other)
    assert back.ref not in foreign.get(f"{BENCH}goods/?state=coming").content.decode()
    assert foreign.post(f"{path}arrive/", {}).status_code == 404
    coming = client.get(f"{BENCH}goods/?state=coming").content.decode()
    assert f"{path}arrive/" in coming
    assert "SF7" in coming
    assert not any(secret in coming for secret in (*SECRETS, order.number, case.ref))
    assert client.post(f"{path}arrive/", {"weight_grams": "420"}).status_code == 302
    for action in ("accept_goods", "contest_goods", "confirm_findings"):
        assert client.post(f"{path}{action}/", {}).status_code == 409
    line = str(shop.line(order, "cup").pk)
    asked = client.get(f"{path}report_findings/").content.decode()
    assert "damaged_percent" not in asked  # what is paid for is the shop's to say
    assert "小时内验货并报告结果" in asked  # and not that the shop does
    counts = {f"{found}_{line}": "0" for found in ("good", "wrong", "damaged", "missing")}
    assert client.post(f"{path}report_findings/", counts).status_code == 422
    told = client.post(f"{path}report_findings/", {**counts, f"good_{line}": "1", "photo": picture()})
    assert told.status_code == 302, told.content.decode()
    with in_shop(shop.shop):
        assert Evidence.objects.filter(case=case.pk, author_id=f"staff:{smith.pk}").count() == 1
    shop.clock.forward(hours=48)
    sweep_deadlines(at=shop.now)  # the shop's silence stands by the report
    run_pending()
    begun = repair_of(shop, settle(shop, case))
    assert (begun.state, begun.provider_id) == ("diagnosing", company.pk)
    assert begun.ref in client.get(BENCH).content.decode()


def test_it_quotes_and_what_is_the_shops_stays_the_shops(shop):
    case = to_the_workshop(shop, shop.order())
    company = add_provider(name="修理铺", actor=shop.hire("manager"), at=shop.now)
    smith = smith_of(shop, company)
    give(shop, case, company)
    client, path = client_of(smith), f"{BENCH}{case.repair.ref}/"
    wrong = {"diagnosis": "impact", "note": "摔的。", "part_1": "壶盖"}
    refused = client.post(f"{path}quote/", {**wrong, "photo": picture()})
    assert (refused.status_code, repair_of(shop, case).state) == (422, "diagnosing")
    above = client.post(f"{path}quote/", {**wrong, "price_1": "99999999999", "photo": picture()})
    with in_shop(shop.shop):
        assert above.status_code == 422, above.content.decode()
        assert not Evidence.objects.filter(
            case=case.pk, role=Role.MERCHANT
        )  # of a step that is refused nothing is kept
    told = client.post(f"{path}quote/", {**wrong, "price_1": "30", "photo": picture()})
    assert (told.status_code, repair_of(shop, case).quote_minor) == (302, 3_000)
    for action in ("waive_quote", "confirm_payment", "give_to_workshop", "accept_quote"):
        assert client.post(f"{path}{action}/", {}).status_code == 409
    assert repair_of(shop, case).state == "quoted"
    for page in ("", "orders/", "repairs/", f"cases/{case.ref}/", "settings/people/"):
        assert client.get(f"/desk/teahouse/{page}").status_code == 403


def test_only_the_owner_asks_a_workshop_in_and_nobody_becomes_one_by_a_choice(shop):
    company = add_provider(name="修理铺", actor=shop.hire("manager"), at=shop.now)
    given = {"email": "a@example.com", "at": shop.now}
    with pytest.raises(Forbidden):
        invite(**given, role=StaffRole.WORKSHOP, provider_id=company.pk, actor=shop.hire("manager"))
    for role, provider in ((StaffRole.WORKSHOP, None), (StaffRole.AGENT, company.pk)):
        with pytest.raises(WorkshopMissing):
            invite(**given, role=role, provider_id=provider, actor=shop.hire("owner"))
    smith = smith_of(shop, company)
    member = Membership.objects.get(staff=smith)
    with pytest.raises(WorkshopIsAskedIn):
        change_role(membership_id=member.pk, role=StaffRole.AGENT, actor=shop.hire("owner"), at=shop.now)
    shop.hire("agent")
    agent = Membership.objects.get(staff=shop.staff["agent"])
    with pytest.raises(WorkshopIsAskedIn):
        change_role(membership_id=agent.pk, role=StaffRole.WORKSHOP, actor=shop.hire("owner"), at=shop.now)


def test_a_token_of_somebody_who_now_works_for_a_workshop_is_refused(shop):
    company = add_provider(name="修理铺", actor=shop.hire("manager"), at=shop.now)
    shop.hire("agent")
    person = shop.staff["agent"]
    _row, token = create_token(shop=shop.shop, role=TokenRole.AGENT, label="ERP", staff=person, at=shop.now)
    Membership.objects.filter(staff=person).delete()
    add_member(shop=shop.shop, staff=person, role=StaffRole.WORKSHOP, provider_id=company.pk, at=shop.now)
    with pytest.raises(TokenRefused):
        actor_for_token(token, at=shop.now)
    assert staff_actor(person, shop.shop).role == Role.PROVIDER
    with pytest.raises(Forbidden):
        create_token(shop=shop.shop, role=TokenRole.AGENT, label="ERP", staff=person, at=shop.now)


def test_the_owner_asks_in_on_the_people_page(shop):
    company = add_provider(name="修理铺", actor=shop.hire("manager"), at=shop.now)
    shop.hire("owner")
    client = client_of(shop.staff["owner"])
    path, given = "/desk/teahouse/settings/people/", {"email": "smith@example.com", "role": "workshop"}
    refused = client.post(f"{path}invite/", {**given, "company": ""})
    assert (refused.status_code, "field-error" in refused.content.decode()) == (422, True)
    assert client.post(f"{path}invite/", {**given, "company": str(company.pk)}).status_code == 302
    assert "修理铺" in client.get(path).content.decode()
    shop.hire("manager")
    assert 'value="workshop"' not in client_of(shop.staff["manager"]).get(path).content.decode()
