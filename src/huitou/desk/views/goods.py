"""What the shop's goods are, for orders that come without saying it; and which groups a customer belongs to."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.goods import MarkForm, SegmentsForm
from huitou.desk.views.orders import named, order_context
from huitou.desk.visit import desk_view, page
from huitou.orders.access import as_key
from huitou.orders.connectors.values import clean
from huitou.orders.models import Customer, ProductTraits
from huitou.orders.verbs import mark_product, set_segments, unmark_product
from huitou.policies.texts import because_label

SHOWN = 200


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def goods(visit: StaffVisit) -> HttpResponseBase:
    """The marks; a POST adds or changes one."""
    request = visit.request
    if request.method != "POST":
        return _page(visit, MarkForm(initial=_chosen(visit)), 200)
    visit.actor.require("policies.edit")
    form = MarkForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            mark = mark_product(**form.cleaned_data, actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error("name", error.text)
            status = error.status
        else:
            said = _("“%(name)s” is marked. It counts for orders that come from now on.") % {"name": mark.name}
            messages.success(request, said)
            return redirect("desk:goods", visit.shop.slug)
    return _page(visit, form, status)


@require_POST
@desk_view("policies.edit")
def unmark(visit: StaffVisit) -> HttpResponseBase:
    """Take a mark away."""
    scope, name = visit.request.POST.get("scope", ""), visit.request.POST.get("name", "")
    with suppress(NotFound):  # somebody else took it away already: then it is as was wished
        unmark_product(scope=scope, name=name, actor=visit.actor, at=visit.at)
    said = _("“%(name)s” is no longer marked. Orders that are there keep what they have.") % {"name": clean(name, 120)}
    messages.success(visit.request, said)
    return redirect("desk:goods", visit.shop.slug)


@require_POST
@desk_view("customers.edit")
def segments(visit: StaffVisit, number: str) -> HttpResponseBase:
    """Keep the groups of the customer who placed the order."""
    with visit.reading():
        order = named(visit.actor, number)
        stored = Customer.objects.get(pk=order.customer_id).segments
    form = SegmentsForm.of(stored, visit.request.POST)
    if form.is_valid():
        names = form.cleaned_data["segments"]
        set_segments(customer_id=order.customer_id, segments=names, actor=visit.actor, at=visit.at)
        messages.success(visit.request, _("Saved. The policy's conditions for groups apply from now on."))
        return redirect("desk:order", visit.shop.slug, order.pk)
    with visit.reading():
        context = {**order_context(visit, order), "segments_form": form}
        return page(visit, "desk/orders/order.html", context, here="orders", status=422)


def _chosen(visit: StaffVisit) -> dict[str, object]:
    """The mark whose name leads here, for changing it."""
    with visit.reading():
        key = as_key(visit.request.GET.get("mark", ""))
        mark = ProductTraits.objects.filter(pk=key).first() if key else None
    return {"scope": mark.scope, "name": mark.name, "traits": mark.traits} if mark else {"scope": "category"}


def _page(visit: StaffVisit, form: MarkForm, status: int) -> HttpResponse:
    text = clean(visit.request.GET.get("q", ""), 120)
    with visit.reading():
        rows = ProductTraits.objects.filter(removed=False)
        if text:
            rows = rows.filter(name_key__contains=text.casefold())
        found = list(rows.order_by("scope", "name_key")[: SHOWN + 1])
        marks = [{"mark": mark, "words": [because_label(code) for code in mark.traits]} for mark in found[:SHOWN]]
        context = {"form": form, "part": "goods", "marks": marks, "more": len(found) > SHOWN, "q": text}
        return page(visit, "desk/settings/goods.html", context, here="settings", status=status)
