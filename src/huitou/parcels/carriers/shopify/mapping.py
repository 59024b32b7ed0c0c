"""Shopify's words as ours: statuses of fulfilment events, in small letters. `confirmed` is its default."""

from huitou.parcels.carriers.protocol import Meanings

MEANINGS = Meanings(
    version=1,
    codes={
        "confirmed": "pending.not_found",
        "label_purchased": "info.label_created",
        "label_printed": "info.label_created",
        "ready_for_pickup": "pickup_ready.other",
        "carrier_picked_up": "transit.collected",
        "picked_up": "delivered.collected",
        "in_transit": "transit.moving",
        "out_for_delivery": "out_for_delivery.other",
        "attempted_delivery": "attempt.other",
        "failure": "attempt.other",
        "delivered": "delivered.other",
        "delayed": "exception.delayed",
    },
)
