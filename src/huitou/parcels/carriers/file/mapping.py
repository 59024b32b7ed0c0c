"""Words of files as ours: our own pairs, the plain states, and the vocabulary's table of words."""

from huitou.parcels.carriers.protocol import Meanings
from huitou.parcels.vocabulary.file_words import FILE_WORDS
from huitou.parcels.vocabulary.pairs import PLAIN, STATUSES

MEANINGS = Meanings(version=2, codes={**{status: status for status in STATUSES}, **PLAIN, **FILE_WORDS})
