"""`/desk/`: to the only shop or the last one, else a choice."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huitou.accounts.access import shops_of
from huitou.accounts.models import Staff
from huitou.accounts.staff_pages import to_log_in
from huitou.desk.visit import LAST_SHOP


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Where the person works; `?all` shows the choice even where the last shop is known."""
    staff = request.user
    if not isinstance(staff, Staff):
        return to_log_in(request)
    memberships = shops_of(staff)
    starts = {member.shop.slug: member.start for member in memberships}
    if len(starts) == 1:
        return redirect(*starts.values())
    last = request.session.get(LAST_SHOP)
    if last in starts and "all" not in request.GET:
        return redirect(starts[last])
    on_platform = staff.platform_roles.exists()
    return render(request, "desk/choose.html", {"memberships": memberships, "on_platform": on_platform})
