"""A carrier's public pages: where it shows a parcel, and where its receiver manages the delivery. Data, by our codes.

Only pages that are known for certain; where there is none, nothing is linked.
"""

from collections.abc import Mapping
from urllib.parse import quote

_PAGES: Mapping[str, str] = {
    "sf": "https://www.sf-express.com/chn/sc/waybill/waybill-detail/{}",
    "zto": "https://www.zto.com/express/expressCheck.html?txtBill={}",
    "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dpd": "https://tracking.dpd.de/status/en_US/parcel/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "gls": "https://gls-group.com/track/{}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
}

# Where the carrier lets whoever receives parcels say how: day, place, neighbour, pick-up point.
_MANAGED_AT: Mapping[str, str] = {
    "ups": "https://www.ups.com/mychoice",
    "fedex": "https://www.fedex.com/en-us/delivery-manager.html",
    "usps": "https://www.usps.com/manage/",
}


def manage_page(carrier: str) -> str:
    """Where the receiver can manage deliveries with the carrier; "" where we know of no such page."""
    return _MANAGED_AT.get(carrier.strip().casefold(), "")


def carrier_page(carrier: str, number: str) -> str:
    """The address, or "" where the carrier or the number is not known."""
    page = _PAGES.get(carrier.strip().casefold(), "")
    return page.format(quote(number, safe="")) if page and number else ""
