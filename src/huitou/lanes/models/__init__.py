"""The tables of lanes: what is promised of each parcel, and how long parcels take."""

from huitou.lanes.models.delivery_promise import DeliveryPromise
from huitou.lanes.models.lane_record import LaneRecord

__all__ = ["DeliveryPromise", "LaneRecord"]
