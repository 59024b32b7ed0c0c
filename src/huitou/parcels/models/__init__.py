"""The tables of the parcels area: parcels and what is in them."""

from huitou.parcels.models.parcel import Parcel
from huitou.parcels.models.parcel_line import ParcelLine
from huitou.parcels.models.parcel_scan import ParcelScan

__all__ = ["Parcel", "ParcelLine", "ParcelScan"]
