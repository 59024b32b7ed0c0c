"""News of parcels on the desk: everything that buyers are told, in plain sentences; what holds for all; care hints.

One trigger has its own page (`news_texts`).
"""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.desk.forms.news import LANGUAGE_NAMES, CareForm, SettingsForm
from huitou.desk.news_words import rule_words
from huitou.desk.visit import desk_view, page
from huitou.news.access import EDIT, SEE, rules_of, settings_of, trigger_named
from huitou.news.figures import told_lately
from huitou.news.models import CareHint
from huitou.news.triggers import ROWS, Trigger
from huitou.news.verbs import set_care, set_rule, set_settings, silence_order
from huitou.orders.access import access_order


@require_http_methods(["GET", "POST"])
@desk_view(SEE)
def news(visit: StaffVisit) -> HttpResponseBase:
    """All triggers; a POST keeps what holds for all of them."""
    if visit.request.method != "POST":
        return _list(visit)
    visit.actor.require(EDIT)
    form = SettingsForm(visit.request.POST)
    if form.is_valid():
        try:
            set_settings(values=form.values(), actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. It counts from the next report on."))
            return redirect("desk:news", visit.shop.slug)
    return _list(visit, form)


def _list(visit: StaffVisit, form: SettingsForm | None = None) -> HttpResponse:
    with visit.reading():
        settings, rules, told = settings_of(visit.shop.pk), rules_of(visit.shop.pk), told_lately(at=visit.at)
        rows = [
            {
                "row": row, "name": _(row.name), "meaning": _(row.meaning), "rule": rules[trigger],
                "words": rule_words(rules[trigger], visit.shop.currency), "told": told[trigger],
            }
            # As a parcel goes, not as they outrank each other.
            for trigger, row in ((one, ROWS[one]) for one in Trigger)
        ]  # fmt: skip
        context = {
            "rows": rows, "settings": settings, "part": "news",
            "form": form or SettingsForm(initial=SettingsForm.initial_of(settings)),
        }  # fmt: skip
        return page(visit, "desk/news/list.html", context, here="settings", status=422 if form else 200)


@require_POST
@desk_view(EDIT)
def switch(visit: StaffVisit, trigger: str) -> HttpResponseBase:
    """On or off; the rest of its rule stays."""
    found = trigger_named(trigger)
    on = visit.request.POST.get("on") == "yes"
    with visit.reading():
        rule = rules_of(visit.shop.pk)[found]
    set_rule(rule=replace(rule, on=on), actor=visit.actor, at=visit.at)
    said = _("“%(name)s” is told from now on.") if on else _("“%(name)s” is no longer told.")
    messages.success(visit.request, said % {"name": _(ROWS[found].name)})
    return redirect("desk:news", visit.shop.slug)


@require_POST
@desk_view("parcels.record")
def silence(visit: StaffVisit, number: str) -> HttpResponseBase:
    """Tell an order's buyer nothing more of its parcels, or again; back to the order."""
    with visit.reading():
        order = access_order(visit.actor, number)
    silent = visit.request.POST.get("silent") == "yes"
    silence_order(order=order.pk, silent=silent, actor=visit.actor, at=visit.at)
    said = (
        _("The buyer hears nothing more of these parcels.") if silent else _("The buyer hears of these parcels again.")
    )
    messages.success(visit.request, said)
    return redirect("desk:order", visit.shop.slug, number)


@require_http_methods(["GET", "POST"])
@desk_view(SEE)
def care(visit: StaffVisit) -> HttpResponseBase:
    """The care hints; a POST keeps one, or drops it where its text is empty."""
    form, status = CareForm(visit.request.POST or None), 200
    if visit.request.method == "POST":
        visit.actor.require(EDIT)
        status = 422
        if form.is_valid():
            try:
                kept = set_care(**form.cleaned_data, actor=visit.actor, at=visit.at)
            except HuitouError as error:
                form.add_error("category", error.text)
            else:
                messages.success(visit.request, _("The hint is kept.") if kept else _("The hint is dropped."))
                return redirect("desk:news_care", visit.shop.slug)
    with visit.reading():
        hints = list(CareHint.objects.filter(shop_id=visit.shop.pk).order_by("category", "sku", "locale"))
        rows = [{"hint": hint, "language": LANGUAGE_NAMES.get(hint.locale, hint.locale)} for hint in hints]
        return page(
            visit, "desk/news/care.html", {"rows": rows, "form": form, "part": "news"}, here="settings", status=status
        )
