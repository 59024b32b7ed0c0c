"""Links out of parcels' pages: only to the shop's own website, and signed, so that nobody makes us lead elsewhere."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.core import signing

SALT = "huitou.retention.links"
LOOPBACK = ("localhost", "127.0.0.1")


def is_own(domain: str, url: str) -> bool:
    """Whether the address lies in the shop's website (`shop.example.com`) or below it. Never for a shop without one."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if not domain or parts.username is not None or any(sign <= " " or sign == "\\" for sign in url):
        return False
    own, _colon, own_port = domain.lower().partition(":")
    if own in LOOPBACK:
        return parts.scheme in ("http", "https") and host == own and str(port or "") == own_port
    return parts.scheme == "https" and port is None and (host == own or host.endswith(f".{own}"))


def product_address(template: str, *, product: str, sku: str) -> str:
    """The address of a product: its name and its number put into the shop's template."""
    return template.replace("{product}", quote(product, safe="")).replace("{sku}", quote(sku, safe=""))


@dataclass(frozen=True, slots=True)
class Way:
    """Where a click leads, and what was clicked beside which order."""

    url: str
    order: UUID
    block: str


def sealed(shop_id: UUID, way: Way) -> str:
    """The part of an address that carries the way; good in this shop only."""
    return signing.dumps([way.url, str(way.order), way.block], salt=f"{SALT}.{shop_id}", compress=True)


def opened(shop_id: UUID, token: str) -> Way | None:
    """The way; None for anything that was not sealed here."""
    try:
        url, order, block = signing.loads(token, salt=f"{SALT}.{shop_id}")
        return Way(url, UUID(order), block)
    except (signing.BadSignature, ValueError, TypeError):
        return None
