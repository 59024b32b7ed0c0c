"""Where a carrier shows a parcel itself: its public page with the number filled in. Data, by our codes."""

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


def carrier_page(carrier: str, number: str) -> str:
    """The address, or "" where the carrier or the number is not known."""
    page = _PAGES.get(carrier.strip().casefold(), "")
    return page.format(quote(number, safe="")) if page and number else ""
