"""Questions that buyers asked on the parcels' pages, with where the parcel is now; and answering them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.visit import desk_view, page
from huitou.lanes.carrier_pages import carrier_page
from huitou.lanes.stages import stage_of
from huitou.retention.models import Contact
from huitou.retention.queries.contacts import answered_lately, open_questions
from huitou.retention.telling import stage_name
from huitou.retention.verbs import answer_question, mark_contact


@dataclass(frozen=True, slots=True)
class Question:
    """A question with where its parcel stands now."""

    contact: Contact
    stage: str
    carrier: str
    page: str
    error: str = ""
    typed: str = ""


@require_safe
@desk_view("cases.view")
def questions(visit: StaffVisit) -> HttpResponseBase:
    """The list."""
    return _page(visit)


@require_POST
@desk_view("cases.message")
def answer(visit: StaffVisit, contact: UUID) -> HttpResponseBase:
    """Answer one."""
    typed = visit.request.POST.get("text", "")
    try:
        answer_question(contact=contact, text=typed, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        return _page(visit, contact, error, typed)
    messages.success(visit.request, _("Answered. The buyer gets a mail and reads it on the parcel's page."))
    return redirect("desk:questions", visit.shop.slug)


@require_POST
@desk_view("cases.message")
def mark(visit: StaffVisit, contact: UUID) -> HttpResponseBase:
    """Say what it was about, where the words were read wrongly."""
    where = visit.request.POST.get("where") == "yes"
    mark_contact(contact=contact, where_is_it=where, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("Noted. The figures follow."))
    return redirect("desk:questions", visit.shop.slug)


def _page(
    visit: StaffVisit, refused: UUID | None = None, error: HuitouError | None = None, typed: str = ""
) -> HttpResponse:
    def shown(contact: Contact) -> Question:
        mine = error is not None and contact.pk == refused
        parcel = contact.parcel
        assert parcel is not None  # asked on its page
        return Question(
            contact, stage_name(stage_of(parcel.status, parcel.state)), carrier_name(parcel.carrier),
            carrier_page(parcel.carrier, parcel.tracking_number),
            error=str(error.text) if mine and error else "", typed=typed if mine else "",
        )  # fmt: skip

    with visit.reading():
        context = {
            "waiting": [shown(one) for one in open_questions()],
            "answered": [shown(one) for one in answered_lately()],
            "refused": error.text if error else "",
        }
        status = error.status if error else 200
        return page(visit, "desk/questions/page.html", context, here="queue", status=status)
