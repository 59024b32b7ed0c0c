"""Disputes over all shops, most urgent first; the shops with their clocks; one shop."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huitou.accounts.models import Staff
from huitou.accounts.staff_pages import StaffVisit, to_log_in
from huitou.accounts.verbs.platform_people import may_run_people
from huitou.cases.models import Dispute
from huitou.core import live
from huitou.platform.disputes import disputes_of, read_disputes, shops_of
from huitou.platform.visit import platform_view


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """All shops of this person; with one shop only, straight there."""
    staff = request.user
    if not isinstance(staff, Staff):
        return to_log_in(request)
    shops = shops_of(staff)
    if not shops and not staff.platform_roles.exists():
        raise Http404
    if len(shops) == 1 and not staff.platform_roles.exists():
        return redirect("platform:shop", shops[0][0].slug)
    found = [disputes_of(shop, actor) for shop, actor in shops]
    disputes = sorted((one for shop in found for one in shop.disputes), key=lambda one: one.deadline_at)
    with_clock = sorted(found, key=lambda one: (one.next_at is None, one.next_at, one.shop.name))
    context = {"disputes": disputes, "shops": with_clock, "several": True, "actor": shops[0][1] if shops else None}
    context["runs_people"] = may_run_people(staff)
    return render(request, "platform/home.html", context)


@require_safe
@platform_view
def shop(visit: StaffVisit) -> HttpResponseBase:
    """The disputes of one shop."""
    with visit.reading():
        found = read_disputes(visit.shop, visit.actor, limit=200)
        # Disputes and nothing else of the shop: a new one is news here too, so they are not named one by one.
        heard = visit.live_url(live.every(Dispute._meta.label_lower))
        context = {"disputes": found.disputes, "count": found.count, "several": False, "live_url": heard}
        return visit.render("platform/shop.html", context)
