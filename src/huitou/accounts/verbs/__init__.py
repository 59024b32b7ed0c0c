"""The writes of accounts, each in its own file; callers import them from here."""

from huitou.accounts.verbs.choose_mails import choose_mails
from huitou.accounts.verbs.create_token import create_token, revoke_token
from huitou.accounts.verbs.edit_shop import edit_brand, edit_shop
from huitou.accounts.verbs.invite import accept_invitation, invite, withdraw_invitation
from huitou.accounts.verbs.memberships import change_role, remove_member
from huitou.accounts.verbs.open_shop import open_shop
from huitou.accounts.verbs.pages_domain import give_up_domain, want_domain
from huitou.accounts.verbs.people import (
    add_member,
    add_platform_role,
    create_staff,
    disable_staff,
    enable_staff,
)
from huitou.accounts.verbs.platform_people import (
    invite_to_platform,
    remove_platform_role,
    switch_off,
    switch_on,
    withdraw_platform_invitation,
)

__all__ = [
    "accept_invitation",
    "add_member",
    "add_platform_role",
    "change_role",
    "choose_mails",
    "create_staff",
    "create_token",
    "disable_staff",
    "edit_brand",
    "edit_shop",
    "enable_staff",
    "give_up_domain",
    "invite",
    "invite_to_platform",
    "open_shop",
    "remove_member",
    "remove_platform_role",
    "revoke_token",
    "switch_off",
    "switch_on",
    "want_domain",
    "withdraw_invitation",
    "withdraw_platform_invitation",
]
