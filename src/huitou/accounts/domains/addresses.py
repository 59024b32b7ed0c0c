"""The addresses that buyers open: on the shop's own host where it has one that is proven, else on ours.

Every letter, snippet and canonical link is made here. The Host of a request is never asked.
"""

from urllib.parse import urlsplit

from django.conf import settings

from huitou.core.models import Shop

# Names that lead to the machine itself, without any DNS (RFC 6761): for a look at one's own computer.
LOCAL = ".localhost"


def origin_of(host: str) -> str:
    """Scheme and host of a proven domain: https, but for names of this very machine."""
    if not host.endswith(LOCAL):
        return f"https://{host}"
    ours = urlsplit(settings.HUITOU_PUBLIC_URL)
    return f"{ours.scheme}://{host}" + (f":{ours.port}" if ours.port else "")


def page_url(shop: Shop, path: str) -> str:
    """The whole address of one of the shop's pages. `path` is the portal's, as either list of addresses makes it."""
    if shop.pages_host:
        return f"{origin_of(shop.pages_host)}{own_path(shop, path)}"
    prefix = f"/s/{shop.slug}/"
    inside = path if path.startswith(prefix) else f"{prefix}{path.removeprefix('/')}"
    return f"{settings.HUITOU_PUBLIC_URL}{inside}"


def own_path(shop: Shop, path: str) -> str:
    """The path as the shop's own host has it; unchanged where it has none."""
    prefix = f"/s/{shop.slug}/"
    return f"/{path.removeprefix(prefix)}" if shop.pages_host and path.startswith(prefix) else path
