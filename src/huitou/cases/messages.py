"""Writing what somebody says into a case: the erasable row, and what the event may tell of it; and who may read it."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case, Message
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.personal import salted_digest

LONGEST = 4_000
# Words between arbitrators about a ruling that was told to nobody: of these steps both sides hear nothing.
AMONG_ARBITRATORS = ("dissent",)


class MessageTooLong(Invalid):
    """More than a message holds; nothing of what somebody wrote is cut away in silence."""

    code = "message_too_long"
    message = _("This text has %(length)s characters; at most %(most)s can be sent at once. Shorten it.")


class Written:
    """A message that was just written. `told`: its id and salted digest, for the event."""

    def __init__(self, row: Message) -> None:
        self.row = row
        self.told = {"message": str(row.pk), "digest": salted_digest(row, row.body)}


def write_message(case: Case, actor: Actor, at: datetime, *, body: str, with_action: str = "") -> Written:
    """Insert the message. Call inside a verb; the verb's event carries `told`. Raises MessageTooLong."""
    # No person types these: U+0000 and halves of characters, which the database refuses.
    text = body.replace("\x00", "").encode(errors="ignore").decode().strip()
    if len(text) > LONGEST:
        raise MessageTooLong(length=len(text), most=LONGEST)
    row = Message(
        id=new_id(),
        shop_id=actor.shop_id,
        case=case,
        role=str(actor.role),
        author_id=actor.id,
        author_name=actor.name[:120],
        body=text,
        with_action=with_action,
        at=at,
    )
    row.save(force_insert=True)
    return Written(row)


def messages_for(case: Case, actor: Actor) -> "QuerySet[Message]":
    """What was said in the case and the actor may read, oldest first."""
    rows = Message.objects.filter(case=case).order_by("at", "pk")
    return rows if actor.role in (Role.PLATFORM, Role.SYSTEM) else rows.exclude(with_action__in=AMONG_ARBITRATORS)


def author_for(said: Message, reader: Role) -> str:
    """Who said it, by name: neither side learns the arbitrator's, nor the platform the buyer's."""
    hidden = Role.BUYER if reader == Role.PLATFORM else Role.PLATFORM
    return "" if said.role == hidden else said.author_name
