"""Words of files as ours: our own pairs, the plain states, and what Chinese exports write."""

from huitou.parcels.carriers.kuaidi100.mapping import MEANINGS as CHINESE
from huitou.parcels.carriers.protocol import Meanings
from huitou.parcels.vocabulary.pairs import PLAIN, STATUSES

MEANINGS = Meanings(
    version=1,
    codes={
        **{status: status for status in STATUSES},
        **PLAIN,
        **{word: status for word, status in CHINESE.codes.items() if not word[0].isascii()},
    },
)
