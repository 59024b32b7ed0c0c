"""Talk within a case, in the same stream as its steps."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.access import access_case
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Message
from huitou.cases.talk import note_known
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import verb

PERMISSIONS = {Role.MERCHANT: "cases.message", Role.PLATFORM: "disputes.message", Role.BUYER: "cases.message"}


class NothingSaid(Invalid):
    """An empty message."""

    code = "nothing_said"
    message = _("Write something before you send it.")


@verb
def say(*, case: Case | UUID | str, body: str, actor: Actor, at: datetime) -> Message:
    """Write a message into the case. Ended cases can still be talked about.

    Raises: NothingSaid, Forbidden, NotFound.
    """
    found = access_case(actor, case, lock=True)
    actor.require(PERMISSIONS[actor.role])
    if not body.strip():
        raise NothingSaid()
    written = write_message(found, actor, at, body=body)
    note_known(actor.role, found.pk, at)  # whoever answers has read
    events.record(found, "cases.message.written", actor=actor, at=at, facts=written.told)
    found.save(update_fields=["chain_length", "chain_head"])
    return written.row
