"""The public policy page, made from the same document that the system applies.

Called by portal (page), desk (preview of a draft, difference) and API. Returns structured texts, no HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from huitou.policies.models import PolicyVersion
from huitou.policies.queries import document_of
from huitou.policies.rules import Document
from huitou.policies.rules.page import Entry, Section
from huitou.policies.rules.sentences import sections
from huitou.policies.texts import kind_label, say_sentence


@dataclass(frozen=True, slots=True)
class PageOffer:
    """What a rule gives in one kind: `head` says how long, `terms` the rest, each a whole sentence."""

    kind: str
    label: str
    head: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One numbered part; `anchor` is its id on the page; `item_id` names the rule or exclusion, if it is one."""

    number: str
    anchor: str
    sentences: tuple[str, ...]
    offers: tuple[PageOffer, ...]
    item_id: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All sentences in reading order."""
        offered = (line for offer in self.offers for line in (offer.head, *offer.terms))
        return (*self.sentences, *offered)


@dataclass(frozen=True, slots=True)
class PageSection:
    """A numbered section. `empty` is said where it has no entries."""

    number: str
    heading: str
    entries: tuple[PageEntry, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A whole page in one language. `number`, times and digest are of the version; 0 and empty for a preview."""

    locale: str
    title: str
    number: int
    in_force_from: datetime | None
    in_force_until: datetime | None
    digest: str
    sections: tuple[PageSection, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """Every rule number on the page."""
        return frozenset(entry.number for section in self.sections for entry in section.entries)


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the page that differs between two versions. A missing side has no number and no lines."""

    item_id: str
    number_before: str
    number_after: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def what(self) -> str:
        """`added`, `removed`, `moved` (same words, other place) or `changed`."""
        if not self.number_before:
            return "added"
        if not self.number_after:
            return "removed"
        return "moved" if self.before == self.after else "changed"


def render_policy(version: PolicyVersion | Document, locale: str) -> PolicyPage:
    """Return the page of a version, or of a document that is not saved yet, in a language."""
    stored = version if isinstance(version, PolicyVersion) else None
    document = document_of(version) if isinstance(version, PolicyVersion) else version
    with translation.override(locale):
        return PolicyPage(
            locale=locale,
            title=_("Returns and refunds"),
            number=stored.number if stored else 0,
            in_force_from=stored.in_force_from if stored else None,
            in_force_until=stored.in_force_until if stored else None,
            digest=stored.digest if stored else "",
            sections=tuple(_section(section) for section in sections(document)),
        )


def difference(before: PolicyVersion | Document, after: PolicyVersion | Document, locale: str) -> tuple[Change, ...]:
    """Return what a reader of the page would find changed, in the order of the new page; removals last.

    Rules and exclusions are matched by their ids, the fixed parts by their numbers.
    """
    old = {_key(entry): entry for entry in _entries(render_policy(before, locale))}
    new = {_key(entry): entry for entry in _entries(render_policy(after, locale))}
    changes = [
        Change(entry.item_id, old[key].number if key in old else "", entry.number, _lines(old.get(key)), entry.lines)
        for key, entry in new.items()
        if key not in old or old[key].lines != entry.lines or old[key].number != entry.number
    ]
    gone = [Change(entry.item_id, entry.number, "", entry.lines, ()) for key, entry in old.items() if key not in new]
    return (*changes, *gone)


def _entries(page: PolicyPage) -> list[PageEntry]:
    return [entry for section in page.sections for entry in section.entries]


def _key(entry: PageEntry) -> tuple[str, str]:
    return (entry.number.split(".")[0], entry.item_id) if entry.item_id else (entry.number, "")


def _lines(entry: PageEntry | None) -> tuple[str, ...]:
    return entry.lines if entry is not None else ()


def _section(section: Section) -> PageSection:
    empty = "" if section.entries else _("Nothing is excluded.")
    return PageSection(section.number, _(section.heading), tuple(_entry(entry) for entry in section.entries), empty)


def _entry(entry: Entry) -> PageEntry:
    return PageEntry(
        number=entry.number,
        anchor="rule-" + entry.number.replace(".", "-"),
        sentences=tuple(say_sentence(sentence) for sentence in entry.sentences),
        offers=tuple(
            PageOffer(
                kind=offer.kind,
                label=kind_label(offer.kind),
                head=say_sentence(offer.head),
                terms=tuple(say_sentence(sentence) for sentence in offer.terms),
            )
            for offer in entry.offers
        ),
        item_id=entry.item_id,
    )
