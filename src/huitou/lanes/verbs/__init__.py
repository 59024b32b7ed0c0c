"""Every write of lanes."""

from huitou.lanes.verbs.recount_lanes import recount_lanes
from huitou.lanes.verbs.revise_promise import revise_promise

__all__ = ["recount_lanes", "revise_promise"]
