"""The permission table: complete, read-only never writes, and every machine's step is somebody's."""

import pytest

from huitou.accounts.access import platform_actor, staff_actor
from huitou.accounts.permissions import (
    BUYER_PERMISSIONS,
    PLATFORM_PERMISSIONS,
    READ,
    SHOP_PERMISSIONS,
    every_permission,
    is_read,
)
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.verbs import add_platform_role
from huitou.core.actors import Role
from huitou.core.errors import NotFound
from huitou.core.flow.machine import machines


def test_every_role_has_a_row():
    assert set(SHOP_PERMISSIONS) == set(StaffRole)
    assert set(PLATFORM_PERMISSIONS) == set(PlatformRoleName)


def test_read_only_sees_everything_but_the_record_and_writes_nothing():
    held = SHOP_PERMISSIONS[StaffRole.READONLY]
    assert held == READ
    assert all(is_read(permission) for permission in held)
    # Who changed what names colleagues and what they did: for those who answer for them.
    assert {name for name in SHOP_PERMISSIONS[StaffRole.OWNER] if is_read(name)} == held | {"records.view"}
    assert [role for role in StaffRole if "records.view" in SHOP_PERMISSIONS[role]] == [
        StaffRole.OWNER,
        StaffRole.MANAGER,
    ]


def test_each_role_holds_what_the_weaker_one_holds():
    owner, manager, agent, readonly, workshop = (SHOP_PERMISSIONS[role] for role in StaffRole)
    assert owner > manager > agent > readonly
    assert not workshop & owner  # outside the shop: a place of their own, and nothing of the shop's


def test_only_the_owner_decides_who_gets_in():
    for name in ("staff.remove", "staff.change_role", "tokens.create"):
        assert [role for role in StaffRole if name in SHOP_PERMISSIONS[role]] == [StaffRole.OWNER]


def test_no_shop_rules_its_own_dispute_and_no_arbitrator_answers_for_a_shop():
    shop_names = frozenset().union(*SHOP_PERMISSIONS.values())
    assert not {name for name in shop_names if name.startswith("disputes.")}
    for role in PlatformRoleName:
        assert not PLATFORM_PERMISSIONS[role] & {"cases.agree", "cases.refuse", "policies.publish", "settings.edit"}
    assert not PLATFORM_PERMISSIONS[PlatformRoleName.ARBITRATOR] & {"refunds.resolve", "refunds.retry"}
    assert not BUYER_PERMISSIONS & {"cases.agree", "cases.refuse", "refunds.retry"}


def test_every_step_of_every_machine_is_held_by_a_role():
    held = every_permission()
    asked = {
        (machine.name, step.action, machine.permission(step))
        for machine in machines().values()
        for step in machine.steps
        if step.who in (Role.MERCHANT, Role.PLATFORM)
    }
    assert not {row for row in asked if row[2] not in held}


@pytest.mark.parametrize("role", list(StaffRole))
def test_the_actor_of_a_member_holds_the_rows_of_the_role(shop, hire, role):
    company = shop.pk if role == StaffRole.WORKSHOP else None
    actor = staff_actor(hire(shop, role, provider_id=company), shop)
    assert actor.permissions == SHOP_PERMISSIONS[role]
    side = "provider" if role == StaffRole.WORKSHOP else "merchant"
    assert (actor.role, actor.shop_id, actor.provider_id) == (side, shop.pk, company)


def test_who_does_not_work_in_the_shop_finds_nothing(shop, other_shop, hire):
    owner = hire(shop, "owner")
    with pytest.raises(NotFound):
        staff_actor(owner, other_shop)


def test_a_role_holds_from_the_next_call(shop, hire):
    owner = hire(shop, "owner")
    assert staff_actor(owner, shop).may("policies.publish")
    owner.memberships.update(role=StaffRole.AGENT)
    assert not staff_actor(owner, shop).may("policies.publish")


def test_an_arbitrator_is_let_in_everywhere_and_a_member_is_not(shop, hire, at):
    agent = hire(shop, "agent")
    with pytest.raises(NotFound):
        platform_actor(agent, shop)
    add_platform_role(staff=agent, role=PlatformRoleName.ARBITRATOR, at=at)
    assert platform_actor(agent, shop).may("disputes.rule")


def test_the_owner_rules_only_where_there_is_no_platform(open_a_shop, hire):
    alone, on_platform = open_a_shop("alone", sole=True), open_a_shop("together", sole=False)
    assert platform_actor(hire(alone, "owner"), alone).may("disputes.rule")
    with pytest.raises(NotFound):
        platform_actor(hire(on_platform, "owner"), on_platform)
    with pytest.raises(NotFound):
        platform_actor(hire(alone, "manager"), alone)
