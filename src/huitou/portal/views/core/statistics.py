"""What the shop's statistics programs may learn: the buyer's answer, and the frame in which the programs run."""

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from huitou.portal.statistics import PAGES, YES, answer_of, keep, names_of
from huitou.portal.visit import Visit, portal_view
from huitou.retention.analytics.in_page import in_page

_SELF = "'self'"


@require_http_methods(["GET", "POST"])
@portal_view
def statistics(visit: Visit) -> HttpResponseBase:
    """The answer and how to change it; a POST keeps it and leads back."""
    if not in_page(visit.shop.measuring):
        raise Http404
    request = visit.request
    if request.method == "POST":
        agreed = request.POST.get("answer") == YES
        here = reverse("portal:statistics", args=[visit.shop.slug])
        response = HttpResponseRedirect(visit.own_path(request.POST.get("next", "")) or here)
        keep(request, response, visit.shop, agreed=agreed)
        return response
    context = {"answer": answer_of(request), "programs": names_of(visit.shop)}
    return visit.render("portal/core/statistics.html", context)


@require_safe
@xframe_options_sameorigin
@portal_view
def statistics_frame(visit: Visit, page: str) -> HttpResponseBase:
    """An empty page for the programs, for who agreed; nobody else loads anything from anywhere."""
    found = in_page(visit.shop.measuring)
    if not found or page not in PAGES.values() or answer_of(visit.request) != YES:
        raise Http404
    response = visit.render("portal/core/statistics_frame.html", {"found": found, "page": page})
    response._csp_replace = {"frame-ancestors": [_SELF]}  # type: ignore[attr-defined]
    response._csp_update = {name: [_SELF, *hosts] for name, hosts in found.policy().items()}  # type: ignore[attr-defined]
    # Our own pages are said to nobody; Baidu counts only who says at least on which host they are.
    response["Referrer-Policy"] = "strict-origin"
    return response
