"""Who knows of what was said: read on the page, answered, or sent by mail.

Called by the pages (`unread_by`), by the verbs that write, and by the job that mails what nobody has read. Plain talk
only: words that came with a step are told by that step's letter.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from huitou.cases.models import Message
from huitou.core.actors import Role

# The two sides of a talk; a platform's person writes to both and reads on the page.
KNOWS: Mapping[Role, str] = {Role.BUYER: "buyer_knows_at", Role.MERCHANT: "shop_knows_at"}


def unread_by(side: Role, messages: Iterable[Message]) -> list[Message]:
    """Those of the messages that the side has not written and does not know. Nothing for who is no side."""
    known = KNOWS.get(side)
    if known is None:
        return []
    return [said for said in messages if said.role != side and getattr(said, known) is None and not said.with_action]


def unread_rows(side: Role, case_id: UUID) -> "QuerySet[Message]":
    """The same from the database, oldest first; erased ones left out."""
    rows = Message.objects.filter(case_id=case_id, with_action="", erased_at=None, **{KNOWS[side]: None})
    return rows.exclude(role=str(side)).order_by("at", "pk")


def note_known(side: Role, case_id: UUID, at: datetime) -> int:
    """From now on the side knows all that was said in the case; how many messages that were. In a transaction."""
    known = KNOWS.get(side)
    if known is None:
        return 0
    rows = Message.objects.filter(case_id=case_id, **{known: None}).exclude(role=str(side))
    return rows.update(**{known: at})


def sides_told(author: str) -> list[Role]:
    """Who is to be told of what this role wrote."""
    return [side for side in KNOWS if side != author]
