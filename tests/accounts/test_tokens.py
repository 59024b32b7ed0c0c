"""API tokens: only a digest is kept, they end, and never do more than the person who made them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.accounts.access import TokenRefused, actor_for_token, staff_actor
from huitou.accounts.models import ApiToken, Membership
from huitou.accounts.permissions import OPERATOR_TOKEN_PERMISSIONS, SHOP_PERMISSIONS
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.accounts.verbs import add_platform_role, create_token, disable_staff, revoke_token
from huitou.accounts.verbs.create_token import TokenBeyondMaker, TokenNeedsCustomer
from huitou.core.errors import Forbidden, NotFound
from huitou.core.ids import new_id
from huitou.core.models import Shop


def test_the_token_is_shown_once_and_only_its_digest_is_stored(shop, at):
    token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="warehouse", at=at)

    assert plaintext.startswith("huitou_")
    assert len(plaintext) >= 7 + 43  # 256 bits
    assert plaintext.startswith(token.prefix)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_api_token t")
        stored = cursor.fetchone()[0]
    assert plaintext not in stored
    assert plaintext[len(token.prefix) :] not in stored
    assert len(bytes(token.digest)) == 32


def test_an_actor_costs_one_query(shop, hire, at):
    owner = hire(shop, "owner")
    _token, plaintext = create_token(shop=shop, role=TokenRole.MANAGER, label="erp", staff=owner, at=at)
    actor_for_token(plaintext, at=at)  # notes its use
    with CaptureQueriesContext(connection) as queries:
        actor = actor_for_token(plaintext, at=at + timedelta(minutes=9))
    assert len(queries) == 1
    assert (actor.role, actor.shop_id) == ("merchant", shop.pk)
    assert actor.permissions == SHOP_PERMISSIONS[StaffRole.MANAGER]
    assert actor.id == f"token:{_token.pk}"


def test_its_use_is_noted_at_most_every_ten_minutes(shop, at):
    token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="erp", at=at)
    for minutes in (0, 5, 11):
        actor_for_token(plaintext, at=at + timedelta(minutes=minutes))
    assert ApiToken.objects.get(pk=token.pk).last_used_at == at + timedelta(minutes=11)


@pytest.mark.parametrize("text", ["", "huitou_", "huitou_AAAA", "x" * 10_000, "\x00"])
def test_an_invented_token_is_refused(database, at, text):
    with pytest.raises(TokenRefused) as refused:
        actor_for_token(text, at=at)
    assert refused.value.status == 401


def test_it_ends_by_time_and_by_revocation(shop, hire, at):
    _token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="a", at=at, lasts=timedelta(days=1))
    actor_for_token(plaintext, at=at + timedelta(hours=23))
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at + timedelta(days=1))

    owner = staff_actor(hire(shop, "owner"), shop)
    token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="b", at=at, lasts=None)
    actor_for_token(plaintext, at=at + timedelta(days=4000))
    revoke_token(token_id=token.pk, actor=owner, at=at)
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at)


def test_only_the_owner_revokes_and_only_in_the_own_shop(shop, other_shop, hire, at):
    token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="a", at=at)
    with pytest.raises(Forbidden):
        revoke_token(token_id=token.pk, actor=staff_actor(hire(shop, "manager"), shop), at=at)
    with pytest.raises(NotFound):
        revoke_token(token_id=token.pk, actor=staff_actor(hire(other_shop, "owner"), other_shop), at=at)
    assert actor_for_token(plaintext, at=at).shop_id == shop.pk


def test_a_buyers_token_sees_one_customers_orders(shop, at):
    customer_id = new_id()
    _token, plaintext = create_token(shop=shop, role=TokenRole.BUYER, label="anna", customer_id=customer_id, at=at)
    actor = actor_for_token(plaintext, at=at)
    assert (actor.role, actor.customer_id, actor.id) == ("buyer", customer_id, f"buyer:{customer_id}")


def test_a_buyers_token_needs_a_customer_and_no_other_token_takes_one(shop, at):
    with pytest.raises(TokenNeedsCustomer):
        create_token(shop=shop, role=TokenRole.BUYER, label="", at=at)
    with pytest.raises(TokenNeedsCustomer):
        create_token(shop=shop, role=TokenRole.OWNER, label="", customer_id=new_id(), at=at)
    assert not ApiToken.objects.exists()


def test_nobody_makes_a_token_stronger_than_themselves(shop, other_shop, hire, at):
    manager = hire(shop, "manager")
    for role in (TokenRole.OWNER, TokenRole.PLATFORM):
        with pytest.raises(TokenBeyondMaker):
            create_token(shop=shop, role=role, label="", staff=manager, at=at)
    with pytest.raises(Forbidden):
        create_token(shop=other_shop, role=TokenRole.AGENT, label="", staff=manager, at=at)
    assert not ApiToken.objects.exists()


def test_it_follows_its_maker_down_and_out(shop, hire, at):
    owner = hire(shop, "owner")
    _token, plaintext = create_token(shop=shop, role=TokenRole.OWNER, label="", staff=owner, at=at)
    assert actor_for_token(plaintext, at=at).may("staff.remove")

    Membership.objects.filter(staff=owner).update(role=StaffRole.READONLY)
    assert actor_for_token(plaintext, at=at).permissions == SHOP_PERMISSIONS[StaffRole.READONLY]

    Membership.objects.filter(staff=owner).delete()
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at)


def test_a_disabled_makers_token_is_refused(shop, hire, at):
    agent = hire(shop, "agent")
    _token, plaintext = create_token(shop=shop, role=TokenRole.AGENT, label="", staff=agent, at=at)
    disable_staff(staff=agent)
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at)


def test_a_platform_token_rules_disputes_and_nothing_of_the_shops(shop, hire, at):
    arbitrator = hire(shop, "readonly")
    add_platform_role(staff=arbitrator, role=PlatformRoleName.ARBITRATOR, at=at)
    _token, plaintext = create_token(shop=shop, role=TokenRole.PLATFORM, label="", staff=arbitrator, at=at)
    actor = actor_for_token(plaintext, at=at)
    assert actor.role == "platform"
    assert actor.may("disputes.rule")
    assert not actor.may("cases.agree")


def test_whoever_works_for_a_shop_hears_no_disputes_by_token_where_there_is_a_platform(shop, other_shop, hire, at):
    """The pages refuse them the file; a token must not open it instead, neither of their shop nor of a competitor."""
    arbitrator = hire(other_shop, "readonly")
    add_platform_role(staff=arbitrator, role=PlatformRoleName.ARBITRATOR, at=at)
    _token, plaintext = create_token(shop=shop, role=TokenRole.PLATFORM, label="", staff=arbitrator, at=at)
    assert actor_for_token(plaintext, at=at).role == "platform"
    Shop.objects.update(sole=False)
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at)
    Membership.objects.filter(staff=arbitrator).delete()
    assert actor_for_token(plaintext, at=at).role == "platform"


def test_an_operators_token_reads_statements_and_nothing_else_and_follows_its_maker(shop, hire, at):
    operator = hire(shop, "owner")
    with pytest.raises(TokenBeyondMaker):
        create_token(shop=shop, role=TokenRole.OPERATOR, label="", staff=operator, at=at)
    add_platform_role(staff=operator, role=PlatformRoleName.OPERATOR, at=at)
    _token, plaintext = create_token(shop=shop, role=TokenRole.OPERATOR, label="", staff=operator, at=at)
    actor = actor_for_token(plaintext, at=at)
    assert (actor.role, actor.permissions) == ("platform", OPERATOR_TOKEN_PERMISSIONS)
    operator.platform_roles.all().delete()
    with pytest.raises(TokenRefused):
        actor_for_token(plaintext, at=at)
