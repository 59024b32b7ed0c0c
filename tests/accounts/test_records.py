"""Every change about a shop is an event on its own chain, and its page says who did what, in three languages."""

import pytest
from django.utils.translation import override

from huitou.accounts.models import Membership, ShopRecord
from huitou.accounts.records import KINDS
from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.verbs import (
    accept_invitation,
    change_role,
    create_token,
    edit_brand,
    edit_shop,
    invite,
    remove_member,
    revoke_token,
    withdraw_invitation,
)
from huitou.accounts.verbs.memberships import LastOwner
from huitou.core.events import verify_chain
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.desk.record_words import WORDS, changes
from tests.desk.conftest import client_of

NEW = {"name": "Lin", "password": "the kettle waits for nobody"}


def chain(shop):
    with in_shop(shop):
        record = ShopRecord.objects.get()
        events = list(Event.objects.filter(subject_id=record.pk).order_by("seq"))
    verify_chain(events)
    assert (record.chain_length, bytes(record.chain_head)) == (len(events), bytes(events[-1].hash))
    return events


@pytest.fixture
def busy(world):
    """A shop in which everything was changed once."""
    owner, at = world.hire("owner"), world.now
    first = invite(email="lin@example.com", role=StaffRole.AGENT, actor=owner, at=at)
    lin = accept_invitation(invitation=first, at=at, **NEW)
    second = invite(email="gone@example.com", role=StaffRole.AGENT, actor=owner, at=at)
    withdraw_invitation(invitation_id=second.pk, actor=owner, at=at)
    member = Membership.objects.get(staff=lin)
    change_role(membership_id=member.pk, role=StaffRole.MANAGER, actor=owner, at=at)
    remove_member(membership_id=member.pk, actor=owner, at=at)
    edit_shop(name="新陶社", locale="en", address="景德镇", actor=owner, at=at)
    edit_brand(accent="#aa3300", actor=owner, at=at)
    token, _plain = create_token(shop=world.shop, role=TokenRole.AGENT, label="ERP", staff=world.staff["owner"], at=at)
    revoke_token(token_id=token.pk, actor=owner, at=at)
    return world


def test_every_change_stands_on_one_chain_with_its_doer(busy):
    events = chain(busy.shop)
    owner = f"staff:{busy.staff['owner'].pk}"
    told = [(event.kind.removeprefix("accounts."), event.actor_id == owner) for event in events]
    assert told == [
        ("shop.opened", False),
        ("member.joined", False),
        ("member.joined", True),
        ("member.invited", True),
        ("member.joined", False),
        ("member.invited", True),
        ("invitation.withdrawn", True),
        ("member.role_changed", True),
        ("member.removed", True),
        ("shop.edited", True),
        ("brand.edited", True),
        ("token.created", True),
        ("token.revoked", True),
    ]
    assert events[7].facts["from"] == "agent"
    assert events[7].facts["role"] == "manager"
    assert events[9].facts == {"fields": ["name", "locale", "address"]}
    # tests/desk/test_domain_page.py and test_exchanges.py, tests/retention/test_mail_traces.py
    elsewhere = {kind for kind in KINDS if kind.startswith("accounts.domain.")}
    elsewhere |= {"orders.catalogue.saved", "retention.measuring.set"}
    assert set(KINDS) == set(WORDS) == {event.kind for event in events} | elsewhere


def test_no_name_and_no_address_stands_in_an_event(busy):
    bodies = " ".join(event.body for event in chain(busy.shop))
    for personal in ("lin@example.com", "Lin", "新陶社", "景德镇", "ERP"):
        assert personal not in bodies


def test_a_change_that_changes_nothing_is_no_event(busy):
    before = len(chain(busy.shop))
    owner = busy.hire("owner")
    edit_shop(name="新陶社", locale="en", address="景德镇", actor=owner, at=busy.now)
    edit_brand(accent="#AA3300", actor=owner, at=busy.now)
    assert len(chain(busy.shop)) == before


def test_what_is_refused_is_no_event(world):
    owner = world.hire("owner")
    before = len(chain(world.shop))
    member = Membership.objects.get(staff=world.staff["owner"])
    with pytest.raises(LastOwner):
        remove_member(membership_id=member.pk, actor=owner, at=world.now)
    assert len(chain(world.shop)) == before


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Made Lin Manager instead of Agent."),
        ("zh-hans", "把Lin的角色改为主管，原为客服。"),
        ("zh-hant", None),
    ],
)
def test_the_words_name_people_and_tokens(busy, locale, said):
    with in_shop(busy.shop), override(locale):
        lines = changes(Event.objects.filter(subject_id=ShopRecord.objects.get().pk).order_by("seq"))
    texts = [line.text for line in lines]
    assert not any("%(" in text for text in texts)
    assert any("lin@example.com" in text for text in texts)
    assert any("ERP" in text for text in texts)
    assert {line.who for line in lines} >= {"Owner", "Lin", "Manager"}
    if said:
        assert said in texts


def test_the_page_is_for_who_runs_the_shop(busy):
    page = client_of(busy.staff["owner"]).get("/desk/teahouse/settings/record/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Invited lin@example.com as Agent." in text
    assert text.index("Revoked the token") < text.index("Made the token")
    busy.hire("agent")
    assert client_of(busy.staff["agent"]).get("/desk/teahouse/settings/record/").status_code == 403
