"""Short addresses for text messages, where every sign is paid: a code that nobody guesses, good for thirty days.

Following one leads to the same door as a mail's link (`buyers.door_to`) with a secret made at that moment: it is never
kept, and a program that only follows the address opens no session.
"""

import secrets
import string
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from huitou.accounts.buyers import LINK_LASTS, LinkOver, door_to, signed_link
from huitou.accounts.digests import keyed_digest
from huitou.accounts.limits import Limit, count
from huitou.accounts.models import ShortLink
from huitou.core.ids import new_id
from huitou.core.models import Shop

# Letters and digits alone: telephones end a link at some other signs. 62 to the eleventh is 65 bits.
SIGNS = string.ascii_letters + string.digits
LENGTH = 11
PURPOSE = "huitou.accounts.short-link"
# Only codes that there are not count: behind one address of a telephone company stand thousands.
WRONG_BY_CLIENT = Limit("short_link.client", times=30, window=LINK_LASTS / 720)


def make_short_link(*, shop: Shop, customer_id: UUID, order_id: UUID, place: str, at: datetime) -> str:
    """A new address that opens the page at `place` for this order's buyer. Within the open transaction."""
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    ShortLink.objects.create(
        id=new_id(), digest=keyed_digest(PURPOSE, code), shop=shop, customer_id=customer_id, order_id=order_id,
        place=place, expires_at=at + LINK_LASTS,
    )  # fmt: skip
    return short_address(shop, code)


def short_address(shop: Shop, code: str = "x" * LENGTH) -> str:
    """The address of a code, on the host where the shop's buyers come in; without one an address as long."""
    door = urlsplit(door_to(shop, "", ""))
    return f"{door.scheme}://{door.netloc}/t/{code}"


def follow_short_link(*, code: str, client: str, at: datetime) -> str:
    """The door that the code leads to. Call it outside any transaction.

    Raises: LinkOver, for a code that has ended and for one that there never was; TooManyTries.
    """
    row = ShortLink.objects.select_related("shop").filter(digest=keyed_digest(PURPOSE, code[: 4 * LENGTH])).first()
    if row is None or row.expires_at <= at:
        count([(WRONG_BY_CLIENT, client)], at=at)
        raise LinkOver()
    secret = signed_link(shop_id=row.shop_id, customer_id=row.customer_id, order_id=row.order_id, at=at)
    return door_to(row.shop, row.place, secret)


def forget_old_links(*, at: datetime) -> None:
    """Delete those that have ended."""
    ShortLink.objects.filter(expires_at__lte=at).delete()
