"""Mails: how each stands, the ones that did not arrive first; one as it was sent; sending it again.

The mail itself is shown in a sandboxed frame from an address of its own: nothing in it can run, load or reach us.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.notifications import preview
from huitou.notifications.access import access_mail
from huitou.notifications.explanations import explain
from huitou.notifications.models import Mail, MailState
from huitou.notifications.queries import failed_mails, newest_mails
from huitou.notifications.verbs import resend as send_again

TONES = {
    MailState.SENT: "good", MailState.QUEUED: "now", MailState.FAILED: "harm", MailState.BOUNCED: "harm",
    MailState.UNADDRESSED: "turn",
}  # fmt: skip
MOST_FAILED = 30
# A mail is a foreign document: no script, no request, no form; only its own style.
MAIL_POLICY = {
    "sandbox": [], "default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
}  # fmt: skip


class ResendForm(forms.Form):
    """To the old address or a corrected one."""

    to_email = forms.CharField(
        label=gettext_lazy("Send it to"), max_length=254, required=False, widget=forms.EmailInput()
    )


@require_safe
@desk_view("mails.view")
def mails(visit: StaffVisit) -> HttpResponseBase:
    """The list."""
    asked = visit.request.GET.dict()
    with visit.reading():
        found = list_page(newest_mails(visit.shop), "queued_at", asked)
        failed = [] if asked.get("after") else list(failed_mails(visit.shop)[:MOST_FAILED])
        context = {"list": found, "rows": [_row(row) for row in found.rows], "failed": [_row(row) for row in failed]}
        context["tabs"] = tabs(visit.shop, "mails")
        return page(visit, "desk/mails/list.html", context, here="mails")


def tabs(shop: Shop, here: str) -> list[dict[str, object]]:
    """Mails and short messages, one beside the other."""
    return [
        {"label": _("Mails"), "url": reverse("desk:mails", args=[shop.slug]), "here": here == "mails"},
        {
            "label": _("Short messages"),
            "url": reverse("desk:short_messages", args=[shop.slug]),
            "here": here == "short",
        },
    ]


def _row(mail: Mail) -> dict[str, object]:
    return {"mail": mail, "tone": TONES[MailState(mail.state)], "why": explain(mail.last_error)}


@require_safe
@desk_view("mails.view")
def mail(visit: StaffVisit, mail: UUID) -> HttpResponseBase:
    """One mail with its delivery."""
    with visit.reading():
        return _page(visit, access_mail(visit.actor, mail))


def _page(visit: StaffVisit, found: Mail, form: ResendForm | None = None, status: int = 200) -> HttpResponse:
    about_case = found.about_type == "cases.case" and found.about_id is not None
    case = Case.objects.filter(pk=found.about_id or found.pk).first() if about_case else None
    context = {
        **_row(found),
        "subject": preview.subject_as_it_was(found),
        "text": preview.text_as_it_was(found),
        "case": case,
        "form": form or ResendForm(initial={"to_email": found.to_email}),
        "can_resend": found.state not in (MailState.SENT, MailState.QUEUED) and visit.may("mails.resend"),
    }
    return page(visit, "desk/mails/mail.html", context, here="mails", status=status)


@require_safe
@xframe_options_sameorigin
@desk_view("mails.view")
def shown(visit: StaffVisit, mail: UUID) -> HttpResponseBase:
    """The mail's own document, for the frame."""
    with visit.reading():
        response = HttpResponse(preview.html_as_it_was(access_mail(visit.actor, mail)))
    words = (f"{name} {' '.join(values)}".strip() for name, values in MAIL_POLICY.items())
    response["Content-Security-Policy"] = "; ".join(words)
    return response


@require_POST
@desk_view("mails.resend")
def resend(visit: StaffVisit, mail: UUID) -> HttpResponseBase:
    """Once more, perhaps to another address."""
    form = ResendForm(visit.request.POST)
    status = 422
    if form.is_valid():
        try:
            send_again(mail_id=mail, to_email=form.cleaned_data["to_email"], actor=visit.actor, at=visit.at)
        except HuitouError as error:
            if error.status == 404:
                raise
            form.add_error("to_email", error.text)
            status = error.status
        else:
            messages.success(visit.request, _("The mail is on its way again."))
            return redirect("desk:mail", visit.shop.slug, mail)
    with visit.reading():
        return _page(visit, access_mail(visit.actor, mail), form, status)
