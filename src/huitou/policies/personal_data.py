"""The policies hold nothing of customers."""

from huitou.core.personal_registry import plain, staff
from huitou.policies.models import Policy, PolicyVersion

plain(Policy, "code", because="what the policy is about")
plain(PolicyVersion, "text digest state", because="the shop's published promises")
staff(PolicyVersion, "created_by published_by", because="ids of the shop's people")
