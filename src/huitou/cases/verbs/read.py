"""Somebody has the talk of a case before their eyes: no mail needs to tell them of it."""

from datetime import datetime

from huitou.cases.access import access_case
from huitou.cases.models import Case
from huitou.cases.talk import note_known
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb
def mark_read(*, case: Case, actor: Actor, at: datetime) -> int:
    """Note that the actor's side knows what was said in the case; how many messages were new to it.

    Writes no event: that somebody looked is nobody's business but the mail's. Raises: NotFound.
    """
    return note_known(actor.role, access_case(actor, case).pk, at)
