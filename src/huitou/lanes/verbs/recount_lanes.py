"""Counts a shop's lanes anew. Called each night, and once by whoever brings many old parcels."""

from datetime import datetime

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.lanes.counting import recount


@verb
def recount_lanes(*, actor: Actor, at: datetime) -> int:
    """How many lanes there are now. It writes no event: everything follows from the parcels. Raises: Forbidden."""
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    return recount(open_shop_row(), at=at)
