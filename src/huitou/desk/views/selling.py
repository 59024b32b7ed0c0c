"""Selling beside parcels: what is recommended, coupons, and what both brought against those who saw nothing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.core.money import Money, format_money
from huitou.desk.forms.selling import CouponForm, SellingForm
from huitou.desk.visit import desk_view, page
from huitou.retention.attribution import Group
from huitou.retention.models import Pairing
from huitou.retention.offering import rules_of_shop
from huitou.retention.queries.attribution import Used, sold, uses_of
from huitou.retention.queries.coupons import SHOWN, coupons
from huitou.retention.telling import block_name, points, sold_text
from huitou.retention.verbs import add_coupon, close_coupon, set_selling


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def selling(visit: StaffVisit) -> HttpResponseBase:
    """The page; a POST keeps the rules."""
    if visit.request.method != "POST":
        return _page(visit)
    visit.actor.require("settings.edit")
    form = SellingForm(visit.request.POST)
    if form.is_valid():
        try:
            set_selling(**form.wanted(), actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(SellingForm.FIELD_OF.get(error.code), error.text)
        else:
            messages.success(visit.request, _("Saved. Buyers see it from now on."))
            return redirect("desk:selling", visit.shop.slug)
    return _page(visit, form=form, status=422)


@require_POST
@desk_view("settings.edit")
def coupon(visit: StaffVisit) -> HttpResponseBase:
    """Add a coupon."""
    form = CouponForm(visit.request.POST, currency=visit.shop.currency, auto_id="coupon_%s")
    if form.is_valid():
        try:
            add_coupon(**form.wanted(), actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. Buyers see it from now on."))
            return redirect("desk:selling", visit.shop.slug)
    return _page(visit, coupon_form=form, status=422)


@require_POST
@desk_view("settings.edit")
def end_coupon(visit: StaffVisit, coupon: UUID) -> HttpResponseBase:
    """Give it to nobody any more."""
    close_coupon(coupon=coupon, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("The coupon is given to nobody any more. Codes that were given stay valid."))
    return redirect("desk:selling", visit.shop.slug)


def _group(group: Group, currency: str) -> dict[str, str]:
    return {
        "people": str(group.people),
        "ordered": str(group.ordered),
        "share": points(group.share),
        "net": format_money(Money(group.net_minor, currency)),
        "each": format_money(Money(group.per_person_minor, currency)),
    }


def _use(used: Used, currency: str) -> tuple[int, str]:
    return used.orders, format_money(Money(used.net_minor, currency))


def _page(
    visit: StaffVisit, *, form: SellingForm | None = None, coupon_form: CouponForm | None = None, status: int = 200
) -> HttpResponse:
    currency = visit.shop.currency
    with visit.reading():
        rules = rules_of_shop(visit.shop.pk)
        listed = list(coupons()[:SHOWN])
        used = uses_of(visit.shop, [one.pk for one in listed])
        context = {
            "part": "selling",
            "form": form or SellingForm(initial=SellingForm.initial_of(rules)),
            "coupon_form": coupon_form or CouponForm(currency=currency, auto_id="coupon_%s"),
            "coupons": [
                (one, format_money(Money(one.least_minor, currency)), *_use(used.get(one.pk, Used()), currency))
                for one in listed
            ],
            "figures": [
                (block_name(block), one, sold_text(one), _group(one.shown, currency), _group(one.held, currency))
                for block, one in sold(visit.shop, visit.at).items()
                if one.shown.people or one.held.people
            ],
            "days": rules.days,
            "pairs": Pairing.objects.exclude(product="").count(),
        }
        return page(visit, "desk/settings/selling.html", context, here="settings", status=status)
