"""Where a person lands after logging in: the place they work in, or a page that says that there is none yet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from huitou.accounts.access import shops_of
from huitou.accounts.models import Staff


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the only shop, to the platform, or a choice; account pages are one click away from all of them."""
    staff = request.user
    assert isinstance(staff, Staff)
    memberships = shops_of(staff)
    on_platform = staff.platform_roles.exists()
    if len(memberships) == 1 and not on_platform:
        return redirect(memberships[0].start)
    if on_platform and not memberships:
        return redirect("/platform/")
    return render(request, "accounts/home.html", {"memberships": memberships, "on_platform": on_platform})
