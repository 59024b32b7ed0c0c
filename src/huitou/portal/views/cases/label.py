"""The file of the shop's label, for its buyer alone."""

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import access_case
from huitou.core.errors import NotFound
from huitou.logistics.labels import label_of
from huitou.portal.visit import Visit, portal_view

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@require_safe
@portal_view
def label(visit: Visit, ref: str) -> HttpResponseBase:
    """To print or to show; it is the shop's upload, so the browser may do nothing else with it."""
    with visit.reading() as buyer:
        goods = access_case(buyer, ref).goods_return
        found = label_of(goods, visit.at) if goods is not None else None
        if goods is None or found is None or not found.content:
            raise NotFound()
        response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{goods.ref}.{ENDINGS[found.media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
