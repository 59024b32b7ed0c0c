"""The tables of retention."""

from huitou.retention.models.analytics_account import AnalyticsAccount
from huitou.retention.models.contact import Channel, Contact
from huitou.retention.models.coupon import Coupon, CouponCode
from huitou.retention.models.pairing import Pairing
from huitou.retention.models.parcel_visit import ParcelVisit
from huitou.retention.models.selling_rules import SellingRules
from huitou.retention.models.showing import Showing

__all__ = [
    "AnalyticsAccount", "Channel", "Contact", "Coupon", "CouponCode", "Pairing", "ParcelVisit", "SellingRules",
    "Showing",
]  # fmt: skip
