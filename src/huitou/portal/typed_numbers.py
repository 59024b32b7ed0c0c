"""A tracking number out of what people paste: spaces, full-width digits, a label before it, a whole address around it.

Pure. Called by the tracking page's form; it never says whether such a number exists.
"""

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlsplit

# Shorter ones are guesses: no carrier gives out numbers of fewer than eight signs.
SHORTEST, LONGEST = 8, 40
MOST_TYPED = 2_000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NUMBER = re.compile(rf"[A-Z0-9](?:[A-Z0-9-]{{{SHORTEST - 2},{LONGEST - 2}}})[A-Z0-9]")
_DIGITS = 4


def number_in(typed: str) -> str:
    """The one tracking number that stands in the text, in capitals; "" where there is none."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", typed[:MOST_TYPED])).strip()
    if "://" in text or text.casefold().startswith("www."):
        return _in_address(text)
    # "Tracking number: SF 1234" and 「单号：…」 (NFKC has made its colon plain).
    return _number(text.rpartition(":")[2]) or _number(text)


def _in_address(text: str) -> str:
    """The likeliest value of an address: that with the most digits, values of its query before parts of its path."""
    try:
        parts = urlsplit(next(word for word in text.split() if "." in word))
    except (StopIteration, ValueError):
        return ""
    values = [value for _name, value in [*parse_qsl(parts.query), *parse_qsl(parts.fragment)]]
    steps = [unquote(step) for step in (*parts.path.split("/"), *parts.fragment.split("/"))]
    found = [number for number in (_number(value) for value in (*values, *steps)) if number]
    return max(found, key=lambda number: sum(sign.isdigit() for sign in number), default="")


def _number(text: str) -> str:
    compact = "".join(text.split()).upper().strip("#.,;()[]<>\"'-")
    if _NUMBER.fullmatch(compact) and sum(sign.isdigit() for sign in compact) >= _DIGITS:
        return compact
    return ""
