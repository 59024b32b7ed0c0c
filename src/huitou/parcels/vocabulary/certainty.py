"""How far a report can be trusted: how sure its time zone is, and why some reports do not count. Pure data."""

from typing import Final

# The moment itself said its offset; its source always speaks in one known zone; we took the shop's own zone; only the
# day was said.
STATED: Final = "stated"
KNOWN: Final = "known"
ASSUMED: Final = "assumed"
DAY: Final = "day"
ZONES: Final = (STATED, KNOWN, ASSUMED, DAY)

# The source sent its whole list again, without it; a moment at which it cannot have been; before our order was placed
# or long after the parcel had ended, so another parcel of the same number; another carrier's parcel of the same number.
WITHDRAWN: Final = "withdrawn"
IMPOSSIBLE: Final = "impossible"
OTHER_PARCEL: Final = "other_parcel"
OTHER_CARRIER: Final = "other_carrier"
ASIDES: Final = (WITHDRAWN, IMPOSSIBLE, OTHER_PARCEL, OTHER_CARRIER)
