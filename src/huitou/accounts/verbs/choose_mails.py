"""What a person is mailed about in a shop: their own choice, for themselves alone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from huitou.accounts.models import Membership
from huitou.accounts.topics import Topic
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.verbs import verb


@verb
def choose_mails(*, wanted: Iterable[str], actor: Actor, at: datetime) -> Membership:
    """Mail the actor about these topics in this shop, and about no other. Raises: NotFound for who is no person."""
    kind, _, key = actor.id.partition(":")
    rows = Membership.objects.select_for_update().filter(shop_id=actor.shop_id)
    member = rows.filter(staff_id=UUID(key)).first() if kind == "staff" else None
    if member is None:
        raise NotFound()
    kept = set(wanted)
    member.muted = [topic.value for topic in Topic if topic.value not in kept]
    member.save(update_fields=["muted"])
    return member
