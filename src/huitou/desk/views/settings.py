"""The shop's facts and its brand."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import edit_brand, edit_shop
from huitou.accounts.verbs.edit_shop import readable_accents
from huitou.core.contrast import parse_hex
from huitou.core.errors import HuitouError
from huitou.desk.forms.settings import BrandForm, ShopForm
from huitou.desk.visit import desk_view, page

FACTS = ("name", "legal_name", "locale", "contact_email", "support_hours", "address", "domain")


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def shop(visit: StaffVisit) -> HttpResponseBase:
    """What buyers read of the shop."""
    request = visit.request
    status = 200
    form = ShopForm(request.POST or None, initial={name: getattr(visit.shop, name) for name in FACTS})
    if request.method == "POST":
        visit.actor.require("settings.edit")
        status = 422
        if form.is_valid():
            try:
                edit_shop(**form.cleaned_data, actor=visit.actor, at=visit.at)
            except HuitouError as error:
                form.add_error(ShopForm.FIELD_OF.get(error.code), error.text)
                status = error.status
            else:
                messages.success(request, _("Saved. Buyers see it from now on."))
                return redirect("desk:settings", visit.shop.slug)
    with visit.reading():
        context = {"form": form, "part": "shop"}
        return page(visit, "desk/settings/shop.html", context, here="settings", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def brand(visit: StaffVisit) -> HttpResponseBase:
    """Colour and logo, with the colours that pages really use."""
    request = visit.request
    form = BrandForm(request.POST or None, request.FILES or None, initial={"accent": visit.shop.accent})
    status = 200
    if request.method == "POST":
        visit.actor.require("settings.edit")
        status = 422
        if form.is_valid():
            try:
                edit_brand(**form.cleaned_data, actor=visit.actor, at=visit.at)
            except HuitouError as error:
                form.add_error("logo", error.text)
                status = error.status
            else:
                messages.success(request, _("Saved. Pages and mails take the new look at once."))
                return redirect("desk:brand", visit.shop.slug)
    return _brand_page(visit, form, status)


def _brand_page(visit: StaffVisit, form: BrandForm, status: int) -> HttpResponse:
    with visit.reading():
        accent = visit.shop.accent
        light, dark = readable_accents(accent)
        context = {
            "form": form,
            "part": "brand",
            "light": light,
            "dark": dark,
            "changed": parse_hex(light) != parse_hex(accent),
        }
        return page(visit, "desk/settings/brand.html", context, here="settings", status=status)
