"""People of the platform: asked in by a link, let go, switched off; the last operator stays; others are refused."""

import re

import pytest
from django.core import mail
from django.test import Client

from huitou.accounts.jobs import invitation_link
from huitou.accounts.models import Invitation, PlatformRole, Staff
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role, create_staff, disable_staff, invite_to_platform, switch_off
from huitou.accounts.verbs.platform_people import LastOperator
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from tests.desk.conftest import client_of
from tests.worlds import PASSWORD

PAGE = "/platform/people/"


def person(world, role, name=""):
    made = create_staff(
        email=f"{name or role}@platform.example.com", name=(name or role).title(), password=PASSWORD, locale="en",
        at=world.now, verified=True,
    )  # fmt: skip
    add_platform_role(staff=made, role=PlatformRoleName(role), at=world.now)
    return made


@pytest.fixture
def operator(world):
    return person(world, "operator")


@pytest.fixture
def client(operator):
    return client_of(operator)


def roles():
    return sorted(PlatformRole.objects.values_list("staff__email", "role"))


def join(link, **fields):
    """Open the link as a browser does: the page's script posts what stands behind the #."""
    guest = Client(HTTP_ACCEPT_LANGUAGE="en")
    address, _, secret = link.partition("#")
    path = "/" + address.split("/", 3)[3]
    assert guest.post(path, {"secret": secret}).status_code == 302
    page = guest.get("/staff/join/shop/")
    return page, guest.post("/staff/join/shop/", fields)


def test_an_invited_arbitrator_joins_by_the_link_in_the_mail(client, operator):
    sent = client.post(PAGE + "invite/", {"email": "Judge@Example.com", "role": "arbitrator"})
    assert (sent.status_code, sent["Location"]) == (302, PAGE)
    run_pending()
    [letter] = mail.outbox
    assert letter.to == ["judge@example.com"]
    assert "Operator invites you to work in the platform." in letter.body
    link = re.search(r"http\S+", letter.body)[0]
    page, joined = join(link, name="Fair Judge", password="the scales hang still at dawn")
    assert "Work in the platform" in page.content.decode()
    assert joined.status_code == 302
    assert roles() == [("judge@example.com", "arbitrator"), ("operator@platform.example.com", "operator")]
    assert "Fair Judge" in client.get(PAGE).content.decode()


def test_a_link_works_once_and_not_after_it_was_withdrawn(client, operator, world):
    used = invite_to_platform(email="a@example.com", role=PlatformRoleName.ARBITRATOR, by=operator, at=world.now)
    join(invitation_link(used), name="A", password="the scales hang still at dawn")
    assert Client().post("/staff/join/", {"secret": invitation_link(used).partition("#")[2]}).status_code == 410
    late = invite_to_platform(email="b@example.com", role=PlatformRoleName.ARBITRATOR, by=operator, at=world.now)
    client.post(f"{PAGE}invitations/{late.pk}/withdraw/")
    assert Client().post("/staff/join/", {"secret": invitation_link(late).partition("#")[2]}).status_code == 410
    assert not Staff.objects.filter(email="b@example.com").exists()


def test_the_last_operator_stays(client, operator, world):
    client.post(f"{PAGE}{operator.pk}/remove/operator/")
    assert roles() == [("operator@platform.example.com", "operator")]
    with pytest.raises(LastOperator):
        switch_off(staff=operator, by=None)
    second = person(world, "operator", "second")
    disable_staff(staff=second)
    with pytest.raises(LastOperator):
        switch_off(staff=operator, by=None)
    assert Staff.objects.get(pk=operator.pk).is_active


def test_who_is_let_go_or_switched_off_is_out_at_once(client, world):
    judge = person(world, "arbitrator")
    theirs = client_of(judge)
    assert theirs.get("/platform/").status_code == 200
    client.post(f"{PAGE}{judge.pk}/switch/off/")
    assert theirs.get("/platform/").status_code == 302
    client.post(f"{PAGE}{judge.pk}/switch/on/")
    again = client_of(Staff.objects.get(pk=judge.pk))
    assert again.get("/platform/").status_code == 200
    client.post(f"{PAGE}{judge.pk}/remove/arbitrator/")
    assert roles() == [("operator@platform.example.com", "operator")]
    assert again.get("/platform/").status_code == 302


def test_an_arbitrator_asks_nobody_in(world, operator):
    judge = person(world, "arbitrator")
    refused = client_of(judge).post(PAGE + "invite/", {"email": "x@example.com", "role": "operator"})
    assert refused.status_code == 403
    with pytest.raises(Forbidden):
        invite_to_platform(email="x@example.com", role=PlatformRoleName.OPERATOR, by=judge, at=world.now)
    assert not Invitation.objects.exists()


def test_people_of_shops_are_not_switched_off_here(client, world):
    world.hire("owner")
    assert client.post(f"{PAGE}{world.staff['owner'].pk}/switch/off/").status_code == 404
    assert Staff.objects.get(pk=world.staff["owner"].pk).is_active


def test_it_asks_for_the_password_again_after_a_while(client, operator):
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 3600} for one in records]
    session.save()
    asked = client.get(PAGE)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/staff/reauthenticate/")
    refused = client.post(PAGE + "invite/", {"email": "x@example.com", "role": "arbitrator"})
    assert refused.status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("fields", [{"email": "nobody", "role": "arbitrator"}, {"email": "", "role": "operator"}])
def test_what_is_no_address_is_said_at_the_form(client, fields):
    answer = client.post(PAGE + "invite/", fields)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Invitation.objects.exists()
