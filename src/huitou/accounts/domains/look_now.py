"""Looks at a shop's host and notes what was found: at once for a person who asks, or in the jobs' own time.

Called outside of any transaction: DNS and web servers may take their time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from huitou.accounts.domains.looking import Found, look
from huitou.accounts.domains.net import net
from huitou.accounts.limits import Limit, count
from huitou.accounts.models import PagesDomain
from huitou.accounts.verbs.pages_domain import note_look
from huitou.core.actors import Actor, system_actor
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop

BY_SHOP = Limit("domain.look", times=6, window=timedelta(minutes=10))
WANT_BY_SHOP = Limit("domain.want", times=10, window=timedelta(hours=1))


def look_now(*, actor: Actor, at: datetime, host: str = "") -> list[PagesDomain]:
    """Look for somebody who asks: at this host, or at all that the shop has or wants (two at most).

    Raises: Forbidden, NotFound, TooManyTries.
    """
    actor.require("settings.edit")
    with in_shop(actor.shop_id):
        rows = list(PagesDomain.objects.exclude(state=PagesDomain.State.EXPIRED).order_by("claimed_at", "pk"))
    rows = [row for row in rows if host.strip().lower() in ("", row.host)]
    if not rows:
        raise NotFound()
    count([(BY_SHOP, str(actor.shop_id))], at=at)
    return [found for row in rows if (found := look_at(row, at=at)) is not None]


def look_at(row: PagesDomain, *, at: datetime) -> PagesDomain | None:
    """Look and note; None where the claim was given up meanwhile."""
    found = look_only(row)
    return note_look(actor=system_actor(row.shop_id), at=at, domain=row.pk, token=row.token, found=found)


def look_only(row: PagesDomain) -> Found:
    """Look and write nothing down."""
    return look(row.host, row.token, proven_by=row.proof, net=net())


def look_if_due(shop_id: UUID, domain: UUID, *, at: datetime) -> None:
    """The job's look: nothing where somebody has looked meanwhile."""
    with in_shop(shop_id):
        row = PagesDomain.objects.filter(pk=domain, next_look_at__lte=at).first()
    if row is not None:
        look_at(row, at=at)
