"""A policy in words for its editor: what the law and the hints say, beside the rule that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from huitou.desk.setup.choices import country_name
from huitou.policies.law.compare import compare, covered, unchecked
from huitou.policies.law.floors import Floor, of_clocks, of_rule
from huitou.policies.pages import Change, render_policy
from huitou.policies.rules import Document, Problem, read
from huitou.policies.rules.hints import hints
from huitou.policies.rules.numbers import of_exclusion
from huitou.policies.rules.numbers import of_rule as number_of_rule
from huitou.policies.texts import say_fault, say_sentence

SECTION_OF = {"costs": "4", "terms": "5", "places": "1"}
# What the replay found, as a row of a list.
CHANGED = {
    "given": _("now given, was not"),
    "not_given": _("not given any more"),
    "right": _("now a right"),
    "no_right": _("no right any more, you are asked"),
    "at_once": _("agreed at once instead of by you"),
    "asked_first": _("you are asked first"),
    "buyer_pays": _("the buyer pays for the way back"),
    "shop_pays": _("you pay for the way back"),
    "fees": _("other fees"),
    "more_proof": _("more proof is asked for"),
    "less_proof": _("less proof is asked for"),
}


def heading_of(part: str, place: int) -> str:
    """The title of a part's form."""
    if part == "rules":
        return gettext("Rule %(number)s") % {"number": number_of_rule(place)} if place else gettext("A new rule")
    if part == "exclusions":
        number = of_exclusion(place) if place else ""
        return gettext("Exclusion %(number)s") % {"number": number} if place else gettext("A new exclusion")
    titles = {
        "costs": gettext("Who pays for sending it back"),
        "terms": gettext("How long each step takes"),
        "places": gettext("Where it holds"),
    }
    return titles[part]


@dataclass(frozen=True, slots=True)
class Reach:
    """Against which countries' law the policy is held. `unchecked`: named, with a law that is not known here.

    `open_ended`: it names no places, so it also speaks to buyers in countries whose law nobody compared.
    """

    checked: str
    unchecked: str
    open_ended: bool

    @classmethod
    def of(cls, document: Document) -> Reach:
        """In the active language."""
        known, unknown = (
            pgettext("list", ", ").join(map(country_name, found(document))) for found in (covered, unchecked)
        )
        return cls(known, unknown, not document.markets and not document.serves.countries)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said beside each rule, by its number on the page; "" holds what is about the whole policy."""

    law: Mapping[str, list[str]]
    hints: Mapping[str, list[str]]

    @classmethod
    def of(cls, document: Document, day: date) -> Words:
        """Everything that the law of that day and the checks have to say to a sound document."""
        return cls(_by_number(compare(document, day)), _by_number(hints(document)))

    @property
    def lawful(self) -> bool:
        return not self.law


def _by_number(problems: list[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        number = problem.where.split(" ")[0]
        key = number if number[:1].isdigit() and "." in number else ""
        found.setdefault(key, []).append(say_fault(problem))
    return found


def said_of_rule(document: Document, part: str, item_id: str, day: date) -> dict[str, Any]:
    """What buyers would read of this part, and what the law and the checks say to it."""
    shown = render_policy(document, get_language() or "en")
    words = Words.of(document, day)
    if part in SECTION_OF:
        section = next(one for one in shown.sections if one.number == SECTION_OF[part])
        lines = [line for entry in section.entries for line in entry.lines]
        return {"lines": lines, "law": words.law.get("", []), "hints": [], "problems": []}
    number = next(
        (entry.number for section in shown.sections for entry in section.entries if entry.item_id == item_id), ""
    )
    lines = [line for s in shown.sections for entry in s.entries if entry.number == number for line in entry.lines]
    return {
        "lines": lines,
        "law": [*words.law.get(number, []), *words.law.get("", [])],
        "hints": words.hints.get(number, []),
        "problems": [],
    }


def floors_of(document: Mapping[str, Any], part: str, place: int, day: date) -> dict[str, list[str]]:
    """The law's bounds beside the fields: by kind for a rule, by name for the clocks; in words."""
    known = read(dict(document))
    if part == "terms":
        return _said(of_clocks(known, day))
    if part == "rules" and 0 < place <= len(known.rules):
        return _said(of_rule(known, known.rules[place - 1], day))
    return {}


def _said(floors: Mapping[str, list[Floor]]) -> dict[str, list[str]]:
    return {name: [say_sentence(floor.sentence) for floor in found] for name, found in floors.items()}


@dataclass(frozen=True, slots=True)
class WordChange:
    """One line that differs: pieces of text before and after, each with whether it is what changed."""

    before: list[tuple[str, bool]]
    after: list[tuple[str, bool]]


def in_words(change: Change) -> list[WordChange]:
    """The lines of a change, old beside new, with what differs within them marked."""
    same = set(change.before) & set(change.after)
    old = [line for line in change.before if line not in same]
    new = [line for line in change.after if line not in same]
    pairs = []
    for row in range(max(len(old), len(new))):
        was, becomes = (old[row] if row < len(old) else ""), (new[row] if row < len(new) else "")
        pairs.append(_pair(was, becomes))
    return pairs


def _pair(was: str, becomes: str) -> WordChange:
    one, two = _words(was), _words(becomes)
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if a < b:
            before.append(("".join(one[a:b]), what != "equal"))
        if c < d:
            after.append(("".join(two[c:d]), what != "equal"))
    return WordChange(before, after)


def _words(text: str) -> list[str]:
    """Words with the space after them; Chinese characters one by one, numbers whole."""
    words: list[str] = []
    for sign in text:
        last = words[-1] if words else ""
        within = sign.isascii() and last[-1:].isascii() and not last.endswith(" ")
        if last and (sign.isspace() or within):
            words[-1] += sign
        else:
            words.append(sign)
    return words
