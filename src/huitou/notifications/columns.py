"""Text by display width: Chinese takes two columns where Latin takes one. For plain-text mails."""

import unicodedata
from itertools import chain

# May hang over the edge, but never starts a line.
CLOSING = "，。、；：？！）」』》”’,.;:?!)]}%"


def width(text: str) -> int:
    """Columns in a fixed-pitch face: 2 for wide characters, 0 for combining marks (UAX #11)."""
    return sum(_character_width(character) for character in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break one line of text into lines of at most `columns`, at spaces, or anywhere between Han characters.

    A word longer than a line is broken hard. Closing punctuation never starts a line.
    """
    lines: list[str] = []
    line = ""
    for piece in chain.from_iterable(_pieces(word) for word in text.split(" ")):
        glue = " " if line and piece.startswith(" ") else ""
        word = piece.strip(" ")
        if line and width(line + glue + word) > columns and (glue or not _clings(word)):
            lines.append(line)
            line, glue = "", ""
        line += glue + word
        while width(line.rstrip(CLOSING)) > columns:
            head = _fitting(line, columns)
            while _clings(line[head:]):
                head += 1
            lines.append(line[:head])
            line = line[head:]
    return [*lines, line] if line or not lines else lines


def leader(label: str, value: str, columns: int) -> list[str]:
    """`label` at the left and `value` at the right edge of `columns`; a long label takes lines of its own."""
    gap = columns - width(label) - width(value)
    if gap >= 2:
        return [label + " " * gap + value]
    room = max(columns - width(value) - 2, columns // 2)
    *above, last = wrap(label, room)
    gap = columns - width(last) - width(value)
    if gap >= 2:
        return [*above, last + " " * gap + value]
    return [*above, last, " " * max(columns - width(value), 0) + value]


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(word: str) -> list[str]:
    """A word (which begins with a space) cut before and after each wide character."""
    pieces = [" "]
    for character in word:
        after_wide = pieces[-1].strip() and _character_width(pieces[-1][-1]) == 2
        if after_wide or _character_width(character) == 2:
            pieces.append(character)
        else:
            pieces[-1] += character
    if len(pieces) > 1 and pieces[0] == " ":
        pieces[0:2] = [" " + pieces[1]]
    return pieces


def _clings(piece: str) -> bool:
    """Whether the piece may not start a line."""
    return bool(piece) and piece[0] in CLOSING


def _fitting(line: str, columns: int) -> int:
    """How many characters of the line fit into the columns; at least one."""
    used = 0
    for index, character in enumerate(line):
        used += _character_width(character)
        if used > columns:
            return max(index, 1)
    return len(line)
