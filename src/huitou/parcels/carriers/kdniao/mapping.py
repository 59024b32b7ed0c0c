"""Kdniao's words as ours. Codes are its `Action` and `StateEx` numbers, and its coarse `State`."""

from huitou.parcels.carriers.protocol import Meanings

MEANINGS = Meanings(
    version=1,
    codes={
        "0": "pending.not_found",
        "1": "transit.collected",
        "2": "transit.moving",
        "201": "transit.at_facility",
        "202": "out_for_delivery.other",
        "204": "transit.at_facility",
        "205": "transit.at_facility",
        "211": "pickup_ready.other",
        "3": "delivered.other",
        "301": "delivered.signed",
        "302": "delivered.other",
        "304": "delivered.proxy",
        "311": "delivered.locker",
        "4": "exception.other",
        "401": "pending.not_found",
        "402": "exception.not_signed",
        "403": "exception.delayed",
        "404": "attempt.refused",
        "405": "attempt.other",
        "406": "returned.other",
        "407": "returning.other",
        "412": "exception.not_collected",
    },
)
# Our carriers as its shipper codes.
SHIPPERS = {
    "sf": "SF",
    "yto": "YTO",
    "zto": "ZTO",
    "sto": "STO",
    "yunda": "YD",
    "jd": "JD",
    "ems": "EMS",
    "chinapost": "YZPY",
    "jitu": "JTSD",
    "best": "HTKY",
    "deppon": "DBL",
}
