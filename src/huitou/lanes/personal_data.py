"""What lanes hold of people: nothing. Days, codes, and places no finer than a city."""

from huitou.core.personal_registry import plain
from huitou.lanes.models import DeliveryPromise, LaneRecord, TroubleStep

plain(DeliveryPromise, "source because status cause place", because="codes, and places no finer than a city")
plain(TroubleStep, "kind did actor_id", because="codes, and which member of the staff it was")
plain(LaneRecord, "key days", because="codes of carriers and regions, and counts")
