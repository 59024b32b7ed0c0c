"""Writing what somebody says into a case: the erasable row, and what the event may tell of it."""

from datetime import datetime

from huitou.cases.models import Case, Message
from huitou.core.actors import Actor
from huitou.core.ids import new_id
from huitou.core.personal import salted_digest

LONGEST = 4_000


class Written:
    """A message that was just written. `told`: its id and salted digest, for the event."""

    def __init__(self, row: Message) -> None:
        self.row = row
        self.told = {"message": str(row.pk), "digest": salted_digest(row, row.body)}


def write_message(case: Case, actor: Actor, at: datetime, *, body: str, with_action: str = "") -> Written:
    """Insert the message. Call inside a verb; the verb's event carries `told`."""
    row = Message(
        id=new_id(),
        shop_id=actor.shop_id,
        case=case,
        role=str(actor.role),
        author_id=actor.id,
        author_name=actor.name[:120],
        body=body.strip()[:LONGEST],
        with_action=with_action,
        at=at,
    )
    row.save(force_insert=True)
    return Written(row)
