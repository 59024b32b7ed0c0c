"""Which shop a host belongs to, for every request: known for a few seconds, then asked of the database again.

Called by the middleware and by the answer to proxies. A host that is proven or lost in another process is known
here within `KEPT_SECONDS`; in the same one at once.
"""

import time

from django.conf import settings
from django.http.request import validate_host

from huitou.accounts.domains.looking import target
from huitou.core.models import Shop

KEPT_SECONDS = 5.0
# Made-up hosts must not fill the memory.
MOST_KEPT = 10_000
_known: dict[str, tuple[str, str, float]] = {}


def slug_of(host: str) -> str:
    """The shop that has proven this host (lower case, no port), or "". Costs a query once in `KEPT_SECONDS`."""
    return _shop_of(host)[0]


def shop_id_of(host: str) -> str:
    """The same by the shop's id."""
    return _shop_of(host)[1]


def _shop_of(host: str) -> tuple[str, str]:
    now = time.monotonic()
    kept = _known.get(host)
    if kept is not None and kept[2] > now:
        return kept[:2]
    found = Shop.objects.filter(pages_host=host).values_list("slug", "pk").first() if host else None
    slug, key = (found[0], str(found[1])) if found else ("", "")
    if len(_known) >= MOST_KEPT:
        _known.clear()
    _known[host] = (slug, key, now + KEPT_SECONDS)
    return slug, key


def is_ours(host: str) -> bool:
    """Whether the whole installation answers there. `*` in the settings does not take a shop's own host from it."""
    return validate_host(host, [own for own in settings.ALLOWED_HOSTS if own != "*"])


def forget() -> None:
    """A host was proven, lost or given up in this process."""
    _known.clear()


def hosts_of_ours() -> frozenset[str]:
    """The hosts of the installation, as they are set: no shop takes one, nor a name below it."""
    return frozenset(host.lower().strip("[].") for host in (*settings.ALLOWED_HOSTS, target()))
