"""What goods are and which buyers a shop groups together, in the words that policies use. Pure.

Traits and confirmations are words of `policies.rules.vocabulary.BECAUSE`; segments are the shop's own names. Called by
connectors, checks and verbs; it must never guess: an unknown word is told, not dropped.
"""

import re
import unicodedata
from collections.abc import Iterable

from huitou.orders.connectors.values import clean
from huitou.policies.rules.vocabulary import BECAUSE

MOST_SEGMENTS = 20
_SEGMENT = re.compile(r"\w[\w .&+/-]{0,39}")
_SPACES = re.compile(r"\s+")


def in_order(words: Iterable[str]) -> tuple[str, ...]:
    """Known words, each once, in the vocabulary's order, so that the same goods are always written the same."""
    given = set(words)
    return tuple(code for code in BECAUSE if code in given)


def unknown_words(words: Iterable[str]) -> list[str]:
    """The words that no policy can exclude goods by."""
    return [word for word in words if word not in BECAUSE]


def name_key(name: str) -> str:
    """The name of an article or category as it is compared, with policies and with marks: without regard to case."""
    return clean(name, 120).casefold()


def segment_name(text: str) -> str:
    """The name as it is stored and compared: plain, lower case, single spaces; "" where it cannot be a segment's."""
    name = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return name if _SEGMENT.fullmatch(name) else ""


def segment_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names that can be stored, each once, sorted; what cannot be a name is left out."""
    return tuple(sorted({name for text in texts if (name := segment_name(text))}))
