"""The address of the person who asks, for the rate limits and the session list.

Forwarding headers are believed only as far as the installation says that proxies stand before it; a header
that a client made up never changes the answer.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

FORWARDING = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def client_address(request: HttpRequest) -> str:
    """The client's address as text; IPv6 as its /64, since one person holds a whole such block."""
    address = _address(request)
    if address is None:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False).network_address) + "/64"
    return str(address)


def is_loopback(request: HttpRequest) -> bool:
    """True only for a request of this very machine that came through no proxy and names a loopback host."""
    if any(header in request.META for header in FORWARDING) or not is_this_machine(request):
        return False
    host = request.get_host().rpartition(":")[0] or request.get_host()
    # A name below localhost leads to the reader's own machine, whatever a DNS says (RFC 6761).
    return host in {"localhost", "127.0.0.1", "[::1]"} or host.endswith(".localhost")


def is_this_machine(request: HttpRequest) -> bool:
    """Whether the connection comes from this very machine: from a browser here, or from a proxy here."""
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    return address is not None and address.is_loopback


def _address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    proxies = int(getattr(settings, "HUITOU_TRUSTED_PROXIES", 0))
    if proxies:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(chain) >= proxies:
            return _parse(chain[-proxies])
    return _parse(request.META.get("REMOTE_ADDR", ""))


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None
