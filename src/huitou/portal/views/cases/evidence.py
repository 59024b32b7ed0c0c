"""Photos and videos of cases: shown to those who may see the case, as copies without metadata, and by no address of
the storage. And the buyer's own copy of the whole case.
"""

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.cases.bundle.download import bundle_response
from huitou.cases.models import Evidence
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.stored_files import stored_file
from huitou.orders.access import orders_for
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def photo(visit: Visit, photo: UUID) -> HttpResponseBase:
    """One photo or video, without metadata; a player gets the part that it asks for."""
    with visit.reading() as buyer:
        found = access_photo(buyer, photo)
    return stored_file(
        visit.request, found.shown, media_type=found.shown_type, digest=found.shown_sha256 or found.sha256
    )


@require_safe
@portal_view
def bundle(visit: Visit, ref: str) -> HttpResponseBase:
    """Everything about the case in one file, as the buyer may have it."""
    with visit.reading() as buyer:
        return bundle_response(buyer, ref, visit.shop, visit.at)


def access_photo(buyer: Actor, photo: UUID) -> Evidence:
    """A file of a case that the buyer sees, or their own upload that waits for its application. Raises NotFound."""
    found = Evidence.objects.filter(pk=photo, erased_at=None).first()
    if found is None or not found.shown:
        raise NotFound()
    if found.case_id is not None:
        allowed = visible_cases(buyer).filter(pk=found.case_id).exists()
    else:
        allowed = found.author_id == buyer.id and orders_for(buyer).filter(pk=found.order_id).exists()
    if not allowed:
        raise NotFound()
    return found
