"""Every write of the parcels area by hand, by API or by carriers. Imports write through `parcels.imports`."""

from huitou.parcels.kept_back import PiecesCancelled
from huitou.parcels.verbs.announce_parcel import ParcelExists, ParcelLineInvalid, announce_parcel
from huitou.parcels.verbs.record_scan import ScanInvalid, record_scan

__all__ = ["ParcelExists", "ParcelLineInvalid", "PiecesCancelled", "ScanInvalid", "announce_parcel", "record_scan"]
