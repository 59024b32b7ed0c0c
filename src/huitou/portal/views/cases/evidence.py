"""Photos of a case: shown to those who may see the case, re-encoded, and to nobody by their address in the storage."""

from uuid import UUID

from django.http import FileResponse, HttpResponseBase, HttpResponseNotModified
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.cases.models import Evidence
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.orders.access import orders_for
from huitou.portal.visit import Visit, portal_view

SANDBOX = "default-src 'none'; sandbox"


@require_safe
@portal_view
def photo(visit: Visit, photo: UUID) -> HttpResponseBase:
    """One photo, re-encoded and without metadata."""
    with visit.reading() as buyer:
        found = access_photo(buyer, photo)
    tag = f'"{found.sha256[:32]}"'
    if visit.request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = FileResponse(found.shown.open("rb"), content_type="image/webp", filename=f"{found.pk}.webp")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def access_photo(buyer: Actor, photo: UUID) -> Evidence:
    """A photo of a case that the buyer sees, or their own upload that waits for its application. Raises NotFound."""
    found = Evidence.objects.filter(pk=photo, erased_at=None).first()
    if found is None:
        raise NotFound()
    if found.case_id is not None:
        allowed = visible_cases(buyer).filter(pk=found.case_id).exists()
    else:
        allowed = found.author_id == buyer.id and orders_for(buyer).filter(pk=found.order_id).exists()
    if not allowed:
        raise NotFound()
    return found
