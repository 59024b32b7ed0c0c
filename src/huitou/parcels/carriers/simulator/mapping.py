"""The simulated carrier speaks our own words."""

from huitou.parcels.carriers.protocol import Meanings
from huitou.parcels.vocabulary.pairs import STATUSES

MEANINGS = Meanings(version=1, codes={status: status for status in STATUSES})
# Our carriers as its own words: it carries for everybody.
CARRIER = "simulator"
