"""Registers order changes and wishes for deliveries for the sweep of deadlines."""

from huitou.changes import arrivals, code_sending  # noqa: F401  (they register themselves)
from huitou.changes.deliveries import access as access_of_deliveries  # noqa: F401
from huitou.changes.deliveries import arrivals as of_deliveries  # noqa: F401
from huitou.changes.deliveries import verbs as verbs_of_deliveries  # noqa: F401
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import DeliveryRequest, OrderChange
from huitou.core.deadlines import swept

swept(ORDER_CHANGE, OrderChange)
swept(DELIVERY_REQUEST, DeliveryRequest)
