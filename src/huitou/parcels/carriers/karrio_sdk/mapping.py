"""Its words are those of its server: one corrected map for both."""

from huitou.parcels.carriers.karrio.mapping import MEANINGS

__all__ = ["MEANINGS"]
