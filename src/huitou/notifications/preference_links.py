"""Signed addresses of a customer's wishes: the page itself, and the one-click way out of news (RFC 8058).

They open nothing else: no order, no address, no name. Made for letters of news, read by the portal.
"""

from datetime import timedelta
from uuid import UUID

from django.core import signing

from huitou.accounts.domains.addresses import page_url
from huitou.core.models import Shop

PURPOSE = "huitou.notifications.preferences"
# Who kept a mail for a year can still switch such mails off.
LASTS = timedelta(days=400)


def preferences_address(shop: Shop, customer_id: UUID) -> str:
    """The page where the customer chooses what to be told."""
    return f"{_base(shop)}by/{_secret(shop, customer_id)}/"


def unsubscribe_address(shop: Shop, customer_id: UUID) -> str:
    """Switches mails of news off: by a POST at once, by a GET with one tap more."""
    return f"{preferences_address(shop, customer_id)}off/"


def customer_of(shop_id: UUID, secret: str) -> UUID | None:
    """Whose wishes the secret opens in this shop; None for one that is changed, too old or another shop's."""
    try:
        body = signing.loads(secret, salt=PURPOSE, max_age=LASTS)
    except signing.BadSignature:
        return None
    return UUID(hex=body["c"]) if body["s"] == shop_id.hex else None


def _secret(shop: Shop, customer_id: UUID) -> str:
    return signing.dumps({"s": shop.pk.hex, "c": customer_id.hex}, salt=PURPOSE)


def _base(shop: Shop) -> str:
    return page_url(shop, f"/s/{shop.slug}/preferences/")
