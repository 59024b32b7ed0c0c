"""What every frame for a shop's own pages shares: who may hold it, and in which language it speaks."""

from django.utils.translation import get_supported_language_variant

LOOPBACK = ("localhost", "127.0.0.1")


def ancestors_of(domain: str) -> list[str]:
    """Who may hold the frame: the shop's website and its subdomains; nobody where the shop has named none."""
    if not domain:
        return ["'none'"]
    if domain.split(":")[0] in LOOPBACK:
        return [f"http://{domain}"]
    return [f"https://{domain}", f"https://*.{domain}"]


def language_for(asked: str, fallback: str) -> str:
    """The language that the shop's page asks for, else the shop's own."""
    for code in (asked, fallback):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"
