"""Differences between our books and a payment provider's: those that are open or closed, and one by itself.

One person explains it, another one closes it.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import names_of
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.paging import list_page
from huitou.desk.tabs import Tab, shown_tabs, tab_asked
from huitou.desk.visit import desk_view, page
from huitou.refunds.models import Discrepancy
from huitou.refunds.queries import explained_of_same
from huitou.refunds.rest_owed import say_rest
from huitou.refunds.verbs import close_discrepancy, explain_discrepancy
from huitou.refunds.verbs.close_discrepancy import SecondLookNeeded, needs_another
from huitou.refunds.verbs.succeed import LONGEST_REASON, ReasonMissing

MAY = "refunds.resolve"
CLOSED = Tab("closed", gettext_lazy("Closed"), ())
TABS = (Tab("", gettext_lazy("Still open"), ()), CLOSED)


class ExplanationForm(forms.Form):
    """What the difference was."""

    note = forms.CharField(
        label=gettext_lazy("What it was, and how you know"),
        help_text=gettext_lazy("For instance: a test of the provider; it stands in its console under 4711."),
        max_length=LONGEST_REASON,
        error_messages={"required": ReasonMissing.message},
        widget=forms.Textarea({"rows": 3}),
    )


@require_safe
@desk_view("refunds.view")
def differences(visit: StaffVisit) -> HttpResponseBase:
    """The list, newest first; of closed ones with what it was, and who said so and looked again."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    with visit.reading():
        rows = Discrepancy.objects.select_related("refund").filter(closed_at__isnull=here is not CLOSED)
        by_time = "closed_at" if here is CLOSED else "found_at"
        found = list_page(rows, by_time, {**asked, "state": here.code})
        names = names_of([by for one in found.rows for by in (one.explained_by, one.closed_by)])
        context = {
            "tabs": shown_tabs(TABS, here),
            "list": found,
            "rows": [{"found": one, "explained_by": names.get(one.explained_by, ""),
                      "closed_by": names.get(one.closed_by, "")} for one in found.rows],
        }  # fmt: skip
        return page(visit, "desk/refunds/differences.html", context, here="refunds")


@require_http_methods(["GET", "POST"])
@desk_view("refunds.view")
def difference(visit: StaffVisit, difference: UUID) -> HttpResponseBase:
    """The difference; POST explains it."""
    if visit.request.method == "GET":
        return _page(visit, difference, ExplanationForm())
    visit.actor.require(MAY)
    return _explain(visit.request, visit, difference)


@step_up
def _explain(request: HttpRequest, visit: StaffVisit, difference: UUID) -> HttpResponseBase:
    form = ExplanationForm(request.POST)
    if not form.is_valid():
        return _page(visit, difference, form, 422)
    try:
        explain_discrepancy(discrepancy_id=difference, note=form.cleaned_data["note"], actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        form.add_error("note", error.text)
        return _page(visit, difference, form, error.status)
    messages.success(request, _("Written down. It is closed once somebody has looked again."))
    return redirect("desk:difference", visit.shop.slug, difference)


@require_POST
@desk_view(MAY)
def close(visit: StaffVisit, difference: UUID) -> HttpResponseBase:
    """The second look."""
    return _close(visit.request, visit, difference)


@step_up
def _close(request: HttpRequest, visit: StaffVisit, difference: UUID) -> HttpResponseBase:
    try:
        close_discrepancy(discrepancy_id=difference, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(request, error.text)
        return redirect("desk:difference", visit.shop.slug, difference)
    messages.success(request, _("The difference is closed."))
    return redirect("desk:refunds", visit.shop.slug)


def _page(visit: StaffVisit, difference: UUID, form: ExplanationForm, status: int = 200) -> HttpResponse:
    with visit.reading():
        found = Discrepancy.objects.select_related("refund").filter(pk=difference).first()
        if found is None:
            raise NotFound()
        same = list(explained_of_same(found))
        names = names_of([found.explained_by, found.closed_by, *(one.explained_by for one in same)])
        context = {
            "found": found,
            "explained_by": names.get(found.explained_by, ""),
            "closed_by": names.get(found.closed_by, ""),
            "same": [(one, names.get(one.explained_by, "")) for one in same],
            "rest": say_rest(found),
            "form": form,
            "another": SecondLookNeeded().text if needs_another(found, visit.actor) else "",
        }
        return page(visit, "desk/refunds/difference.html", context, here="refunds", status=status)
