"""The shape of the policy page: numbered sections, entries, offers, sentences. No texts here.

Filled by `rules.sentences` and `rules.fixed_parts`, worded by `policies.pages`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: English msgid with raw params, worded by `policies.texts`."""

    msgid: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a rule gives in one kind: the head sentence and its terms."""

    kind: str
    head: Sentence
    terms: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered part of the page. `item_id`: of the rule or exclusion, empty for the fixed parts."""

    number: str
    sentences: tuple[Sentence, ...]
    offers: tuple[Offered, ...] = ()
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of the page."""

    number: str
    heading: str
    entries: tuple[Entry, ...]
