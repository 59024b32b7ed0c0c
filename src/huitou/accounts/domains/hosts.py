"""Which shop a host belongs to, for every request: known for a few seconds, then asked of the database again.

Called by the middleware and by the answer to proxies. A host that is proven or lost in another process is known
here within `KEPT_SECONDS`; in the same one at once.
"""

import time

from django.conf import settings

from huitou.core.models import Shop

KEPT_SECONDS = 5.0
# Made-up hosts must not fill the memory.
MOST_KEPT = 10_000
_known: dict[str, tuple[str, float]] = {}


def slug_of(host: str) -> str:
    """The shop that has proven this host (lower case, no port), or "". Costs a query once in `KEPT_SECONDS`."""
    now = time.monotonic()
    kept = _known.get(host)
    if kept is not None and kept[1] > now:
        return kept[0]
    slug = Shop.objects.filter(pages_host=host).values_list("slug", flat=True).first() or "" if host else ""
    if len(_known) >= MOST_KEPT:
        _known.clear()
    _known[host] = (slug, now + KEPT_SECONDS)
    return slug


def forget() -> None:
    """A host was proven, lost or given up in this process."""
    _known.clear()


def hosts_of_ours() -> frozenset[str]:
    """The hosts at which the whole installation answers, as they are set."""
    return frozenset(host.lower().strip("[].") for host in settings.ALLOWED_HOSTS)
