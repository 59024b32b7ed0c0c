"""EasyPost's words as ours. Codes are "status/detail"; a detail without a row means what its status means."""

from huitou.parcels.carriers.protocol import Meanings

MEANINGS = Meanings(
    version=1,
    codes={
        "unknown": "pending.not_found",
        "pre_transit": "info.label_created",
        "in_transit": "transit.moving",
        "in_transit/arrived_at_facility": "transit.at_facility",
        "in_transit/arrived_at_destination": "transit.at_facility",
        "in_transit/received_at_origin_facility": "transit.collected",
        "in_transit/received_at_destination_facility": "transit.at_facility",
        "in_transit/out_for_delivery": "out_for_delivery.other",
        "in_transit/delayed": "exception.delayed",
        "in_transit/weather_delay": "exception.delayed",
        "in_transit/missorted": "exception.delayed",
        "in_transit/customs_hold": "customs.processing",
        "in_transit/customs_clearance": "customs.processing",
        "in_transit/address_correction": "attempt.bad_address",
        "out_for_delivery": "out_for_delivery.other",
        "available_for_pickup": "pickup_ready.other",
        "delivered": "delivered.other",
        "return_to_sender": "returning.other",
        "return_to_sender/returned_to_sender": "returned.other",
        "failure": "attempt.other",
        "failure/address_correction": "attempt.bad_address",
        "failure/refused": "attempt.refused",
        "failure/lost": "exception.lost",
        "failure/damaged": "exception.damaged",
        "cancelled": "cancelled.other",
        "error": "exception.other",
    },
)
# Our carriers as EasyPost's.
CARRIERS = {
    "fedex": "FedEx",
    "ups": "UPS",
    "usps": "USPS",
    "dhl": "DHLExpress",
    "canadapost": "CanadaPost",
    "royalmail": "RoyalMail",
    "dpd": "DPD",
    "gls": "GLS",
}
