"""The one or two characters that stand for a name where there is no picture. Pure; called by the template tags."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]")


def initials(name: str) -> str:
    """First letters of the first and the last word; of a Chinese name its first character; `·` for nothing."""
    words = [word for word in name.split() if _WORD.search(word)]
    if not words:
        return "·"
    first = next(letter for letter in words[0] if _WORD.match(letter))
    if _HAN.match(first) or len(words) == 1:
        return first.upper()
    last = next(letter for letter in words[-1] if _WORD.match(letter))
    return (first + last).upper() if not _HAN.match(last) else first.upper()
