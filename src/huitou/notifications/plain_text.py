"""The plain-text side of a letter: the same content in the same order, readable in a terminal and aloud.

Called by rendering.py. Paragraphs are not wrapped (readers do that better); bills are aligned by width.
"""

from collections.abc import Iterator
from typing import Protocol

from huitou.notifications.brand import Brand
from huitou.notifications.columns import leader, width
from huitou.notifications.letters import BillLine, Fact, Letter

# A phone held upright shows about 40 columns of a fixed-pitch face.
COLUMNS = 40


class LayoutWords(Protocol):
    """What the layout itself says."""

    @property
    def preferences(self) -> str: ...
    @property
    def contact(self) -> str: ...


def lay_out(letter: Letter, brand: Brand, words: LayoutWords) -> str:
    """The whole mail as text, ending in one line feed. Amounts line up at the right edge."""
    return "\n\n".join(block for block in _blocks(letter, brand, words) if block) + "\n"


def _blocks(letter: Letter, brand: Brand, words: LayoutWords) -> Iterator[str]:
    yield brand.name
    yield letter.greeting
    yield letter.sentence
    yield letter.journey
    yield from letter.paragraphs
    yield letter.code
    yield "\n".join(_bill(letter.bill_title, letter.bill_lines))
    yield "\n".join(thing.name for thing in letter.thing_rows)
    yield "\n".join(_facts(letter.fact_rows))
    for link in (letter.main_link, letter.other_link):
        yield f"{link.label}\n{link.url}" if link else ""
    yield letter.closing
    footer = [letter.why, f"{words.preferences}\n{letter.preferences_url}" if letter.preferences_url else ""]
    footer += [words.contact, *brand.imprint]
    # "-- " marks what follows as a signature, which readers fold and leave out of answers (RFC 3676 §4.3).
    yield "\n".join(["-- ", *(line for line in footer if line)])


def _bill(title: str, lines: list[BillLine]) -> Iterator[str]:
    if lines and title:
        yield title
    for line in lines:
        if line.emphasised:
            yield "-" * COLUMNS
        yield from leader(line.label, line.amount, COLUMNS)


def _facts(facts: list[Fact]) -> Iterator[str]:
    if not facts:
        return
    edge = min(max(width(fact.label) for fact in facts), COLUMNS // 2) + 2
    for fact in facts:
        label = fact.label + " " * max(edge - width(fact.label), 2)
        first, *others = fact.value.split("\n")
        yield label + first
        yield from (" " * edge + other for other in others)
