"""Which lane a parcel travels, in the words of `lanes.times`. Pure; called by whatever counts or promises."""

from datetime import date

from huitou.lanes.times import Lane

LONGEST_CARRIER, LONGEST_PLACE = 40, 60


def lane_of(*, carrier: str, origin: str, country: str, region: str, handed_on: date) -> Lane:
    """The lane. `origin` as `place_name` writes it; `country` and `region` are the order's."""
    return Lane(_plain(carrier)[:LONGEST_CARRIER], origin, place_name(country, region), handed_on.weekday())


def place_name(country: str, region: str = "") -> str:
    """`BR-SP`; only the country where the region is unknown, "" where both are."""
    return "-".join(part for part in (_plain(country), _plain(region)[:LONGEST_PLACE]) if part)


def _plain(text: str) -> str:
    """One spelling; the sign that joins a key's parts is no part of a name."""
    return " ".join(text.replace("|", " ").replace("-", " ").split()).upper()
