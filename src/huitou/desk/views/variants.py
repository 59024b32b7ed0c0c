"""What the shop sells now, with price and stock: listed, found, and one article at a time changed by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.variants import VariantForm
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.orders.connectors.values import clean
from huitou.orders.models import Variant
from huitou.orders.verbs.save_variants import VariantDraft, save_variants


@require_safe
@desk_view("settings.view")
def catalogue(visit: StaffVisit) -> HttpResponseBase:
    """The articles, last changed first; `q` finds by name or number."""
    asked = visit.request.GET.dict()
    text = clean(asked.get("q", ""), 120)
    with visit.reading():
        rows = Variant.objects.all()
        if text:
            rows = rows.filter(Q(title__icontains=text) | Q(name__icontains=text) | Q(sku__istartswith=text))
        found = list_page(rows, "updated_at", asked)
        context = {"part": "catalogue", "list": found, "rows": found.rows, "q": text}
        return page(visit, "desk/settings/catalogue.html", context, here="settings")


@require_http_methods(["GET", "POST"])
@desk_view("orders.import")
def change(visit: StaffVisit, variant: UUID) -> HttpResponseBase:
    """Price, stock and weight of one article."""
    with visit.reading():
        found = Variant.objects.filter(pk=variant).first()
        if found is None:
            raise NotFound()
    form = VariantForm.of(found, visit.request.POST or None)
    if visit.request.method == "GET" or not form.is_valid():
        return _page(visit, found, form, 200 if visit.request.method == "GET" else 422)
    try:
        saved = save_variants(drafts=[_draft(found, form.cleaned_data)], actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error(None, error.text)
        return _page(visit, found, form, error.status)
    if saved.held:
        said = _("%(count)s pieces are promised to open exchanges, so none is free.") % {"count": found.reserved}
        messages.warning(visit.request, said)
    else:
        messages.success(visit.request, _("Saved: %(title)s.") % {"title": str(found)})
    return redirect("desk:catalogue", visit.shop.slug)


def _draft(variant: Variant, data: dict[str, Any]) -> VariantDraft:
    kept = {name: getattr(variant, name) for name in ("sku", "product", "title", "category", "image", "currency")}
    changed = {"name": data["name"], "price_minor": data["price"], "stock": data["stock"]}
    return VariantDraft(**kept, **changed, weight_grams=data["weight"])


def _page(visit: StaffVisit, variant: Variant, form: VariantForm, status: int) -> HttpResponse:
    with visit.reading():
        context = {"part": "catalogue", "variant": variant, "form": form}
        return page(visit, "desk/settings/variant.html", context, here="settings", status=status)
