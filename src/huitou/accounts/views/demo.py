"""The demo's doors: one click signs a visitor in as one of the demo shop's people.

They exist only on this very machine, only in a demo, and only for people of a demo shop; elsewhere: not found.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huitou.accounts.client import is_loopback
from huitou.accounts.models import Membership, PlatformRole, Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.signing_in import sign_in
from huitou.core.models import Shop

# Opened from the terminal, typed in, or clicked on a page of the house; never from a foreign page.
OWN_WAYS = ("none", "same-origin")


@never_cache
@require_http_methods(["GET", "POST"])
def demo_sign_in(request: HttpRequest, who: str) -> HttpResponse:
    """Sign in as one of the demo: any role of a shop (``owner``, ``agent``, ``workshop`` …) or of the platform.

    ``?shop=`` names one of its shops; without it the first.
    """
    staff = demo_person(who, request.GET.get("shop", "")) if demo_is_open(request) else None
    if staff is None:
        raise Http404
    if request.method == "GET" and request.headers.get("Sec-Fetch-Site", "none") not in OWN_WAYS:
        return render(request, "accounts/demo_door.html", {"staff": staff})
    sign_in(request, staff, method="demo")
    return redirect("/platform/" if who in set(PlatformRoleName) else "accounts:home")


def demo_is_open(request: HttpRequest) -> bool:
    """Whether this request may use the demo's doors; the portal's own door asks it too."""
    return bool(settings.HUITOU_DEMO) and is_loopback(request)


def demo_person(who: str, slug: str = "") -> Staff | None:
    """The first person with this role in a demo shop, or in the one with this short name."""
    if who in set(StaffRole):
        members = Membership.objects.filter(role=who, shop__demo=True, staff__is_active=True)
        member = (
            (members.filter(shop__slug=slug) if slug else members)
            .select_related("staff")
            .order_by("created_at", "pk")
            .first()
        )
        return member.staff if member else None
    if who in set(PlatformRoleName) and Shop.objects.filter(demo=True).exists():
        holder = (
            PlatformRole.objects.filter(role=who, staff__is_active=True)
            .select_related("staff")
            .order_by("created_at", "pk")
            .first()
        )
        return holder.staff if holder else None
    return None
