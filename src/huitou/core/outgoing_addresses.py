"""Which addresses on the net an address that a shop or a browser gave may lead to: public ones, and none beside.

Called by `core.outgoing` for guarded calls. A name is looked up once, every answer is judged, and the connection goes
to what was judged: a name that answers differently the second time (DNS rebinding) gains nothing.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

# Addresses that carry another one inside: translated (RFC 6052, RFC 8215), 6to4, Teredo, IPv4-compatible.
_WRAPPING = tuple(ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))


class NotPublic(Exception):
    """The name leads to an address that is not public, or to none."""


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of the host, all of which are allowed. Raises NotPublic if one is not, OSError where none is."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allowed(address):
            raise NotPublic("not a public address")
    return addresses


def allowed(address: str) -> bool:
    """Whether a guarded call may go there: public, or in a network that the installation calls its own."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = _unwrapped(found)
    if any(found in ip_network(own, strict=False) for own in settings.HUITOU_OWN_NETWORKS):
        return True
    return is_public(found)


def is_public(found: IPv4Address | IPv6Address) -> bool:
    """Reachable for everybody, and one machine only."""
    found = _unwrapped(found)
    if isinstance(found, IPv6Address) and any(found in network for network in _WRAPPING):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _unwrapped(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
