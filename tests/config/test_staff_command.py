"""`./huitou staff`: people of shops and of the platform from the terminal, in this process."""

import json

import pytest
from typer.testing import CliRunner

from huitou.accounts.models import Invitation, Membership, PlatformRole, Staff
from huitou.accounts.verbs.invite import open_invitation
from huitou.config.cli import staff_command
from huitou.core.errors import HuitouError


@pytest.fixture
def staff(world, monkeypatch):
    """`staff("list")`: runs the command on the test's database; what it printed, or the error."""
    from contextlib import nullcontext

    monkeypatch.setattr(staff_command, "opened", lambda _data: nullcontext())

    def run(*arguments, fails=False):
        result = CliRunner().invoke(staff_command.app, list(arguments))
        if fails:
            assert result.exit_code != 0
            return result.output + (result.exception.text if isinstance(result.exception, HuitouError) else "")
        assert result.exit_code == 0, result.output + repr(result.exception)
        return result.output.strip()

    return run


def test_an_operator_is_asked_in_by_a_printed_link(world, staff):
    link = staff("invite", "Ops@example.com", "--platform", "operator")
    invitation = open_invitation(link.partition("#")[2], at=world.now)
    assert (invitation.email, invitation.role, invitation.shop_id) == ("ops@example.com", "operator", None)
    assert "on its way to b@example.com" in staff("create", "b@example.com", "--platform", "arbitrator", "--mail")


def test_a_shops_agent_too(world, staff):
    staff("invite", "new@example.com", "--shop", "teahouse", "--role", "agent")
    assert Invitation.objects.get().role == "agent"


def test_roles_are_given_changed_and_taken(world, staff):
    world.hire("agent")
    email = world.staff["agent"].email
    assert "platform:arbitrator, teahouse:agent" in staff("role", email, "--platform", "arbitrator")
    assert "teahouse:owner" in staff("role", email, "--shop", "teahouse", "--role", "owner")
    assert "arbitrator" not in staff("role", email, "--platform", "arbitrator", "--remove")
    assert not PlatformRole.objects.exists()
    assert Membership.objects.get(staff__email=email).role == "owner"


def test_the_list_and_the_switch(world, staff):
    world.hire("agent")
    email = world.staff["agent"].email
    staff("disable", email)
    assert not Staff.objects.get(email=email).is_active
    assert "switched off" in staff("list")
    [row] = [one for one in json.loads(staff("list", "--shop", "teahouse", "--json")) if one["email"] == email]
    assert row == {"email": email, "name": "Agent", "active": False, "roles": ["teahouse:agent"]}
    staff("enable", email)
    assert Staff.objects.get(email=email).is_active


def test_what_cannot_be_is_said(world, staff):
    assert "--platform ROLE, or --shop SLUG" in " ".join(staff("invite", "a@example.com", fails=True).split())
    assert "on the platform is one of arbitrator" in " ".join(
        staff("invite", "a@example.com", "--platform", "king", fails=True).split()
    )
    assert "nobody logs in as" in staff("disable", "nobody@example.com", fails=True)
    assert "not an e-mail address" in staff("invite", "nobody", "--platform", "operator", fails=True)
    assert not Invitation.objects.exists()
