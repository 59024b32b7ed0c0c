"""Whether the buyer's visit is told to the statistics programs that the shop has: asked once, kept in a cookie of ours.

Until somebody agrees, nothing is requested from anybody else. Afterwards a page holds an empty frame of our own
(`views/core/statistics.py`), in which those programs run: its address and title say which kind of page it is, and
nothing of the order, the parcel or the secret that stand in the page's own.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.core.models import Shop
from huitou.portal.session import home_of
from huitou.retention.analytics.in_page import in_page

ANSWER: Final = "huitou_statistics"
YES, NO = "yes", "no"
GOOGLE = "Google Analytics"
LASTS = timedelta(days=180)
# Pages by their route, and what they are called to others. What is not named here is never told: doors, codes, data.
PAGES: Final[Mapping[str, str]] = {
    "look_up": "home", "orders": "orders", "order": "order", "order_parcels": "parcels", "track": "track",
    "case": "case", "apply": "apply", "policy": "policy", "how": "how", "rights": "rights",
}  # fmt: skip
# Where nobody is asked: the buyer is in the middle of something. Who agreed before is counted there too.
BUSY: Final = frozenset({"apply"})
# Cookies that the programs set; taken away with the consent.
_THEIRS = ("_ga", "Hm_")


def answer_of(request: HttpRequest) -> str:
    """`yes`, `no`, or "" for not yet."""
    given = request.COOKIES.get(ANSWER, "")
    return given if given in (YES, NO) else ""


def shown(request: HttpRequest, shop: Shop) -> dict[str, Any]:
    """What the page needs: whether it `asks`, the address of its `frame`; nothing where the shop has no program."""
    if not in_page(shop.measuring):
        return {}
    route = request.resolver_match.url_name if request.resolver_match else None
    page = PAGES.get(route or "", "")
    given = answer_of(request)
    return {
        "names": names_of(shop),
        "asks": bool(page) and route not in BUSY and not given,
        "frame": reverse("portal:statistics_frame", args=[shop.slug, page]) if page and given == YES else "",
    }


def names_of(shop: Shop) -> str:
    """What the shop's programs are called, in the active language."""
    found = in_page(shop.measuring)
    if found.google and found.baidu:
        return _("%(one)s and %(other)s") % {"one": GOOGLE, "other": _("Baidu Tongji")}
    return GOOGLE if found.google else _("Baidu Tongji")


def keep(request: HttpRequest, response: HttpResponse, shop: Shop, *, agreed: bool) -> None:
    """Remember the answer; a no takes away what the programs have left behind, as far as we can."""
    response.set_cookie(
        ANSWER, YES if agreed else NO, max_age=LASTS, path=home_of(shop), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    if agreed:
        return
    for name in request.COOKIES:
        if name.startswith(_THEIRS):
            # One name, one cookie in a response: programs are told to use our path (`statistics.js`), Baidu takes "/".
            response.delete_cookie(name, path=home_of(shop) if name.startswith("_ga") else "/")
