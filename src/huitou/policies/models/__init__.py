"""The tables of the area: a shop's policies and their versions."""

from huitou.policies.models.policy import Policy
from huitou.policies.models.policy_version import PolicyVersion

__all__ = ["Policy", "PolicyVersion"]
