"""Karrio's words as ours. Codes are "status/carrier:code": where its map of a carrier is wrong, the whole code has a
row here; a status that it did not find stays unread.
"""

from huitou.parcels.carriers.protocol import Meanings

MEANINGS = Meanings(
    version=1,
    codes={
        "unknown": "pending.not_found",
        "pending": "info.label_created",
        "picked_up": "transit.collected",
        "in_transit": "transit.moving",
        "out_for_delivery": "out_for_delivery.other",
        "ready_for_pickup": "pickup_ready.other",
        "delivered": "delivered.other",
        "delivery_failed": "attempt.other",
        "delivery_delayed": "exception.delayed",
        "on_hold": "exception.other",
        "return_to_sender": "returning.other",
        "cancelled": "cancelled.other",
        # Its map turns these into "on its way", "delayed" or, from the newest event, "delivered".
        "delivered/dhl_universal:pre-transit": "info.label_created",
        "in_transit/dhl_universal:pre-transit": "info.label_created",
        "delivery_delayed/dhl_universal:unknown": "pending.not_found",
        # A carrier that has the parcel to bring it is not "held"; a number it does not know is no hold either.
        "on_hold/easypost:pre_transit": "info.label_created",
        "on_hold/easypost:unknown": "pending.not_found",
        "delivery_failed/easypost:return_to_sender": "returning.other",
        "on_hold/ups:NH": "pending.not_found",
        "ready_for_pickup/ups:UU": "attempt.other",
        # Its reasons, where it gives one.
        "on_hold/customs_inspection": "customs.processing",
        "on_hold/customs_documentation": "customs.action_required",
        "on_hold/customs_duties_unpaid": "customs.action_required",
        "delivery_failed/consignee_not_home": "attempt.nobody",
        "delivery_failed/consignee_business_closed": "attempt.nobody",
        "delivery_failed/consignee_incorrect_address": "attempt.bad_address",
        "delivery_failed/consignee_refused": "attempt.refused",
        "delivery_failed/carrier_parcel_lost": "exception.lost",
        "delivery_failed/carrier_damaged_parcel": "exception.damaged",
    },
)
