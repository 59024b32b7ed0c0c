"""What the goods' way back takes from elsewhere: the scans of the parcel that it travels in."""

from huitou.logistics import return_parcels  # noqa: F401  (registers itself)
