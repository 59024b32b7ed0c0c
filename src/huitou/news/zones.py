"""Which clock a buyer lives by, as far as an order tells: by country, and by state where one country has several.

Pure data. Zone names are IANA's; where a country has several zones and the state is unknown, the one of most people.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

_BY_COUNTRY: Mapping[str, str] = {
    "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "MO": "Asia/Macau", "TW": "Asia/Taipei", "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul", "SG": "Asia/Singapore", "MY": "Asia/Kuala_Lumpur", "TH": "Asia/Bangkok",
    "VN": "Asia/Ho_Chi_Minh", "PH": "Asia/Manila", "ID": "Asia/Jakarta", "IN": "Asia/Kolkata", "AE": "Asia/Dubai",
    "IL": "Asia/Jerusalem", "TR": "Europe/Istanbul", "GB": "Europe/London", "IE": "Europe/Dublin",
    "PT": "Europe/Lisbon", "ES": "Europe/Madrid", "FR": "Europe/Paris", "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam", "LU": "Europe/Luxembourg", "DE": "Europe/Berlin", "AT": "Europe/Vienna",
    "CH": "Europe/Zurich", "IT": "Europe/Rome", "DK": "Europe/Copenhagen", "NO": "Europe/Oslo",
    "SE": "Europe/Stockholm", "FI": "Europe/Helsinki", "PL": "Europe/Warsaw", "CZ": "Europe/Prague",
    "SK": "Europe/Bratislava", "HU": "Europe/Budapest", "RO": "Europe/Bucharest", "BG": "Europe/Sofia",
    "GR": "Europe/Athens", "US": "America/New_York", "CA": "America/Toronto", "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo", "AU": "Australia/Sydney", "NZ": "Pacific/Auckland", "ZA": "Africa/Johannesburg",
}  # fmt: skip
_CENTRAL = "AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI"
_BY_STATE: Mapping[str, Mapping[str, str]] = {
    "US": {
        **dict.fromkeys(_CENTRAL.split(), "America/Chicago"),
        **dict.fromkeys("CO ID MT NM UT WY".split(), "America/Denver"),
        **dict.fromkeys("CA NV OR WA".split(), "America/Los_Angeles"),
        "AZ": "America/Phoenix", "AK": "America/Anchorage", "HI": "Pacific/Honolulu",
    },
    "CA": {
        "BC": "America/Vancouver", "YT": "America/Whitehorse", "AB": "America/Edmonton", "NT": "America/Edmonton",
        "SK": "America/Regina", "MB": "America/Winnipeg", "NS": "America/Halifax", "NB": "America/Halifax",
        "PE": "America/Halifax", "NL": "America/St_Johns",
    },
    "AU": {"WA": "Australia/Perth", "SA": "Australia/Adelaide", "NT": "Australia/Darwin", "QLD": "Australia/Brisbane"},
}  # fmt: skip


def zone_of(country: str, region: str, *, shop_country: str, shop_zone: str) -> ZoneInfo:
    """The buyer's zone; the shop's own where the order goes to its country's only zone, or tells nothing."""
    code = country.strip().upper()
    state = _BY_STATE.get(code, {}).get(region.strip().upper())
    if state:
        return ZoneInfo(state)
    if not code or code == shop_country.upper():
        return ZoneInfo(shop_zone)
    return ZoneInfo(_BY_COUNTRY.get(code, shop_zone))
