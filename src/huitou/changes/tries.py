"""How often a buyer may ask for changes, for codes, and try codes: each of the first two sends a mail.

Called by the portal and the API before the verb, outside any transaction. Counted by buyer, so that neither another
address of the client nor another spelling of the change begins anew. It never counts the shop's people.
"""

from datetime import datetime, timedelta

from huitou.accounts.limits import Limit, count
from huitou.core.actors import Actor, Role

LIMITS = {
    "ask": Limit("change.ask", times=20, window=timedelta(hours=1)),
    "send_code": Limit("change.send_code", times=6, window=timedelta(hours=1)),
    "confirm": Limit("change.confirm", times=10, window=timedelta(hours=1)),
}


def count_try(action: str, actor: Actor, *, at: datetime) -> None:
    """Count the buyer's attempt where the action has a limit. Raises: TooManyTries."""
    limit = LIMITS.get(action)
    if limit is not None and actor.role == Role.BUYER:
        count([(limit, f"{actor.shop_id}:{actor.id}")], at=at)
