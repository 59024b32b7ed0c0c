"""Every write of the parcels area by hand, by API or by carriers. Imports write through `parcels.imports`."""

from huitou.parcels.kept_back import PiecesCancelled
from huitou.parcels.verbs.announce_parcel import ParcelExists, ParcelLineInvalid, announce_parcel
from huitou.parcels.verbs.carrier_accounts import close_carrier_account, keep_carrier_account
from huitou.parcels.verbs.read_codes import MeaningInvalid, decide_meaning, order_replay, read_again
from huitou.parcels.verbs.record_scan import ScanInvalid, record_scan
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking

__all__ = [
    "MeaningInvalid", "ParcelExists", "ParcelLineInvalid", "PiecesCancelled", "ScanInvalid", "ToldBy",
    "announce_parcel", "close_carrier_account", "decide_meaning", "keep_carrier_account", "order_replay", "read_again",
    "record_scan", "record_tracking",
]  # fmt: skip
