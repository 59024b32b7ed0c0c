"""The writes of accounts, each in its own file; callers import them from here."""

from huitou.accounts.verbs.create_token import create_token, revoke_token
from huitou.accounts.verbs.edit_shop import edit_brand, edit_shop
from huitou.accounts.verbs.invite import accept_invitation, invite, withdraw_invitation
from huitou.accounts.verbs.memberships import change_role, remove_member
from huitou.accounts.verbs.open_shop import open_shop
from huitou.accounts.verbs.people import (
    add_member,
    add_platform_role,
    create_staff,
    disable_staff,
    enable_staff,
)

__all__ = [
    "accept_invitation",
    "add_member",
    "add_platform_role",
    "change_role",
    "create_staff",
    "create_token",
    "disable_staff",
    "edit_brand",
    "edit_shop",
    "enable_staff",
    "invite",
    "open_shop",
    "remove_member",
    "revoke_token",
    "withdraw_invitation",
]
