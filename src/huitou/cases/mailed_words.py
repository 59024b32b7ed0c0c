"""The words that came with a step, as its mail carries them: why the shop refuses, what somebody wrote to it.

Called by the mails of cases and disputes, inside the shop. Nobody is mailed their own words; erased ones are gone.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext

from huitou.cases.letters import READERS
from huitou.cases.messages import AMONG_ARBITRATORS
from huitou.cases.models import Message
from huitou.cases.telling import who_did
from huitou.cases.verbs.refuse import Refusal
from huitou.core.actors import Role
from huitou.core.models import Event, Shop

Notes = Mapping[UUID, Message]


def notes_of(events: Iterable[Event]) -> Notes:
    """What was written with each of these events, by the event's id. One query."""
    named = {event.pk: note["message"] for event in events if (note := event.facts.get("note"))}
    rows = Message.objects.filter(pk__in=named.values(), erased_at=None).exclude(with_action__in=AMONG_ARBITRATORS)
    found = {str(row.pk): row for row in rows}
    return {event: found[message] for event, message in named.items() if message in found}


def words_for(event: Event, notes: Notes, audience: str, shop: Shop) -> list[str]:
    """Paragraphs for the audience in the active language; none where nothing was said or they said it themselves."""
    reader, note = READERS[audience], notes.get(event.pk)
    said = []
    if event.kind == "cases.case.refused" and reader != Role.MERCHANT and event.facts.get("reason") in Refusal.values:
        said.append(str(Refusal(event.facts["reason"]).label))
    if note is not None and note.body and note.role != reader:
        who = who_did(note.role, shop, note.author_name if note.role == Role.MERCHANT else "")
        said.append(gettext("%(who)s:") % {"who": who} + "\n" + note.body)
    return said
