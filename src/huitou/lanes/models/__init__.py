"""The tables of lanes: what is promised of each parcel, how long parcels take, what was done about those in trouble."""

from huitou.lanes.models.delivery_promise import DeliveryPromise
from huitou.lanes.models.lane_record import LaneRecord
from huitou.lanes.models.trouble_step import TroubleStep

__all__ = ["DeliveryPromise", "LaneRecord", "TroubleStep"]
