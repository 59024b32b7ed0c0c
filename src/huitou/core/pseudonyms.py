"""Names that stand for a person within one case: the same person is the same there, and nobody in another case.

Used where what is written goes to people who must not learn who decided: the bodies of events. Made with the
installation's secret, so a list of people's ids does not undo them; whoever runs the installation can.
"""

from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from huitou.core.actors import Actor, Role

SALT = "huitou.core.pseudonyms"
LENGTH = 20


def pseudonym(scope: UUID, person: str) -> str:
    """`arbitrator:<hex>` for a person (as actors are named) within the case `scope`; "" for nobody."""
    if not person:
        return ""
    return f"arbitrator:{salted_hmac(SALT, f'{scope}:{person}', algorithm='sha256').hexdigest()[:LENGTH]}"


def told_actor(subject: Any, actor: Actor) -> str:
    """The actor's id as an event's body tells it: of those who decide between two sides, only the pseudonym."""
    if actor.role != Role.PLATFORM:
        return actor.id
    return pseudonym(getattr(subject, "case_id", None) or subject.pk, actor.id)
