"""How often buyers ask where their parcel is, what each message changed, how the pages are looked at, and advice."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.core.when import span, written
from huitou.desk.forms.contacts import ContactForm
from huitou.desk.visit import desk_view, page
from huitou.retention.advice import Code, advise
from huitou.retention.models import Channel
from huitou.retention.queries.contacts import wismo as figures
from huitou.retention.queries.visits import measured, visits
from huitou.retention.telling import action_text, advice_text, compared_text, message_name, rate_text, stage_name
from huitou.retention.verbs import record_contact

ACTIONS: Mapping[Code, str] = {
    Code.UNANSWERED: "desk:questions",
    Code.MORE_QUESTIONS: "desk:trouble",
    Code.LATE_COME_BACK: "desk:news",
    Code.AT_POINT: "desk:news",
    Code.BEFORE_SCAN: "desk:trouble",
    Code.AFTER_MESSAGE: "desk:mails",
}


@require_http_methods(["GET", "POST"])
@desk_view("cases.view")
def wismo(visit: StaffVisit) -> HttpResponseBase:
    """The page; a POST notes a contact that came another way."""
    form = ContactForm(visit.request.POST or None)
    if visit.request.method != "POST":
        return _page(visit, form)
    visit.actor.require("cases.message")
    if form.is_valid():
        try:
            record_contact(**form.given(), actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(ContactForm.FIELD_OF.get(error.code), error.text)
        else:
            messages.success(visit.request, _("Noted. The figures follow."))
            return redirect("desk:wismo", visit.shop.slug)
    return _page(visit, form, 422)


def _page(visit: StaffVisit, form: ContactForm, status: int = 200) -> HttpResponse:
    slug, zone = visit.shop.slug, ZoneInfo(visit.shop.timezone)
    with visit.reading():
        found, looked = figures(visit.shop, visit.at), visits(visit.shop, visit.at)
        advice = advise(measured(looked, found, visit.at))
        context = {
            "found": found,
            "rate": rate_text(found.whole.per_hundred),
            "weeks": [
                (span(week.monday, week.monday + timedelta(days=6)), week, rate_text(week.rate))
                for week in found.weeks
                if week.shipped or week.where or week.others
            ],
            "channels": [(Channel(code).label, number) for code, number in found.channels],
            "messages_sent": [
                (message_name(one.kind), one, written(one.began_at, zone, "date"), compared_text(one.compared))
                for one in found.messages
            ],
            "visits": looked,
            "stages": [(stage_name(code), times) for code, times in looked.by_stage.items()],
            "advice": [(advice_text(one), action_text(one), reverse(ACTIONS[one.code], args=[slug])) for one in advice],
            "form": form,
        }
        return page(visit, "desk/insights/wismo.html", context, here="insights", status=status)
