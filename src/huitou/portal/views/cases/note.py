"""The credit note of the buyer's own refund: the voucher to print and to keep, once the shop has issued it."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import access_case
from huitou.core.errors import NotFound
from huitou.portal.visit import Visit, portal_view
from huitou.refunds.models import CreditNote
from huitou.refunds.note_page import note_context


@require_safe
@portal_view
def note(visit: Visit, ref: str, year: int, number: int) -> HttpResponseBase:
    """Only of a refund of this case, which must be theirs. Raises NotFound."""
    with visit.reading() as buyer:
        case = access_case(buyer, ref)
        notes = CreditNote.objects.select_related("refund__order").filter(refund__cause_id=case.pk)
        found = notes.filter(year=year, number=number).first()
        if found is None:
            raise NotFound()
        return visit.render("portal/cases/note.html", {"case": case, **note_context(found)})
