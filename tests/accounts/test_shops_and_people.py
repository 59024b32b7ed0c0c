"""Opening shops, creating people, inviting, changing roles, letting go."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.db import connection
from django.utils import translation

from huitou.accounts.access import staff_actor
from huitou.accounts.models import Invitation, Membership, Staff
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import (
    accept_invitation,
    change_role,
    create_staff,
    invite,
    remove_member,
    withdraw_invitation,
)
from huitou.accounts.verbs.invite import (
    InvitationForSomebodyElse,
    InvitationOver,
    open_invitation,
    secret_of,
)
from huitou.accounts.verbs.memberships import LastOwner
from huitou.accounts.verbs.open_shop import (
    CountryUnknown,
    LocaleUnknown,
    ShopNameMissing,
    SlugMalformed,
    SlugTaken,
    TimezoneUnknown,
)
from huitou.accounts.verbs.people import AlreadyMember, EmailMalformed, EmailTaken, PasswordWeak
from huitou.core.contrast import ColourMalformed
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.money import CurrencyUnknown
from tests.accounts.conftest import PASSWORD


def test_a_shop_is_opened_with_its_owner(open_a_shop, hire, at):
    shop = open_a_shop(slug="  TeaCups ", currency="cny", country="cn", accent="#b0413e")
    assert (shop.slug, shop.currency, shop.country, shop.accent) == ("teacups", "CNY", "CN", "#B0413E")
    owner = create_staff(email="o@example.com", name="O", password=PASSWORD, locale="en", at=at)
    second = open_a_shop("second", owner=owner)
    assert Membership.objects.get(shop=second).role == StaffRole.OWNER


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"slug": "tea cups"}, SlugMalformed),
        ({"slug": "-tea"}, SlugMalformed),
        ({"slug": ""}, SlugMalformed),
        ({"slug": "x" * 61}, SlugMalformed),
        ({"slug": "api"}, SlugMalformed),
        ({"slug": "茶"}, SlugMalformed),
        ({"name": "  "}, ShopNameMissing),
        ({"currency": "TEA"}, CurrencyUnknown),
        ({"timezone": "Asia/Teacup"}, TimezoneUnknown),
        ({"timezone": "../etc/passwd"}, TimezoneUnknown),
        ({"country": "ZZ"}, CountryUnknown),
        ({"country": "China"}, CountryUnknown),
        ({"locale": "fr"}, LocaleUnknown),
        ({"accent": "red"}, ColourMalformed),
    ],
)
def test_what_cannot_be_a_shop_is_refused_and_nothing_is_left(open_a_shop, wrong, error):
    with pytest.raises(error):
        open_a_shop(**wrong)
    assert not Shop.objects.exists()


def test_a_short_name_is_taken_once(open_a_shop, hire):
    first = open_a_shop()
    with pytest.raises(SlugTaken) as refused:
        open_a_shop(name="another", owner=hire(first, "agent"))
    assert refused.value.params == {"slug": "teacups"}
    assert [shop.name for shop in Shop.objects.all()] == ["陶杯社"]
    assert Membership.objects.count() == 1


def test_an_address_is_one_person_however_it_is_typed(database, at):
    create_staff(email=" Anna@Example.COM ", name="Anna", password=PASSWORD, locale="xx", at=at)
    anna = Staff.objects.get_by_natural_key("ANNA@example.com")
    assert (anna.email, anna.locale) == ("anna@example.com", "en")
    with pytest.raises(EmailTaken):
        create_staff(email="anna@EXAMPLE.com", name="Other", password=PASSWORD, locale="en", at=at)
    assert Staff.objects.count() == 1


@pytest.mark.parametrize(
    ("password", "email", "error"),
    [
        ("short", "a@example.com", PasswordWeak),
        ("passwordpassword", "a@example.com", None),
        ("1234567890", "a@example.com", PasswordWeak),
        ("annabelle@example", "annabelle@example.com", PasswordWeak),
        (PASSWORD, "not an address", EmailMalformed),
        (PASSWORD, "a@b\nBcc: c@example.com", EmailMalformed),
    ],
)
def test_weak_passwords_and_bad_addresses_are_refused(database, at, password, email, error):
    if error is None:
        assert create_staff(email=email, name="A", password=password, locale="en", at=at).check_password(password)
        return
    with pytest.raises(error):
        create_staff(email=email, name="A", password=password, locale="en", at=at)
    assert not Staff.objects.exists()


class TestInvitation:
    @pytest.fixture
    def owner(self, shop, hire):
        return staff_actor(hire(shop, "owner"), shop)

    @pytest.fixture
    def invitation(self, owner, at):
        return invite(email="New@example.com", role=StaffRole.AGENT, actor=owner, at=at)

    @pytest.mark.usefixtures("invitation")
    def test_the_mail_brings_the_person_into_the_shop(self, shop, at):
        run_pending()
        (letter,) = mail.outbox
        assert letter.to == ["new@example.com"]
        assert shop.name in letter.subject
        secret = re.search(r"/staff/join/#(\S+)", letter.body).group(1)

        staff = accept_invitation(
            invitation=open_invitation(secret, at=at), at=at, name="New", password=PASSWORD, locale="zh-hant"
        )

        assert (staff.email, staff.locale) == ("new@example.com", "zh-hant")
        assert staff_actor(staff, shop).may("cases.agree")
        assert staff.emailaddress_set.get().verified

    @pytest.mark.usefixtures("invitation")
    def test_the_mail_speaks_the_shops_language(self):
        run_pending()
        assert "邀请" in mail.outbox[0].subject + mail.outbox[0].body

    def test_the_link_works_once_and_seven_days(self, invitation, at):
        secret = secret_of(invitation)
        with pytest.raises(InvitationOver):
            open_invitation(secret, at=at + timedelta(days=7))
        accept_invitation(invitation=invitation, at=at, name="New", password=PASSWORD)
        with pytest.raises(InvitationOver):
            open_invitation(secret, at=at)
        with pytest.raises(InvitationOver):
            accept_invitation(invitation=invitation, at=at, name="Second", password=PASSWORD)
        assert Staff.objects.filter(email="new@example.com").count() == 1

    def test_a_weak_password_does_not_use_it_up(self, invitation, at):
        with pytest.raises(PasswordWeak):
            accept_invitation(invitation=invitation, at=at, name="New", password="x")
        assert open_invitation(secret_of(invitation), at=at) == invitation

    def test_withdrawn_replaced_or_forged_it_is_over(self, owner, invitation, at):
        again = invite(email="new@example.com", role=StaffRole.READONLY, actor=owner, at=at)
        with pytest.raises(InvitationOver):
            open_invitation(secret_of(invitation), at=at)
        withdraw_invitation(invitation_id=again.pk, actor=owner, at=at)
        for secret in (secret_of(again), signing.dumps(str(again.pk), salt="other"), "", "x.y.z"):
            with pytest.raises(InvitationOver):
                open_invitation(secret, at=at)
        run_pending()
        assert mail.outbox == []  # nothing that is over is sent any more

    def test_only_the_invited_address_may_use_it(self, shop, invitation, hire, at):
        somebody = hire(shop, "readonly")
        with pytest.raises(InvitationForSomebodyElse):
            accept_invitation(invitation=invitation, staff=somebody, at=at)
        assert Membership.objects.get(staff=somebody).role == StaffRole.READONLY

    def test_a_known_person_joins_a_second_shop(self, other_shop, invitation, hire, at):
        known = hire(other_shop, "owner", email="new@example.com")
        accept_invitation(invitation=invitation, staff=known, at=at)
        assert known.memberships.count() == 2

    def test_who_is_in_cannot_be_invited(self, shop, owner, hire, at):
        hire(shop, "agent", email="in@example.com")
        with pytest.raises(AlreadyMember):
            invite(email="IN@example.com", role=StaffRole.OWNER, actor=owner, at=at)

    @pytest.mark.parametrize(
        ("inviter", "role", "allowed"),
        [
            ("owner", "owner", True),
            ("manager", "agent", True),
            ("manager", "readonly", True),
            ("manager", "manager", False),
            ("manager", "owner", False),
            ("agent", "readonly", False),
            ("readonly", "readonly", False),
        ],
    )
    def test_nobody_invites_above_themselves(self, shop, hire, at, inviter, role, allowed):
        actor = staff_actor(hire(shop, inviter, email="inviter@example.com"), shop)
        if allowed:
            assert invite(email="x@example.com", role=StaffRole(role), actor=actor, at=at).role == role
            return
        with pytest.raises(Forbidden):
            invite(email="x@example.com", role=StaffRole(role), actor=actor, at=at)
        assert not Invitation.objects.exists()


class TestMembership:
    def test_the_last_owner_stays(self, shop, hire, at):
        owner = hire(shop, "owner")
        actor, member = staff_actor(owner, shop), owner.memberships.get()
        with pytest.raises(LastOwner):
            change_role(membership_id=member.pk, role=StaffRole.AGENT, actor=actor, at=at)
        with pytest.raises(LastOwner):
            remove_member(membership_id=member.pk, actor=actor, at=at)
        assert owner.memberships.get().role == StaffRole.OWNER

    @pytest.mark.race
    def test_two_owners_who_remove_each_other_at_once_leave_one(self, shop, hire, at):
        pair = [hire(shop, "owner", email=f"{name}@example.com") for name in "ab"]

        def remove(number: int) -> str:
            other = pair[1 - number].memberships.get()
            try:
                remove_member(membership_id=other.pk, actor=staff_actor(pair[number], shop), at=at)
            except HuitouError as refused:
                return refused.code
            finally:
                connection.close()
            return "removed"

        with ThreadPoolExecutor(2) as pool:
            said = sorted(pool.map(remove, range(2)))
        assert Membership.objects.filter(shop=shop, role=StaffRole.OWNER).count() == 1
        assert said.count("removed") == 1

    def test_members_of_another_shop_are_not_found(self, shop, other_shop, hire, at):
        actor = staff_actor(hire(shop, "owner"), shop)
        foreign = hire(other_shop, "agent").memberships.get()
        with pytest.raises(NotFound):
            change_role(membership_id=foreign.pk, role=StaffRole.READONLY, actor=actor, at=at)
        with pytest.raises(NotFound):
            remove_member(membership_id=foreign.pk, actor=actor, at=at)
        assert Membership.objects.get(pk=foreign.pk).role == StaffRole.AGENT

    def test_only_the_owner_changes_and_removes(self, shop, hire, at):
        agent = hire(shop, "agent").memberships.get()
        for role in ("manager", "readonly"):
            actor = staff_actor(hire(shop, role), shop)
            with pytest.raises(Forbidden):
                change_role(membership_id=agent.pk, role=StaffRole.OWNER, actor=actor, at=at)
            with pytest.raises(Forbidden):
                remove_member(membership_id=agent.pk, actor=actor, at=at)
        assert Membership.objects.get(pk=agent.pk).role == StaffRole.AGENT


def test_errors_are_said_in_all_three_languages(database, at):
    said = {}
    for code in ("en", "zh-hans", "zh-hant"):
        with translation.override(code):
            said[code] = SlugTaken(slug="tea").text
    assert len(set(said.values())) == 3
    assert all("tea" in text for text in said.values())
