"""What can be done to a policy: save a draft, publish it. A published version never changes."""

from huitou.policies.verbs.publish import publish
from huitou.policies.verbs.save_draft import save_draft

__all__ = ["publish", "save_draft"]
