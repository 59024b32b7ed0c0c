"""What can be done to a policy: save a draft, publish it now or on a day to come. A published version never changes."""

from huitou.policies.verbs.publish import publish
from huitou.policies.verbs.save_draft import discard_draft, save_draft
from huitou.policies.verbs.schedule import come_into_force, schedule, withdraw

__all__ = ["come_into_force", "discard_draft", "publish", "save_draft", "schedule", "withdraw"]
