"""The names of the roles, as stored. Pure data: the models, the permission table and the forms read it.

A role never grants anything by itself: what it may do stands in ``permissions``.
"""

from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody is in one shop; the strongest first."""

    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"
    READONLY = "readonly"
    WORKSHOP = "workshop"


class PlatformRoleName(StrEnum):
    """What somebody is on the platform, above all shops."""

    ARBITRATOR = "arbitrator"
    SENIOR = "senior"
    OPERATOR = "operator"


class TokenRole(StrEnum):
    """Whom an API token speaks for."""

    BUYER = "buyer"
    AGENT = "agent"
    MANAGER = "manager"
    OWNER = "owner"
    PLATFORM = "platform"
    OPERATOR = "operator"
    RETURNS_PROVIDER = "returns_provider"
