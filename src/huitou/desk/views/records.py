"""Who changed what about the shop: people, tokens, facts, brand. And what each person wants to be mailed about."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.models import Membership, ShopRecord
from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import choose_mails
from huitou.core.models import Event
from huitou.desk.forms.settings import MailsForm
from huitou.desk.paging import list_page
from huitou.desk.record_words import changes
from huitou.desk.visit import desk_view, page


@require_safe
@desk_view("records.view")
def record(visit: StaffVisit) -> HttpResponseBase:
    """The shop's own chain, newest first."""
    with visit.reading():
        chain = ShopRecord.objects.values("pk")
        found = list_page(Event.objects.filter(subject_id__in=chain), "at", visit.request.GET.dict())
        context = {"list": found, "changes": changes(found.rows), "part": "record"}
        return page(visit, "desk/settings/record.html", context, here="settings")


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def my_mails(visit: StaffVisit) -> HttpResponseBase:
    """What this person is mailed about in this shop."""
    member = Membership.objects.get(shop=visit.shop, staff=visit.staff)
    form = MailsForm(visit.request.POST or None, initial={"wanted": MailsForm.wanted_of(member.muted)})
    if visit.request.method == "POST":
        form = MailsForm(visit.request.POST)
        if form.is_valid():
            choose_mails(wanted=form.cleaned_data["wanted"], actor=visit.actor, at=visit.at)
            messages.success(visit.request, _("Saved. It holds for this shop, and for you alone."))
            return redirect("desk:my_mails", visit.shop.slug)
    with visit.reading():
        context = {"form": form, "part": "my_mails"}
        status = 422 if form.is_bound else 200
        return page(visit, "desk/settings/my_mails.html", context, here="settings", status=status)
