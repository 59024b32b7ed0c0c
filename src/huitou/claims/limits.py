"""Until when carriers take a claim: dated data with its source, and the rule that finds a claim's last day. Pure.

Only what was found in writing stands here; `proof` says how good the source is. A shop's own word goes first; where
nothing is known a precaution of our own counts, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LOST, DAMAGED, LATE, WEIGHT = "lost", "damaged", "late", "weight"
WHATS: Final = (LOST, DAMAGED, LATE, WEIGHT)
HANDED, DELIVERED, PROMISED = "handed_over", "delivered", "promised"
# From the day that it was found, where neither carrier nor shop has said anything.
PRECAUTION_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Limit:
    """`carrier` takes claims of `what` within `days` after the day `since`, and none in the first `earliest` days.

    `carrier` "": every one. `origin`: country that it is sent from, "" for any; `abroad`: only parcels that leave it,
    or only those that do not; None for both. `read_on`: when the source was read.
    """

    carrier: str
    what: tuple[str, ...]
    days: int
    since: str
    proof: str
    source: str
    read_on: date
    origin: str = ""
    abroad: bool | None = None
    earliest: int = 0


_READ: Final = date(2026, 11, 22)
_DHL = "mydhl.express.dhl/us/en/help-and-support/contact-us/claims/claims-faqs.html"
_UPS_US = "UPS Service Guide of 2019, quoted by icclogistics.com/?p=2738"
_UPS = "support.shipopti.com/portal/en/kb/articles/parcel-clai"
_FEDEX = "support.shipopti.com/portal/en/kb/articles/parcel-claim-faqs"
_USPS = "usps.com/help/claims.htm, quoted by uspstrackingpoint.com/usps-domestic-claims/"
LIMITS: Final = (
    Limit("dhl", (LOST, DAMAGED), 30, HANDED, "carrier", _DHL, _READ),
    Limit("dhl", (LATE,), 14, HANDED, "secondary", "dhlguide.co.uk/requisite-claim-periods/", _READ, "GB"),
    Limit("ups", (LOST,), 60, PROMISED, "secondary", _UPS_US, _READ, "US", False),
    Limit("ups", (DAMAGED,), 60, DELIVERED, "secondary", _UPS_US, _READ, "US", False),
    Limit("ups", (DAMAGED,), 14, DELIVERED, "secondary", _UPS, _READ, "", True),
    Limit("ups", (LATE,), 21, DELIVERED, "secondary", _UPS, _READ, "", True),
    Limit("ups", (LOST,), 180, PROMISED, "secondary", _UPS, _READ, "", True),
    Limit("fedex", (DAMAGED, LATE), 60, DELIVERED, "secondary", _FEDEX, _READ, "US", False),
    Limit("fedex", (DAMAGED, LATE), 21, DELIVERED, "secondary", _FEDEX, _READ, "", True),
    Limit("fedex", (LOST,), 270, HANDED, "secondary", _FEDEX, _READ),
    Limit("usps", (LOST,), 60, HANDED, "secondary", _USPS, _READ, "US", False, 15),
    Limit("usps", (DAMAGED,), 60, HANDED, "secondary", _USPS, _READ, "US", False),
    Limit("royalmail", (LOST,), 80, HANDED, "secondary", "joncosson.com/?p=12221", _READ, "GB"),
    # What is not seen at the door is announced within a week, else it counts as undamaged.
    Limit("", (DAMAGED,), 7, DELIVERED, "law", "§ 438 Abs. 2 HGB", _READ, "DE", False),
    Limit("", (LATE,), 21, DELIVERED, "law", "§ 438 Abs. 3 HGB", _READ, "DE", False),
)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day for filing, how it is known, and the first day on which the carrier takes it, where it says so."""

    day: date
    proof: str
    source: str = ""
    first_day: date | None = None


def last_day(
    *, carrier: str, what: str, origin: str, abroad: bool, days: Mapping[str, date], found_on: date,
    own_days: int | None = None,
) -> LastDay:  # fmt: skip
    """The last day of a claim. `days`: the days that are known, by `HANDED`, `DELIVERED`, `PROMISED`.

    `own_days`: what the shop has set, after the hand-over for what is lost or weighed, else after the delivery. Of
    several limits that hold the earliest counts.
    """
    if own_days is not None:
        since = days.get(HANDED if what in (LOST, WEIGHT) else DELIVERED, found_on)
        return LastDay(since + timedelta(days=own_days), "shop")
    held = [
        (days[row.since] + timedelta(days=row.days), row)
        for row in LIMITS
        if what in row.what and row.since in days and _holds(row, carrier, origin, abroad=abroad)
    ]
    if not held:
        return LastDay(found_on + timedelta(days=PRECAUTION_DAYS), "unknown")
    day, row = min(held, key=lambda one: one[0])
    first = days[row.since] + timedelta(days=row.earliest) if row.earliest else None
    return LastDay(day, row.proof, row.source, first)


def limits_of(carrier: str) -> list[Limit]:
    """The rows about a carrier, for a page."""
    return [row for row in LIMITS if row.carrier in ("", carrier)]


def _holds(row: Limit, carrier: str, origin: str, *, abroad: bool) -> bool:
    return (
        row.carrier in ("", carrier)
        and row.origin in ("", origin)
        and (row.abroad is None or row.abroad == abroad)
    )  # fmt: skip
