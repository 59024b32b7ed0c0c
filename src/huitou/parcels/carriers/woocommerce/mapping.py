"""WooCommerce knows one thing of a parcel: that it was sent."""

from huitou.parcels.carriers.protocol import Meanings

MEANINGS = Meanings(version=1, codes={"shipped": "transit.collected"})
