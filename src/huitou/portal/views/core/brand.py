"""What the pages take from the shop: its colour and its logo. Public, and cached by the version in their address."""

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.core.contrast import brand_css
from huitou.core.errors import NotFound
from huitou.portal.brand import version_of
from huitou.portal.visit import Visit, portal_view

A_YEAR = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
SANDBOX = "default-src 'none'; sandbox"


@require_safe
@portal_view
def brand(visit: Visit) -> HttpResponseBase:
    """The shop's accent for both colour schemes, with contrast kept."""
    response = HttpResponse(brand_css(visit.shop.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_YEAR if visit.request.GET.get("v") == version_of(visit.shop.accent) else AN_HOUR
    return response


@require_safe
@portal_view
def logo(visit: Visit) -> HttpResponseBase:
    """The shop's logo. It was decoded and re-encoded when it was stored; here it is only handed out."""
    name = visit.shop.logo.name
    if not name:
        raise NotFound()
    response = FileResponse(visit.shop.logo.open("rb"))
    response["Cache-Control"] = A_YEAR if visit.request.GET.get("v") == version_of(name) else AN_HOUR
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response
