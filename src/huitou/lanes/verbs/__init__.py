"""Every write of lanes."""

from huitou.lanes.verbs.recount_lanes import recount_lanes
from huitou.lanes.verbs.revise_promise import revise_promise
from huitou.lanes.verbs.take_trouble_step import take_trouble_step

__all__ = ["recount_lanes", "revise_promise", "take_trouble_step"]
