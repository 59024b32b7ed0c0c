"""The tables of the parcels area: parcels, what is in them, what is told of them and by whom."""

from huitou.parcels.models.carrier_account import CarrierAccount
from huitou.parcels.models.carrier_notice import CarrierNotice
from huitou.parcels.models.code_meaning import CodeMeaning
from huitou.parcels.models.followed import Followed
from huitou.parcels.models.parcel import Parcel
from huitou.parcels.models.parcel_estimate import ParcelEstimate
from huitou.parcels.models.parcel_line import ParcelLine
from huitou.parcels.models.parcel_scan import ParcelScan
from huitou.parcels.models.refused_push import RefusedPush
from huitou.parcels.models.scan_reading import ScanReading

__all__ = [
    "CarrierAccount", "CarrierNotice", "CodeMeaning", "Followed", "Parcel", "ParcelEstimate", "ParcelLine",
    "ParcelScan", "RefusedPush", "ScanReading",
]  # fmt: skip
