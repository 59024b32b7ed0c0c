"""Timeline and talk of a case as one stream: events in words, with the message or the photos that came with them.

Called by the case's pages of buyer, shop and platform. Reads nothing: everything comes from `cases.queries.case_page`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from huitou.cases.models import Evidence, Message
from huitou.cases.queries import CasePage
from huitou.cases.telling import tell, who_did
from huitou.core.actors import Role
from huitou.core.models import Event, Shop

LEGS = {"logistics": "back", "refunds": "money"}
TURNS = ("agreed", "accepted_offer", "followed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was said. `text` is empty for plain talk; `leg` is the bullet's place on the line."""

    at: datetime
    who: str
    mine: bool
    text: str
    said: str
    erased: bool
    photos: tuple[Evidence, ...]
    leg: str


def stream(page: CasePage, shop: Shop, reader: Role, names: Mapping[str, str] | None = None) -> list[Entry]:
    """Everything that concerns the reader, oldest first. `names`: actor id → name, where the reader may know people."""
    by_id = {str(photo.pk): photo for photo in page.evidence}
    by_digest = {photo.sha256: photo for photo in page.evidence}
    entries = (_entry(event, page, shop, reader, by_id, by_digest, names or {}) for event in page.events)
    return [entry for entry in entries if entry is not None]


def _entry(
    event: Event,
    page: CasePage,
    shop: Shop,
    reader: Role,
    by_id: Mapping[str, Evidence],
    by_digest: Mapping[str, Evidence],
    names: Mapping[str, str],
) -> Entry | None:
    facts = event.facts
    message = _message(event, facts, page.messages)
    said_only = event.kind == "cases.message.written"
    name = names.get(event.actor_id, "")
    text = "" if said_only else tell(event, reader, shop=shop, currency=page.case.sheet.currency, name=name)
    if text is None or (said_only and message is None):
        return None
    name = name or (message.author_name if message and message.role != Role.BUYER else "")
    return Entry(
        at=event.at,
        who=who_did(event.actor_role, shop, name),
        mine=event.actor_role == reader,
        text=text,
        said=message.body if message else "",
        erased=bool(message and message.erased_at),
        photos=tuple(_photos(facts, by_id, by_digest)),
        leg="word" if said_only else _leg(event.kind),
    )


def _message(event: Event, facts: Mapping[str, object], messages: Mapping[str, Message]) -> Message | None:
    """What was said with the event. Applications of before their events named the words are known by their step."""
    if event.kind == "cases.case.opened" and "note" not in facts:
        return next((said for said in messages.values() if said.with_action == "open"), None)
    note = facts.get("note")
    told = note if isinstance(note, dict) else facts
    return messages.get(str(told.get("message", "")))


def _photos(
    facts: Mapping[str, object], by_id: Mapping[str, Evidence], by_digest: Mapping[str, Evidence]
) -> Iterable[Evidence]:
    """A photo of its own event is named by its id; those of an application together, once by their digests alone."""
    proofs = facts.get("proofs")
    if isinstance(proofs, list):
        return [by_id[proof["evidence"]] for proof in proofs if proof["evidence"] in by_id]
    named = facts.get("evidence")
    if isinstance(named, list):
        return [by_digest[digest] for digest in named if digest in by_digest]
    found = by_id.get(str(named)) if named else None
    return [found] if found else []


def _leg(kind: str) -> str:
    area, _, action = kind.split(".", 2)
    if area in LEGS:
        return LEGS[area]
    return "turn" if action in TURNS else "out"
