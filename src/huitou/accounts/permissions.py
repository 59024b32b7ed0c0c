"""The permission table: role → what it may do. Data only; ``access`` puts it into every Actor.

Read by the machines' actions, the views and the API. Nobody checks a role's name anywhere else.
"""

from collections.abc import Mapping

from huitou.accounts.roles import PlatformRoleName, StaffRole

READ = frozenset(
    {
        "cases.view",
        "changes.view",
        "customers.view",
        "instant.view",
        "insurance.view",
        "mails.view",
        "orders.view",
        "parcels.view",
        "policies.view",
        "refunds.view",
        "returns.view",
        "settings.view",
        "staff.view",
        "statements.view",
    }
)
"""Seeing a shop's work. Everything that changes something stands outside this set."""

HANDLE = frozenset(
    {
        "cases.add_evidence",
        "cases.agree",
        "cases.close",
        "cases.export",
        "cases.message",
        "cases.offer",
        "cases.open",
        "cases.refuse",
        "changes.ask",
        "changes.decide",
        "chargebacks.defend",
        "goods.inspect",
        "goods.receive",
        "goods.settle",
        "goods.ship",
        "goods.trace",
        "instant.decide",
        "insurance.insure",
        "parcels.record",
        "refunds.record",
        "repairs.work",
        "refunds.retry",
    }
)
"""The daily work on cases, goods and their refunds."""

RUN = frozenset(
    {
        "customers.edit",
        "customers.correct",
        "customers.erase",
        "customers.export",
        "insurance.settle",
        "mails.resend",
        "orders.create",
        "orders.import",
        "parcels.map",
        "policies.edit",
        "policies.publish",
        "records.view",
        "refunds.escalate",
        "refunds.resolve",
        "settings.edit",
        "staff.invite",
    }
)
"""Running the shop: its promises, its data, its people."""

OWN = frozenset(
    {
        "carriers.edit",
        "channels.edit",
        "gateways.edit",
        "staff.change_role",
        "staff.remove",
        "tokens.create",
        "tokens.revoke",
    }
)
"""What only the owner may: who gets in, and with which rights."""

BENCH = frozenset({"bench.view"})
"""The desk of somebody from a company that repairs for the shop: the repairs that are given to it, and nothing else.

What they may do there, the table of repairs says of who works for the shop from outside, as for its token.
"""

SHOP_PERMISSIONS: Mapping[StaffRole, frozenset[str]] = {
    StaffRole.OWNER: READ | HANDLE | RUN | OWN,
    StaffRole.MANAGER: READ | HANDLE | RUN,
    StaffRole.AGENT: READ | HANDLE,
    StaffRole.READONLY: READ,
    StaffRole.WORKSHOP: BENCH,
}

ARBITRATE = frozenset(
    {"cases.export", "cases.view", "disputes.message", "disputes.rule", "disputes.view", "shops.view"}
)
"""Hearing and ruling disputes, and nothing else of a shop."""

PLATFORM_PERMISSIONS: Mapping[PlatformRoleName, frozenset[str]] = {
    PlatformRoleName.ARBITRATOR: ARBITRATE,
    PlatformRoleName.SENIOR: ARBITRATE | {"disputes.lead", "disputes.templates"},
    PlatformRoleName.OPERATOR: frozenset(
        {
            "deposits.keep",
            "disputes.view",
            "insurance.settle",
            "platform.people",
            "refunds.resolve",
            "refunds.retry",
            "refunds.view",
            "shops.edit",
            "shops.open",
            "shops.view",
            "staff.disable",
        }
    ),
}

BUYER_PERMISSIONS = frozenset(
    {
        "cases.accept",
        "cases.add_evidence",
        "cases.call_in_platform",
        "cases.decline",
        "cases.export",
        "cases.hand_over",
        "cases.message",
        "cases.open",
        "cases.revise",
        "cases.view",
        "cases.withdraw",
        "changes.ask",
        "changes.view",
        "orders.view",
        "policies.view",
    }
)
"""A buyer's, and only on the orders that the grant names: see ``access.buyer_actor``."""


OPERATOR_TOKEN_PERMISSIONS = frozenset({"deposits.keep"})
"""A program of the platform's: it reads a shop's statements, as operators do on the shop's page, and does nothing."""


PROVIDER_PERMISSIONS: frozenset[str] = frozenset()
"""Who checks returned goods for a shop holds nothing of it: see ``logistics.access`` for what they are shown."""


def is_read(permission: str) -> bool:
    """True where the permission only shows something."""
    return permission.endswith(".view")


def every_permission() -> frozenset[str]:
    """All names that any role holds; a machine may name no other."""
    return frozenset().union(*SHOP_PERMISSIONS.values(), *PLATFORM_PERMISSIONS.values(), BUYER_PERMISSIONS)
