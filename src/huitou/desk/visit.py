"""The desk's pages: every view is wrapped by `desk_view(permission)` and works with a StaffVisit.

`page` renders inside the reading transaction with what the frame needs: where one is, and whether something is to rule.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from huitou.accounts.access import platform_actor, staff_actor
from huitou.accounts.staff_pages import StaffVisit, staff_view
from huitou.cases.access import DISPUTED
from huitou.cases.models import Case
from huitou.core.errors import NotFound

LAST_SHOP = "desk.shop"
View = Callable[..., HttpResponseBase]


def desk_view(permission: str) -> Callable[[View], View]:
    """Wrap `view(visit, **path)`; `permission` is what looking at the page needs."""
    wrap = staff_view(staff_actor, permission, "desk/failure.html")

    def remembering(view: View) -> View:
        def call(visit: StaffVisit, **path: object) -> HttpResponseBase:
            session = visit.request.session
            if session.get(LAST_SHOP) != visit.shop.slug:
                session[LAST_SHOP] = visit.shop.slug
            return view(visit, **path)

        call.__name__, call.__doc__ = view.__name__, view.__doc__
        return wrap(call)

    return remembering


def page(
    visit: StaffVisit, template: str, context: Mapping[str, Any] | None = None, *, here: str = "", status: int = 200
) -> HttpResponse:
    """A whole page of the desk; `here` is the part of the navigation that it belongs to. Inside `visit.reading()`."""
    frame: dict[str, Any] = {"here": here, "brand_css": reverse("portal:brand", args=[visit.shop.slug])}
    if not visit.may("bench.view"):  # who comes from a workshop hears nothing of the shop's other work
        frame |= {"to_rule": to_rule(visit), "live_url": visit.live_url("*")}
    return visit.render(template, {**frame, **(context or {})}, status=status)


def to_rule(visit: StaffVisit) -> bool:
    """Whether cases wait for a ruling, and the reader is the one who rules: the owner of a shop that stands alone."""
    if not visit.shop.sole or not Case.objects.filter(state__in=DISPUTED, closed_at=None).exists():
        return False
    try:
        return platform_actor(visit.staff, visit.shop).may("disputes.rule")
    except NotFound:
        return False
